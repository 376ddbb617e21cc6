import type { DrawnPeriod, Place } from "#bench/coordination/drawPeriod.ts";
import { clearGate } from "#engine/coordination/clearGate.ts";
import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import { clearJointly } from "#engine/coordination/clearJointly.ts";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { gatePlan, isJoint } from "#engine/coordination/gatePlan.ts";
import type { LinearSolver } from "#engine/coordination/linearSolver.ts";
import { listOffers } from "#engine/coordination/listOffers.ts";
import { dispatchOrders, type Order } from "#engine/coordination/orders.ts";
import { ClaimRegistry } from "#engine/coordination/registry.ts";
import { ledgerCount, type Scheme } from "#engine/coordination/scheme.ts";

const LEADS = { DSO_CM: 120, TSO_CM: 60, BAL: 25 };
const PRICE_CAP_MICRO = 500_000;
const CALL_RATE = 0.2;

/** Everything between the freeze of a period and its dispatch, for one scheme, again and again. */
export class PeriodClearing {
  readonly #scheme: Scheme;
  readonly #solver: LinearSolver;
  readonly #flex: FlexPeriod;
  readonly #registries: readonly ClaimRegistry[];
  readonly #settings: ClearingSettings;

  constructor(scheme: Scheme, { unitCount, areaCount, areaOf }: Place, solver: LinearSolver) {
    this.#scheme = scheme;
    this.#solver = solver;
    this.#flex = new FlexPeriod(unitCount, gatePlan(scheme, LEADS));
    this.#registries = Array.from(
      { length: ledgerCount(scheme, areaCount) },
      () => new ClaimRegistry(unitCount, 2),
    );
    this.#settings = {
      priceCapMicro: [PRICE_CAP_MICRO, PRICE_CAP_MICRO, PRICE_CAP_MICRO],
      maxPremium: 0.5,
      sensitivityMin: 0.05,
      offerWhMin: 250,
      unmetMicro: [3_000_000, 3_000_000, 10_000_000],
      areaOf,
    };
  }

  /** Lists the offers, clears all gates and names the orders. */
  clear(period: number, { quantityWh, priceMicro, reservedWh, needs }: DrawnPeriod): Order[] {
    const flex = this.#flex;
    const scheme = this.#scheme;
    const settings = this.#settings;
    flex.open(period);
    for (const registry of this.#registries) registry.open(period);
    flex.offers.quantityWh.set(quantityWh);
    flex.offers.priceMicro.set(priceMicro);
    flex.offers.reservedWh.set(reservedWh);
    listOffers(scheme, flex.offers, {
      priceCapMicro: settings.priceCapMicro,
      callRate: () => CALL_RATE,
      // Every provider chooses by a number of its own, so that all lists have offers.
      explore: (unit, direction) => ((7 * unit + 3 * period + 5 * direction) % 10) / 10,
      offerWhMin: settings.offerWhMin,
    });
    for (const { leadMinutes, kinds } of flex.gates) {
      const registries = this.#registries;
      const context = { flex, scheme, registries, settings, marketMinute: -leadMinutes };
      if (isJoint(scheme, kinds)) {
        const own = needs.filter(({ kind }) => kinds.includes(kind));
        clearJointly({ ...context, solver: this.#solver }, own);
        continue;
      }
      for (const each of kinds) {
        const own = needs.filter(({ kind }) => kind === each);
        clearGate(context, own);
      }
    }
    return dispatchOrders(flex, scheme);
  }
}
