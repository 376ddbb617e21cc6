import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { targetWh } from "#sim/agents/targetQuantity.ts";
import type { AreaModel } from "#sim/market/areaModel.ts";
import type { CallSink } from "#sim/market/dayAheadCalls.ts";
import type { LocalTrading } from "#sim/market/localTrading.ts";
import type { RoundHorizon } from "#sim/phases/trade/planRound.ts";
import { shuffle, streamKey } from "#sim/random/randomStream.ts";
import type { World } from "#sim/world/world.ts";

/** Wh by which a wish must have moved to bring its agent back to a period outside the window. */
const FLAG_WH = 150;

/**
 * One round of the local market of an area: period by period, the agents act in an order drawn
 * from the stream `order/<round>`. In the window everyone looks; beyond it only those whose
 * position a fill, a forecast or a plan has moved.
 */
export class TradeRound {
  readonly #world: World;
  readonly #area: AreaModel;
  readonly #trading: LocalTrading;
  readonly #order: Int32Array;
  readonly #flexible: Uint8Array;
  /** Wanted energy by period (ring) and agent of the area, Wh: planned or aimed at, less traded. */
  readonly #wishWh: Float64Array;
  /** The same when an agent last looked. */
  readonly #seenWh: Float64Array;
  /** Rows of both. */
  readonly #wishOf: readonly Float64Array[];
  readonly #seenOf: readonly Float64Array[];
  /** 1 where the wish of somebody who can be steered has moved since it last looked (ring). */
  readonly #isFlagged = new Uint8Array(RING);
  readonly #asked: Int32Array;
  readonly #opensMinute: number;
  /** Whether agents trade more or less than they plan, because forecasts err. */
  readonly #hedges: boolean;
  readonly #onCall: CallSink;

  constructor(world: World, area: AreaModel, trading: LocalTrading, onCall: CallSink = () => {}) {
    const count = area.prosumers.length;
    this.#world = world;
    this.#area = area;
    this.#trading = trading;
    this.#onCall = onCall;
    this.#order = new Int32Array(count);
    this.#flexible = Uint8Array.from(area.prosumers, ({ flexible }) => (flexible ? 1 : 0));
    this.#wishWh = new Float64Array(RING * count);
    this.#seenWh = new Float64Array(RING * count);
    this.#wishOf = rowsOf(this.#wishWh, count);
    this.#seenOf = rowsOf(this.#seenWh, count);
    this.#asked = new Int32Array(count);
    this.#opensMinute = world.scenario.localMarket.opensMinute;
    this.#hedges = world.scenario.behaviour.targetQuantity === "newsvendor";
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
    this.#trading.prepareRuns(now, open, end);
    this.#isFlagged.fill(0);
    this.#gatherWishes(horizon, first, end);
    const called = Math.max(first, this.#firstCalled(horizon, end));
    for (let period = called; period < end; period++) this.#trading.call(period);
    for (let period = first; period < end; period++) {
      const slot = period & RING_MASK;
      const everyone = isDayAhead || period < window;
      const runs = this.#trading.runs?.wants(period) ?? false;
      if (!everyone && !runs && this.#isFlagged[slot] === 0) continue;
      const wishWh = this.#wishOf[slot]!;
      const seenWh = this.#seenOf[slot]!;
      const asked = everyone ? this.#order : this.#moved(wishWh, seenWh);
      this.#trading.round(period, now, asked, wishWh, this.#patience(period, now));
      if (everyone) seenWh.set(wishWh);
      else for (let k = 0; k < asked.length; k++) seenWh[asked[k]!] = wishWh[asked[k]!]!;
    }
    for (let period = called; period < end; period++) this.#endCall(period, now);
  }

  /** First period of the day that opens, where it does so with calls; else `end`. */
  #firstCalled({ now, isDayAhead }: RoundHorizon, end: number): number {
    if (!isDayAhead || this.#trading.callRule === null) return end;
    const { day, dayStart } = this.#world.calendar;
    return dayStart[day[now]! + 1]!;
  }

  /** Clears a period once all orders of all periods are there. */
  #endCall(period: number, now: number): void {
    const wishWh = this.#wishOf[period & RING_MASK]!;
    const outcomes = this.#trading.endCall(period, now, wishWh);
    this.#onCall(period, this.#trading.callRule!, outcomes);
    this.#seenOf[period & RING_MASK]!.set(wishWh);
  }

  /** Reads what nominations became; what was not refreshed since the last round stays. */
  #gatherWishes({ now, window, isDayAhead }: RoundHorizon, from: number, to: number): void {
    const { prosumers } = this.#area;
    const { runs } = this.#trading;
    const count = prosumers.length;
    const near = Math.min(window, to);
    for (let k = 0; k < count; k++) {
      const agent = prosumers[k]!;
      let end = agent.refreshedAt === now ? Math.min(to, agent.refreshedTo) : from;
      // Expected prices move targets; where a start was settled, all that was planned is wanted.
      if (this.#hedges) end = Math.max(end, near);
      if (runs?.isMoved(k)) end = to;
      if (end === from) continue;
      const undecidedWh = runs?.undecidedWh(k) ?? null;
      if (this.#hedges || undecidedWh !== null) {
        this.#aim(k, undecidedWh, from, end, now);
      } else {
        const { nominationWh, inflatedWh, tradedWh } = agent;
        gather(nominationWh, inflatedWh, tradedWh, from, end, this.#wishWh, k, count);
      }
      if (this.#flexible[k] === 1 && !isDayAhead) {
        flagMoved(this.#wishWh, this.#seenWh, k, count, near, end, this.#isFlagged);
      }
    }
  }

  /** The same for one who hedges its forecast, or has machines whose start is open. */
  #aim(k: number, undecidedWh: Float64Array | null, from: number, to: number, now: number): void {
    const { prosumers } = this.#area;
    const agent = prosumers[k]!;
    for (let i = from; i < to; i++) {
      const slot = i & RING_MASK;
      const wanted = this.#hedges ? this.#targetWh(agent, i, now) : agent.plannedWh(i);
      const open = undecidedWh === null ? wanted : Math.round(wanted - undecidedWh[slot]!);
      this.#wishWh[slot * prosumers.length + k] = open - agent.tradedWh[slot]!;
    }
  }

  /** What an agent that hedges its forecast wants in all, Wh. */
  #targetWh(agent: Prosumer, i: number, now: number): number {
    const { prices } = this.#trading;
    const residual = prices.residualAt(i, agent.bus);
    return Math.round(
      targetWh(
        agent.plannedWh(i),
        agent.forecastSdWh(i, now),
        prices.buyAt(i, agent.bus),
        prices.sellAt(i, agent.bus),
        this.#world.retailImportMicroEurPerKwh[i]! + residual,
        this.#world.scenario.prices.retail.feedInMicroEurPerKwh + residual,
      ),
    );
  }

  /** Those in the drawn order whose wish has moved. */
  #moved(wishWh: Float64Array, seenWh: Float64Array): Int32Array {
    let count = 0;
    for (let k = 0; k < this.#order.length; k++) {
      const agent = this.#order[k]!;
      if (Math.abs(wishWh[agent]! - seenWh[agent]!) > FLAG_WH) this.#asked[count++] = agent;
    }
    return this.#asked.subarray(0, count);
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

/** What one agent planned and has not traded yet, into its column of the table of wishes. */
function gather(
  nominationWh: Float64Array,
  inflatedWh: Float64Array,
  tradedWh: Float64Array,
  from: number,
  to: number,
  wishWh: Float64Array,
  column: number,
  columns: number,
): void {
  for (let i = from; i < to; i++) {
    const slot = i & RING_MASK;
    wishWh[slot * columns + column] = nominationWh[slot]! - inflatedWh[slot]! - tradedWh[slot]!;
  }
}

/** Flags the periods of [from, to) in which the wish in a column has moved. */
function flagMoved(
  wishWh: Float64Array,
  seenWh: Float64Array,
  column: number,
  columns: number,
  from: number,
  to: number,
  isFlagged: Uint8Array,
): void {
  for (let i = from; i < to; i++) {
    const slot = i & RING_MASK;
    const at = slot * columns + column;
    if (Math.abs(wishWh[at]! - seenWh[at]!) > FLAG_WH) isFlagged[slot] = 1;
  }
}

/** Rows of a table with `count` columns: made once, as a view costs more than a look at its row. */
function rowsOf(table: Float64Array, count: number): Float64Array[] {
  return Array.from({ length: RING }, (_, row) => table.subarray(row * count, (row + 1) * count));
}
