import { type BatteryGrid, LEVELS, layOut, levelBelow } from "#sim/agents/devices/batteryGrid.ts";
import type { BatteryLimits } from "#sim/agents/devices/batteryLimits.ts";
import { type CostToGo, cheapestEnergy, costToGo, goBack } from "#sim/agents/devices/costToGo.ts";
import { type PlanView, RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** Traded on the retail contract. */
const NOTHING = new Float64Array(RING);

/**
 * Dynamic programme over the state of charge: least cost of the customer's net energy against what
 * is already traded, prices of consumption and surplus, wear, and the worth of what stays stored.
 * In each period a battery rests, runs at full or half power, or just covers what is open.
 *
 * What is to come costs what it did when last worked out, as long as nothing new is known of it: a
 * programme goes back from there, not from the end of the horizon.
 */
export class BatteryProgramme {
  readonly #limits: BatteryLimits;
  readonly #grid: BatteryGrid;
  readonly #inMarket = costToGo();
  readonly #onRetail = costToGo();

  constructor(limits: BatteryLimits) {
    this.#limits = limits;
    this.#grid = layOut(limits);
  }

  /**
   * Backward over the periods of which something new is known: cost to go by level. Returns the first
   * period behind them.
   */
  solve(view: PlanView, asReference: boolean): number {
    const { open, end, otherWh, tradedWh, retailPrice, consumePrice, surplusPrice } = view;
    const known = asReference ? this.#onRetail : this.#inMarket;
    const last = known.end === end ? Math.min(view.settled, end) : end;
    if (last === end) this.#valueEnd(view, known);
    const net = {
      otherWh,
      tradedWh: asReference ? NOTHING : tradedWh,
      consume: asReference ? retailPrice : consumePrice,
      surplus: surplusPrice,
    };
    goBack(known, this.#grid, net, open, last);
    return last;
  }

  /** What stays stored at the end of the horizon is worth a part of the mean retail price. */
  #valueEnd({ open, end, retailPrice }: PlanView, known: CostToGo): void {
    const { leftWorthShare, efficiency } = this.#limits;
    let mean = 0;
    for (let i = open; i < end; i++) mean += retailPrice[i & RING_MASK]!;
    const worth = end > open ? (leftWorthShare * mean * efficiency) / (end - open) : 0;
    const row = (end & RING_MASK) * LEVELS;
    for (let level = 0; level < LEVELS; level++) {
      known.cost[row + level] = -worth * level * this.#grid.levelWh;
    }
    known.end = end;
  }

  /** After `solve`: what one more kWh in the store is worth at the end of period `i`, µEUR. */
  worth(i: number, stored: number): number {
    const { cost } = this.#inMarket;
    const { levelWh } = this.#grid;
    const at = ((i + 1) & RING_MASK) * LEVELS + levelBelow((stored - this.#limits.lowWh) / levelWh);
    return (cost[at]! - cost[at + 1]!) / levelWh;
  }

  /** Takes over what stored energy is worth to `other`; what it plans itself it works out anew. */
  learnFrom(other: BatteryProgramme): void {
    this.#inMarket.cost.set(other.#inMarket.cost);
  }

  /** After `solve`: the energy from the grid that costs least from period `i` on, with so much stored. */
  best(view: PlanView, asReference: boolean, i: number, stored: number): number {
    const slot = i & RING_MASK;
    const { lowWh, highWh } = this.#limits;
    return cheapestEnergy(
      asReference ? this.#onRetail : this.#inMarket,
      this.#grid,
      i,
      view.otherWh[slot]! - (asReference ? 0 : view.tradedWh[slot]!),
      asReference ? view.retailPrice[slot]! : view.consumePrice[slot]!,
      view.surplusPrice[slot]!,
      stored - lowWh,
      highWh - stored,
    );
  }
}
