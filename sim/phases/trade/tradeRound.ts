import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { targetWh } from "#sim/agents/targetQuantity.ts";
import type { AreaModel } from "#sim/market/areaModel.ts";
import type { LocalTrading } from "#sim/market/localTrading.ts";
import { endOfRefresh, type RoundHorizon } from "#sim/phases/trade/planRound.ts";
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
  readonly #asked: Int32Array;
  readonly #opensMinute: number;
  /** Whether agents trade more or less than they plan, because forecasts err. */
  readonly #hedges: boolean;

  constructor(world: World, area: AreaModel, trading: LocalTrading) {
    const count = area.prosumers.length;
    this.#world = world;
    this.#area = area;
    this.#trading = trading;
    this.#order = new Int32Array(count);
    this.#flexible = Uint8Array.from(area.prosumers, ({ flexible }) => (flexible ? 1 : 0));
    this.#wishWh = new Float64Array(RING * count);
    this.#seenWh = new Float64Array(RING * count);
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
    const count = this.#order.length;
    shuffle(key, count, this.#order);
    this.#trading.prepareRuns(now, open, end);
    this.#gatherWishes(horizon, first, end);
    for (let period = first; period < end; period++) {
      const from = (period & RING_MASK) * count;
      const wishWh = this.#wishWh.subarray(from, from + count);
      const seenWh = this.#seenWh.subarray(from, from + count);
      const everyone = isDayAhead || period < window;
      const runs = this.#trading.runs?.wants(period) ?? false;
      if (!everyone && !runs && !anyMoved(this.#flexible, wishWh, seenWh)) continue;
      const asked = everyone ? this.#order : this.#moved(wishWh, seenWh);
      this.#trading.round(period, now, asked, wishWh, this.#patience(period, now));
      for (let k = 0; k < asked.length; k++) seenWh[asked[k]!] = wishWh[asked[k]!]!;
    }
  }

  /** Reads what nominations became; what was not refreshed since the last round stays. */
  #gatherWishes(horizon: RoundHorizon, from: number, to: number): void {
    const { prosumers } = this.#area;
    for (let k = 0; k < prosumers.length; k++) {
      const agent = prosumers[k]!;
      const end = Math.min(to, endOfRefresh(agent, horizon));
      const undecidedWh = this.#trading.runs?.undecidedWh(k) ?? null;
      for (let i = from; i < end; i++) {
        const slot = i & RING_MASK;
        const wanted = this.#hedges ? this.#targetWh(agent, i, horizon.now) : agent.plannedWh(i);
        const open = undecidedWh === null ? wanted : Math.round(wanted - undecidedWh[slot]!);
        this.#wishWh[slot * prosumers.length + k] = open - agent.tradedWh[slot]!;
      }
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

/** Whether the wish of anyone who can be steered has moved. */
function anyMoved(flexible: Uint8Array, wishWh: Float64Array, seenWh: Float64Array): boolean {
  for (let k = 0; k < flexible.length; k++) {
    if (flexible[k] === 1 && Math.abs(wishWh[k]! - seenWh[k]!) > FLAG_WH) return true;
  }
  return false;
}
