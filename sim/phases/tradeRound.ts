import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import type { AreaModel } from "#sim/market/areaModel.ts";
import type { LocalTrading } from "#sim/market/localTrading.ts";
import type { RoundHorizon } from "#sim/phases/planRound.ts";
import { shuffle, streamKey } from "#sim/random/randomStream.ts";
import type { World } from "#sim/world/world.ts";

/** Wh by which a wish must have moved to bring its agent back to a period outside the window. */
const FLAG_WH = 150;
/** Periods whose wishes are gathered at once: one cache line of each agent's rings. */
const BLOCK = 8;

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
  /** Wanted energy when an agent last looked, by period (ring) and agent of the area, Wh. */
  readonly #seenWh: Float64Array;
  /** Wanted energy now, by period of the block and agent of the area, Wh. */
  readonly #wishWh: Float64Array;
  readonly #asked: Int32Array;
  readonly #opensMinute: number;

  constructor(world: World, area: AreaModel, trading: LocalTrading) {
    const count = area.prosumers.length;
    this.#world = world;
    this.#area = area;
    this.#trading = trading;
    this.#order = new Int32Array(count);
    this.#flexible = Uint8Array.from(area.prosumers, ({ flexible }) => (flexible ? 1 : 0));
    this.#seenWh = new Float64Array(RING * count);
    this.#wishWh = new Float64Array(BLOCK * count);
    this.#asked = new Int32Array(count);
    this.#opensMinute = world.scenario.localMarket.opensMinute;
  }

  /** Trades all periods of the horizon below `last`, the first period behind the run. */
  run(horizon: RoundHorizon, last: number): void {
    const { now, open, window, isDayAhead } = horizon;
    const end = Math.min(horizon.end, last);
    const first = Math.max(open, this.#world.calendar.firstRun);
    if (first >= end) return;
    const absolute = Math.round(this.#world.calendar.startUnixSeconds[now]! / 900);
    const key = streamKey(this.#world.seed, `order/${this.#area.index}/${absolute}`);
    const count = this.#order.length;
    shuffle(key, count, this.#order);
    let gathered = first;
    for (let period = first; period < end; period++) {
      if (period === gathered) {
        gathered = Math.min(period + BLOCK - (period & (BLOCK - 1)), end);
        gatherWishes(this.#area.prosumers, period, gathered, this.#wishWh);
      }
      const from = (period & (BLOCK - 1)) * count;
      const wishWh = this.#wishWh.subarray(from, from + count);
      const seenWh = this.#seenWh.subarray((period & RING_MASK) * count);
      const everyone = isDayAhead || period < window;
      if (!everyone && !anyMoved(this.#flexible, wishWh, seenWh)) continue;
      const asked = everyone ? this.#order : this.#moved(wishWh, seenWh);
      this.#trading.round(period, now, asked, wishWh, this.#patience(period, now));
      for (let k = 0; k < asked.length; k++) seenWh[asked[k]!] = wishWh[asked[k]!]!;
    }
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

/** Nominated less traded energy of [from, to), a row per period of its block of the ring. */
function gatherWishes(
  agents: readonly Prosumer[],
  from: number,
  to: number,
  wishWh: Float64Array,
): void {
  const count = agents.length;
  for (let k = 0; k < count; k++) {
    const { nominationWh, tradedWh } = agents[k]!;
    for (let i = from; i < to; i++) {
      const slot = i & RING_MASK;
      wishWh[(i & (BLOCK - 1)) * count + k] = nominationWh[slot]! - tradedWh[slot]!;
    }
  }
}

/** Whether the wish of anyone who can be steered has moved. */
function anyMoved(flexible: Uint8Array, wishWh: Float64Array, seenWh: Float64Array): boolean {
  for (let k = 0; k < flexible.length; k++) {
    if (flexible[k] === 1 && Math.abs(wishWh[k]! - seenWh[k]!) > FLAG_WH) return true;
  }
  return false;
}
