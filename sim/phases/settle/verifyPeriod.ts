import { POSTING_KINDS } from "#datasets/words.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { DOWN, TSO_OPERATOR, UP } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { shareDelivered } from "#engine/coordination/physicalOrder.ts";
import { amountDown } from "#engine/money.ts";
import { type PenaltyRule, penaltyRule, remunerate } from "#engine/settlement/penalty.ts";
import { shareLargestRemainder } from "#engine/settlement/shareLargestRemainder.ts";
import { Strikes } from "#engine/settlement/strikes.ts";
import { correctedWh, type Verified, verifyOrders } from "#engine/settlement/verify.ts";
import { answerOrders, type OrderAnswer } from "#sim/agents/acknowledgement.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Unit } from "#sim/agents/unit.ts";
import type { OrderRecord } from "#sim/ledger/escrow/orderRecord.ts";
import { Readiness } from "#sim/phases/operate/readiness.ts";
import type { Reservations } from "#sim/phases/reserve/reserve.ts";
import { callsOf } from "#sim/phases/settle/callsOf.ts";
import { escrowOrders } from "#sim/phases/settle/escrowOrders.ts";
import type { UnitBaselines } from "#sim/phases/settle/unitBaselines.ts";
import type { Run } from "#sim/run/run.ts";

const ACTIVATION = POSTING_KINDS.indexOf("activation");
const PENALTY = POSTING_KINDS.indexOf("penalty");
const OWNER_SHARE = POSTING_KINDS.indexOf("ownerShare");

/** What an activation cost, and which operator bore a part of it beside the counterparty. */
interface Payment {
  paidMicroEur: number;
  penaltyMicroEur: number;
  /** Agent index; -1 for none. */
  otherPayer: number;
  otherPaidMicroEur: number;
}

/** What a failure is told by. */
type Judged = Pick<OrderRecord, "orderedWh" | "verifiedWh" | "waived">;

/** What a unit did in one period, Wh, consumption positive. */
interface Response {
  readonly baselineWh: number;
  readonly meteredWh: number;
  readonly truthWh: number;
}

/**
 * Verification and payment of flexibility, period by period: meters against the baseline of each
 * unit's kind, payment for min(verified, ordered), penalty for the rest, the owners' share, and the
 * price of readiness. The replayed truth stands beside it and pays nobody.
 */
export class Verification {
  readonly #run: Run;
  readonly #readiness: Readiness;
  readonly #baselines: Pick<UnitBaselines, "wh">;
  readonly #rule: PenaltyRule;
  readonly #strikes: Strikes;
  /** Units that reached the limit of strikes since the last midnight. */
  readonly #inDefault: number[] = [];
  /** All that ever did: what was ordered before may still fail. */
  readonly #everInDefault = new Set<number>();

  constructor(run: Run, reservations: Reservations, baselines: Pick<UnitBaselines, "wh">) {
    const { penalty } = run.world.scenario.flexibility;
    this.#run = run;
    this.#readiness = new Readiness(run, reservations);
    this.#baselines = baselines;
    this.#rule = penaltyRule(penalty.rule, penalty.singleSidedShare, penalty.failureBelow);
    this.#strikes = new Strikes(run.community.units.length, penalty.strikes);
  }

  /** Units that are in default from this midnight on. */
  takeDefaults(): number[] {
    return this.#inDefault.splice(0);
  }

  /** Writes what was held ready on a day. */
  closeDay(day: number): void {
    this.#readiness.closeDay(day);
  }

  verify(flex: FlexPeriod, orders: readonly Order[], i: number): void {
    this.#readiness.pay(flex, i);
    const ordered = new Set(orders.map(({ unit }) => unit));
    for (const unit of this.#run.community.units) {
      if (!ordered.has(unit.index)) continue;
      this.#verifyUnit(
        unit,
        orders.filter((order) => order.unit === unit.index),
        i,
      );
    }
  }

  #verifyUnit(unit: Unit, orders: readonly Order[], i: number): void {
    const response = this.#response(unit, i);
    const { baselineWh, meteredWh, truthWh } = response;
    const { indicators } = this.#run;
    const verified = verifyOrders(orders, baselineWh, meteredWh);
    const answers = answerOrders(orders, unit.answers[i & RING_MASK]!);
    const served = shareDelivered(orders, truthWh - meteredWh);
    const held: OrderRecord[][] = [];
    for (const [k, order] of orders.entries()) {
      const payment = this.#payOrder(unit, order, verified[k]!, i);
      held.push(this.#escrow(unit, order, verified[k]!, i));
      unit.memory.verify(order.direction, order.orderedWh, verified[k]!.paidWh);
      const outcome = { ...verified[k]!, ...payment, ...answers[k]!, servedWh: served[k]! };
      this.#record(unit, order, response, outcome, i);
    }
    for (const call of this.#callsOf(orders)) {
      const parts = call.flatMap((k) => held[k]!);
      // At a negative price nothing is held.
      const judged = parts.length > 0 ? parts : call.map((k) => asWhole(orders[k]!, verified[k]!));
      this.#countFailure(unit, judged, i);
      this.#run.orders.push(...parts.map((part, n) => ({ ...part, continues: n > 0 })));
    }
    const up = correctedWh(orders, verified, UP);
    const down = correctedWh(orders, verified, DOWN);
    this.#correct(unit, up - down, i);
    const sign = orders[0]!.direction === UP ? 1 : -1;
    indicators.add("baselineErrorMwh", Math.abs(baselineWh - truthWh) / 1e6);
    indicators.add("baselineBiasMwh", (sign * (baselineWh - truthWh)) / 1e6);
  }

  #response(unit: Unit, i: number): Response {
    const metered = this.#run.meters.of(i);
    let meteredWh = 0;
    for (const { agent } of unit.members) meteredWh += metered[agent]!;
    const truthWh = unit.truthWh[i & RING_MASK]!;
    return { baselineWh: this.#baselines.wh(unit, i), meteredWh, truthWh };
  }

  #payOrder(unit: Unit, order: Order, { paidWh, missingWh }: Verified, i: number): Payment {
    const { world, totals, indicators } = this.#run;
    const { orderedWh, priceMicro } = order;
    const terms = remunerate(this.#rule, { orderedWh, paidWh, priceMicro });
    const chargedWh = order.penaltyWaived ? 0 : missingWh;
    const weights = order.shares.map(({ weight }) => weight);
    const paidParts = shareLargestRemainder(paidWh, weights);
    const chargedParts = shareLargestRemainder(chargedWh, weights);
    const total = { paidMicroEur: 0, penaltyMicroEur: 0, otherPayer: -1, otherPaidMicroEur: 0 };
    for (const [k, { operator }] of order.shares.entries()) {
      const share = { paidWh: paidParts[k]!, chargedWh: chargedParts[k]! };
      const { paidMicroEur, penaltyMicroEur } = this.#payShare(unit, operator, share, terms);
      this.#countPicks(order, operator, share.paidWh, i);
      total.paidMicroEur += paidMicroEur;
      total.penaltyMicroEur += penaltyMicroEur;
      if (operator === order.payer) continue;
      total.otherPayer = this.#account(operator);
      total.otherPaidMicroEur += paidMicroEur;
    }
    const { ownerShare } = world.scenario.flexibility;
    this.#shareWithOwners(unit, Math.floor(ownerShare * total.paidMicroEur), i);
    totals.activatedWh[unit.aggregator]! += paidWh;
    indicators.add("deliveredFlexMwh", paidWh / 1e6);
    if (order.penaltyWaived) indicators.add("waivedPenalties", missingWh > 0 ? 1 : 0);
    return total;
  }

  /** An order as it goes into escrow. */
  #escrow(unit: Unit, order: Order, { paidWh }: Verified, i: number): OrderRecord[] {
    const { orderedWh, priceMicro, shares } = order;
    const terms = remunerate(this.#rule, { orderedWh, paidWh, priceMicro });
    const about = {
      provider: unit.aggregator,
      period: i - this.#run.world.calendar.firstRun,
      paidParts: shareLargestRemainder(
        paidWh,
        shares.map(({ weight }) => weight),
      ),
    };
    return escrowOrders(order, terms, about, (operator) => this.#account(operator));
  }

  /** What is judged together: only strikes are. */
  #callsOf(orders: readonly Order[]): number[][] {
    return this.#rule.rule === "strikes" ? callsOf(orders) : orders.map((_, k) => [k]);
  }

  /** A strike where too little came of a call, unless nobody charges for it; as the chain counts it. */
  #countFailure({ index }: Unit, parts: readonly Judged[], i: number): void {
    if (this.#rule.rule !== "strikes" || parts.some(({ waived }) => waived)) return;
    const floorPermille = Math.round(1000 * this.#rule.failureBelow);
    const orderedWh = parts.reduce((sum, part) => sum + part.orderedWh, 0);
    const verifiedWh = parts.reduce((sum, part) => sum + part.verifiedWh, 0);
    if (verifiedWh * 1000 >= orderedWh * floorPermille) return;
    const { year, month } = this.#run.world.calendar;
    const season = year[i]! * 4 + Math.floor(month[i]! / 3);
    if (!this.#strikes.fail(index, season) || this.#everInDefault.has(index)) return;
    this.#everInDefault.add(index);
    this.#inDefault.push(index);
  }

  /** What one of the operators bears of an activation. */
  #payShare(
    unit: Unit,
    operator: number,
    { paidWh, chargedWh }: { paidWh: number; chargedWh: number },
    { paidPriceMicro, penaltyPriceMicro }: ReturnType<typeof remunerate>,
  ): { paidMicroEur: number; penaltyMicroEur: number } {
    const { ledger } = this.#run;
    const payer = this.#account(operator);
    ledger.transferRounded(ACTIVATION, payer, unit.aggregator, paidPriceMicro, paidWh);
    ledger.transferRounded(PENALTY, unit.aggregator, payer, penaltyPriceMicro, chargedWh);
    return {
      paidMicroEur: amountDown(paidPriceMicro, paidWh),
      penaltyMicroEur: amountDown(penaltyPriceMicro, chargedWh),
    };
  }

  /** Paid congestion energy of a DSO, which the TSO's balancing absorbs. */
  #countPicks({ direction }: Order, operator: number, paidWh: number, i: number): void {
    if (operator === TSO_OPERATOR) return;
    const signed = direction === UP ? paidWh : -paidWh;
    this.#run.dsoPicksWh[operator]![i & RING_MASK]! += signed;
  }

  /** The owners' share, by dispatched energy, largest remainder. */
  #shareWithOwners(unit: Unit, amountMicroEur: number, i: number): void {
    if (amountMicroEur <= 0) return;
    const parts = shareLargestRemainder(amountMicroEur, dispatchWeights(unit, i));
    for (const [m, member] of unit.members.entries()) {
      if (parts[m]! > 0)
        this.#run.ledger.post(OWNER_SHARE, unit.aggregator, member.agent, parts[m]!);
    }
  }

  /** Splits the paid quantity over the members whose retail bills it corrects. */
  #correct(unit: Unit, netUpWh: number, i: number): void {
    if (netUpWh === 0) return;
    const parts = shareLargestRemainder(Math.abs(netUpWh), dispatchWeights(unit, i));
    for (const [m, member] of unit.members.entries()) {
      this.#run.correctionWh[member.agent]![i & RING_MASK]! += Math.sign(netUpWh) * parts[m]!;
      this.#run.totals.activatedWh[member.agent]! += parts[m]!;
    }
  }

  #record(
    unit: Unit,
    order: Order,
    response: Response,
    outcome: Verified & Payment & OrderAnswer & { servedWh: number },
    i: number,
  ): void {
    const { tables, world } = this.#run;
    const { missingWh: _missing, servedWh, ...paid } = outcome;
    tables.activations.buffer.push({
      period: i - world.calendar.firstRun,
      need: order.kind,
      payer: this.#account(order.payer),
      unit: unit.index,
      direction: order.direction,
      orderedWh: order.orderedWh,
      ...response,
      ...paid,
      servedWh: Math.round(servedWh),
      priceMicroEurPerKwh: order.priceMicro,
    });
  }

  #account(operator: number): number {
    const { accounts } = this.#run.community;
    return operator === TSO_OPERATOR ? accounts.tso : accounts.dsoOfArea[operator]!;
  }
}

/** An order in one part. */
function asWhole({ orderedWh, penaltyWaived }: Order, { paidWh }: Verified): Judged {
  return { orderedWh, verifiedWh: paidWh, waived: penaltyWaived };
}

/** Energy that was dispatched to each member; equal weights where nothing was. */
function dispatchWeights(unit: Unit, i: number): number[] {
  const weights = unit.members.map(({ dispatchedWh }) => Math.round(dispatchedWh[i & RING_MASK]!));
  return weights.some((weight) => weight > 0) ? weights : weights.map(() => 1);
}
