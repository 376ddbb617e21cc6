import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import type { AreaModel } from "#sim/market/areaModel.ts";
import type { LocalTrading } from "#sim/market/localTrading.ts";
import type { RoundHorizon } from "#sim/phases/planRound.ts";
import { shuffle, streamKey } from "#sim/random/randomStream.ts";
import type { World } from "#sim/world/world.ts";

/** Wh by which a nomination must have moved to bring its agent back to a period outside the window. */
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
  /** Wanted energy when an agent last looked (ring by agent of the area), Wh. */
  readonly #seenWh: Float64Array[];
  readonly #opensMinute: number;

  constructor(world: World, area: AreaModel, trading: LocalTrading) {
    this.#world = world;
    this.#area = area;
    this.#trading = trading;
    this.#order = new Int32Array(area.prosumers.length);
    this.#seenWh = area.prosumers.map(() => new Float64Array(RING));
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
    shuffle(key, this.#order.length, this.#order);
    for (let period = first; period < end; period++) {
      const everyone = isDayAhead || period < window;
      if (!everyone && !this.#anyMoved(period)) continue;
      const looks = this.#area.prosumers.map((agent) => everyone || this.#moved(agent, period));
      const wants = (agent: Prosumer) => looks[this.#place(agent)]!;
      this.#trading.round(period, now, this.#order, wants, this.#patience(period, now));
      for (let k = 0; k < looks.length; k++) {
        if (!looks[k]) continue;
        this.#seenWh[k]![period & RING_MASK] = wantedWh(this.#area.prosumers[k]!, period);
      }
    }
  }

  #anyMoved(period: number): boolean {
    return this.#area.prosumers.some((agent) => agent.flexible && this.#moved(agent, period));
  }

  #moved(agent: Prosumer, period: number): boolean {
    const seen = this.#seenWh[this.#place(agent)]![period & RING_MASK]!;
    return Math.abs(wantedWh(agent, period) - seen) > FLAG_WH;
  }

  #place(agent: Prosumer): number {
    return agent.agent - this.#area.prosumers[0]!.agent;
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

function wantedWh(agent: Prosumer, period: number): number {
  const slot = period & RING_MASK;
  return agent.nominationWh[slot]! - agent.tradedWh[slot]!;
}
