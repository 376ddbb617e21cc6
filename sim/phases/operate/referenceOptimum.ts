import { assert } from "#engine/assert.ts";
import { rowViolation } from "#engine/coordination/clearingProblem.ts";
import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import type { FlexPeriod, NeedState } from "#engine/coordination/flexPeriod.ts";
import { type JointOffer, jointProblem } from "#engine/coordination/jointProblem.ts";
import type { LinearSolver } from "#engine/coordination/linearSolver.ts";
import { DOWN, offerIndex, UP } from "#engine/coordination/needs.ts";
import { OFFER_ROWS, rowOfferedWh, rowPriceMicro } from "#engine/coordination/offerRows.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { physicalOrders } from "#engine/coordination/physicalOrder.ts";
import type { SystemOperators } from "#sim/operators/systemOperators.ts";
import type { Run } from "#sim/run/run.ts";

/** Objective of the problem, µEUR/kWh × Wh, per EUR. */
const PER_EUR = 1e9;
/** Rounding to whole Wh may make a solution dearer than the optimum, never cheaper by more than this. */
const TOLERANCE_EUR = 1e-6;

/**
 * The price of non-integration: beside every period, what joint clearing of all needs over all offers
 * would have cost, against what the scheme's picks cost, unmet needs at their value on both sides.
 * Needs are those of all operators that act, as known at the last gate, with the headroom of what is
 * inside its limits: so what a scheme's picks do to the grid of another counts for every scheme alike.
 * Only the sums are kept: the reference moves nothing.
 */
export class ReferenceOptimum {
  readonly #run: Run;
  readonly #solver: LinearSolver;
  readonly #operators: SystemOperators;
  readonly #settings: ClearingSettings;

  constructor(run: Run, operators: SystemOperators, settings: ClearingSettings) {
    assert(run.solver !== null, "the reference optimum has a solver");
    this.#run = run;
    this.#solver = run.solver;
    this.#operators = operators;
    this.#settings = settings;
  }

  /** Compares one period after its last gate. */
  compare(flex: FlexPeriod, orders: readonly Order[], now: number): void {
    const isQuiet = orders.length === 0 && this.#needs(flex, now, false).every(isMet);
    if (isQuiet) return;
    const states = this.#needs(flex, now, true);
    const { unmetMicro } = this.#settings;
    assert(unmetMicro !== undefined);
    const columns = this.#offers(flex);
    const problem = jointProblem(states, columns, [], unmetMicro);
    const best = this.#solver.solve(problem);
    assert(best.status === "optimal", `the reference of period ${flex.period} is ${best.status}`);
    const optimum = best.objective / PER_EUR;

    const picked = new Float64Array(columns.length);
    for (const { unit, netUpWh } of physicalOrders(orders)) {
      const direction = netUpWh > 0 ? UP : DOWN;
      // What the rows of an offer relieve is the same.
      const at = columns.findIndex((offer) => offer.unit === unit && offer.direction === direction);
      if (netUpWh !== 0) picked[at] = Math.abs(netUpWh);
    }
    let cost = 0;
    for (const { orderedWh, priceMicro } of orders) cost += orderedWh * priceMicro;
    for (const row of problem.rows) cost += row.violationCost * rowViolation(row, picked);
    const scheme = cost / PER_EUR;
    assert(scheme >= optimum - TOLERANCE_EUR, `picks of period ${flex.period} beat the optimum`);
    this.#run.indicators.add("clearingCostEur", scheme);
    this.#run.indicators.add("referenceCostEur", optimum);
    this.#run.indicators.add("priceOfNonIntegrationEur", scheme - optimum);
  }

  /** What the operators of the scheme lack, nothing being picked yet. */
  #needs({ period }: FlexPeriod, now: number, watches: boolean): NeedState[] {
    const { scheme } = this.#run.variant;
    assert(scheme !== null);
    return scheme.acts
      .flatMap((kind) =>
        this.#operators.needs(kind, period, now, { balancedUpWh: 0, watches, isJoint: true }),
      )
      .map((need) => ({ need, creditedWh: 0, metWh: 0 }));
  }

  #offers({ offers }: FlexPeriod): JointOffer[] {
    const capMicro = Math.max(...this.#settings.priceCapMicro);
    const columns: JointOffer[] = [];
    for (let unit = 0; unit < offers.unitCount; unit++) {
      for (const direction of [UP, DOWN] as const) {
        const offer = offerIndex(unit, direction);
        for (const isReserved of OFFER_ROWS) {
          const upperWh = rowOfferedWh(offers, offer, isReserved);
          const priceMicro = rowPriceMicro(offers, offer, isReserved);
          if (upperWh === 0 || priceMicro > capMicro) continue;
          columns.push({ unit, direction, isReserved, priceMicro, upperWh });
        }
      }
    }
    return columns;
  }
}

function isMet({ need }: NeedState): boolean {
  return need.quantityWh <= 0;
}
