import { Attention, PRICES_MOVED } from "#sim/agents/attention.ts";
import type { CallSink } from "#sim/market/dayAheadCalls.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";
import type { LocalTrading } from "#sim/market/localTrading.ts";
import { Aims } from "#sim/market/orders/aims.ts";
import { Wishes } from "#sim/market/orders/wishes.ts";
import { PriceMoves } from "#sim/market/priceMoves.ts";
import type { RoundHorizon } from "#sim/phases/trade/planRound.ts";
import { shuffle, streamKey } from "#sim/random/randomStream.ts";
import type { World } from "#sim/world/world.ts";

/** Periods from one round to the next. */
const ROUND_PERIODS = 4;

/**
 * One round of the local market of an area: period by period, the agents act in an order drawn
 * from the stream `order/<round>`. In the window everyone looks; beyond it only those whose
 * position a fill, a forecast or a plan has moved, and where the expected price has moved those with
 * an order.
 */
export class TradeRound {
  readonly #world: World;
  readonly #area: AreaModel;
  readonly #trading: LocalTrading;
  readonly #order: Int32Array;
  readonly #flexible: Uint8Array;
  /** Turn of each agent in that order. */
  readonly #turnOf: Int32Array;
  readonly #wishes: Wishes;
  readonly #moves: PriceMoves;
  readonly #opensMinute: number;
  /** Of those who trade more or less than they plan, because forecasts err; null where nobody does. */
  readonly #aims: Aims | null;
  readonly #onCall: CallSink;

  constructor(world: World, area: AreaModel, trading: LocalTrading, onCall: CallSink = () => {}) {
    const count = area.prosumers.length;
    this.#world = world;
    this.#area = area;
    this.#trading = trading;
    this.#onCall = onCall;
    this.#order = new Int32Array(count);
    this.#flexible = Uint8Array.from(area.prosumers, ({ flexible }) => (flexible ? 1 : 0));
    this.#turnOf = new Int32Array(count);
    this.#wishes = new Wishes(area.prosumers);
    this.#moves = new PriceMoves(trading.prices);
    this.#opensMinute = world.scenario.localMarket.opensMinute;
    const hedges = world.scenario.behaviour.targetQuantity === "newsvendor";
    this.#aims = hedges ? new Aims(world, area.prosumers, trading.prices) : null;
  }

  /** Trades all periods of the horizon below `last`, the first period behind the run. */
  run(horizon: RoundHorizon, last: number): void {
    const { now, open, window, isDayAhead } = horizon;
    const end = Math.min(horizon.end, last);
    const first = Math.max(open, this.#world.calendar.firstRun);
    if (first >= end) return;
    const absolute = Math.round(this.#world.calendar.startUnixSeconds[now]! / 900);
    const key = streamKey(this.#world.seed, `order/${this.#area.index}/${absolute}`);
    shuffle(key, this.#order.length, this.#order);
    for (let turn = 0; turn < this.#order.length; turn++) this.#turnOf[this.#order[turn]!] = turn;
    this.#trading.prepare(now, open, end);
    this.#gatherWishes(horizon, first, end);
    if (!isDayAhead) this.#recall(Math.max(first, window), end);
    this.#moves.looked(isDayAhead);
    const called = Math.max(first, this.#firstCalled(horizon, end));
    for (let period = called; period < end; period++) this.#trading.call(period);
    for (let period = first; period < end; period++) {
      if (isDayAhead || period < window) this.#askAll(period, now, isDayAhead);
      else if (this.#wishes.isFlagged(period) || this.#trading.wants(period)) {
        this.#askMoved(period, now);
      }
    }
    for (let period = called; period < end; period++) this.#endCall(period, now);
    this.#callBack(window + ROUND_PERIODS, end);
  }

  /** Who has an order where the expected price has moved looks at it in this round. */
  #recall(from: number, to: number): void {
    const moves = this.#moves;
    const { placeOf } = this.#trading;
    for (let period = from; period < to; period++) {
      if (!moves.anyIn(period)) continue;
      for (let k = 0; k < placeOf.length; k++) {
        const isConcerned = moves.has(placeOf[k]!, period);
        if (isConcerned && this.#trading.hasOrder(k, period)) this.#wishes.recall(k, period);
      }
    }
  }

  /** Has those plan anew in the next round who can, where expected prices of [from, to) have moved. */
  #callBack(from: number, to: number): void {
    const moves = this.#moves;
    moves.find(from, to);
    if (!moves.any) return;
    const attention = Attention.of(this.#world);
    const { placeOf, rowOf } = this.#trading;
    for (let k = 0; k < placeOf.length; k++) {
      if (this.#flexible[k] === 0 || !moves.anyAt(placeOf[k]!)) continue;
      attention.set(rowOf[k]!, PRICES_MOVED, true);
    }
  }

  #askAll(period: number, now: number, isDayAhead: boolean): void {
    this.#trading.round(
      period,
      now,
      this.#order,
      this.#wishes.of(period),
      this.#patience(period, now),
    );
    // What has come into the window stays there up to its gate, and is looked at by all.
    if (isDayAhead) this.#wishes.seen(period);
  }

  #askMoved(period: number, now: number): void {
    const asked = this.#wishes.moved(period, this.#turnOf);
    this.#trading.round(period, now, asked, this.#wishes.of(period), this.#patience(period, now));
    this.#wishes.seenBy(period, asked);
  }

  /** First period of the day that opens, where it does so with calls; else `end`. */
  #firstCalled({ now, isDayAhead }: RoundHorizon, end: number): number {
    if (!isDayAhead || this.#trading.callRule === null) return end;
    const { day, dayStart } = this.#world.calendar;
    return dayStart[day[now]! + 1]!;
  }

  /** Clears a period once all orders of all periods are there. */
  #endCall(period: number, now: number): void {
    const outcomes = this.#trading.endCall(period, now, this.#wishes.of(period));
    this.#onCall(period, this.#trading.callRule!, outcomes);
    this.#wishes.seen(period);
  }

  /** Reads what nominations became; what was not refreshed since the last round stays. */
  #gatherWishes({ now, window, isDayAhead }: RoundHorizon, from: number, to: number): void {
    const { runs, anewTo } = this.#trading;
    const wishes = this.#wishes;
    const near = Math.min(window, to);
    wishes.clearFlags();
    this.#aims?.look(from, isDayAhead ? to : near, isDayAhead);
    for (let k = 0; k < anewTo.length; k++) {
      let end = anewTo[k]! > from ? Math.min(to, anewTo[k]!) : from;
      // Where a start was settled, all that was planned is wanted.
      if (runs?.isMoved(k)) end = to;
      let start = from;
      if (end === from && this.#aims !== null) {
        // Expected prices move aims.
        start = this.#aims.movedFrom(k);
        end = this.#aims.movedTo(k);
      }
      if (end <= start) continue;
      const undecidedWh = runs?.undecidedWh(k) ?? null;
      if (this.#aims !== null) this.#aims.write(k, now, start, end, wishes);
      else wishes.gather(k, start, end);
      // What machines take whose start is open is ordered apart.
      if (undecidedWh !== null) wishes.leave(k, undecidedWh, start, end);
      if (this.#flexible[k] === 1 && !isDayAhead) wishes.flagMoved(k, near, end);
    }
  }

  /** 1 when the period opens, 0 at its gate, to the power of 1.5. */
  #patience(period: number, now: number): number {
    const { calendar, scenario } = this.#world;
    const gate = period - Math.ceil(scenario.localMarket.gateLeadMinutes / 15);
    const eve = calendar.dayStart[calendar.day[period]! - 1] ?? 0;
    const opened = eve + this.#opensMinute / 15;
    const share = Math.max(0, Math.min(1, (gate - now - 1) / Math.max(1, gate - opened)));
    return share * Math.sqrt(share);
  }
}
