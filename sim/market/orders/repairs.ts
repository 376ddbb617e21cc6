import type { Look } from "#sim/market/orders/dueAgents.ts";
import { overtradedWh, repairWh, type Trader } from "#sim/market/orders/repairWish.ts";

/**
 * Which wishes of an area's customers repair what they have traded: for the most part they take back
 * trades that the steered devices cannot follow. Such an order waits for no better price.
 */
export class Repairs {
  /** Orders sent as repairs, and their energy. */
  sent = 0;
  sentWh = 0;
  readonly #agents: readonly Trader[];
  /** 1 for who steers a device, by place: nobody else has anything to repair. */
  readonly isSteered: Uint8Array;
  /** Places of these. */
  readonly #steered: Int32Array;
  readonly #roundTrip: number;
  /** Those among them who looked ahead anew for the running round. */
  readonly #anew: Int32Array;
  #anewCount = 0;
  /** First period behind those whose books have opened. */
  #end = 0;

  /** @param roundTrip - Efficiency of a battery, in and out. */
  constructor(agents: readonly Trader[], roundTrip: number) {
    this.#agents = agents;
    this.isSteered = Uint8Array.from(agents, ({ flexible }) => (flexible ? 1 : 0));
    this.#steered = Int32Array.from(agents.keys()).filter((k) => this.isSteered[k] === 1);
    this.#anew = new Int32Array(this.#steered.length);
    this.#roundTrip = roundTrip;
  }

  /** @param anewTo - Above 0 for who has looked ahead anew for the round that begins, by place. */
  startRound(anewTo: Int32Array): void {
    let count = 0;
    for (let k = 0; k < this.#steered.length; k++) {
      const agent = this.#steered[k]!;
      if (anewTo[agent]! > 0) this.#anew[count++] = agent;
    }
    this.#anewCount = count;
  }

  open(period: number): void {
    this.#end = Math.max(this.#end, period + 1);
  }

  /**
   * Marks whose wish may have become a repair: who steers something, has traded beyond the plan, and
   * has looked ahead anew.
   *
   * @param tradedWh - By period (ring) and agent, the period's from `row` on.
   */
  markDue(
    isDue: Uint8Array,
    { wishWh, deadBandWh }: Pick<Look, "wishWh" | "deadBandWh">,
    tradedWh: Int32Array,
    row: number,
  ): void {
    const anew = this.#anew;
    for (let k = 0; k < this.#anewCount; k++) {
      const agent = anew[k]!;
      if (overtradedWh(tradedWh[row + agent]!, wishWh[agent]!) >= deadBandWh) isDue[agent] = 1;
    }
  }

  /** Whether the wish of an agent that steers something is a repair, of no less than the smallest order. */
  has(agent: number, period: number, wishWh: number, tradedWh: number, leastWh: number): boolean {
    const atLeastWh = Math.max(leastWh, Math.abs(wishWh) / 2);
    if (overtradedWh(tradedWh, wishWh) < atLeastWh) return false;
    return repairWh(this.#agents[agent]!, period, wishWh, this.#end, this.#roundTrip) >= atLeastWh;
  }

  noteSent(energyWh: number): void {
    this.sent++;
    this.sentWh += energyWh;
  }
}
