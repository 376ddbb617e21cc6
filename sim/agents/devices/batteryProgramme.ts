import { type BatteryGrid, LEVELS, layOut, levelBelow } from "#sim/agents/devices/batteryGrid.ts";
import type { BatteryLimits } from "#sim/agents/devices/batteryLimits.ts";
import { cheapestPath } from "#sim/agents/devices/cheapestPath.ts";
import { type CostToGo, costToGo, goBack } from "#sim/agents/devices/costToGo.ts";
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
   * Plans [open, end) from what is stored at its start: energies at the grid into ring `plan`, what is
   * stored at the end of each period into ring `ahead`, where given. Where nothing new is known, and the
   * path of the plan before is met again, the rest of it stands.
   */
  plan(
    view: PlanView,
    asReference: boolean,
    storedWh: number,
    plan: Float64Array,
    ahead: Float64Array | null,
  ): void {
    const { open, end, otherWh, tradedWh, retailPrice, consumePrice, surplusPrice } = view;
    const known = asReference ? this.#onRetail : this.#inMarket;
    const settled = known.end === end ? Math.min(view.settled, end) : end;
    if (settled === end) this.#valueEnd(view, known);
    const net = {
      otherWh,
      tradedWh: asReference ? NOTHING : tradedWh,
      consume: asReference ? retailPrice : consumePrice,
      surplus: surplusPrice,
    };
    goBack(known, this.#grid, net, open, settled);
    cheapestPath(known, this.#grid, net, [open, end, settled], storedWh, plan, ahead);
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

  /** After `plan`: what one more kWh in the store is worth at the end of period `i`, µEUR. */
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
}
