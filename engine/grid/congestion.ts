import { assert } from "#engine/assert.ts";
import type { GridState } from "#engine/grid/gridState.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/** How loaded a branch is: free, near its rating (above 80 or 90 %), above it. */
export const FREE = 0;
export const NEAR_80 = 1;
export const NEAR_90 = 2;
export const OVERLOADED = 3;

/** Where a voltage stands: within ±5 % of the rated one, within ±10 %, outside. */
export const WITHIN_5 = 0;
export const WITHIN_10 = 1;
export const OUTSIDE_10 = 2;

/**
 * What is tight in one period, among the monitored branches and buses of a network. One object is
 * filled again and again; limits count as passed when a value lies beyond them.
 */
export class Congestion {
  readonly network: RadialNetwork;
  /** By place in `network.monitoredBranches`: FREE, NEAR_80, NEAR_90 or OVERLOADED. */
  readonly branchLevel: Uint8Array;
  /** By place in `network.monitoredBuses`: WITHIN_5, WITHIN_10 or OUTSIDE_10. */
  readonly busBand: Uint8Array;
  /** Number of branches by level, and of buses by band. */
  readonly branchesAtLevel = new Int32Array(4);
  readonly busesInBand = new Int32Array(3);
  /** Sum of what branches carry above their ratings. */
  overloadKva = 0;
  /** The most loaded branch and the extreme buses; −1 where nothing is monitored. */
  worstBranch = -1;
  lowestBus = -1;
  highestBus = -1;

  constructor(network: RadialNetwork) {
    this.network = network;
    this.branchLevel = new Uint8Array(network.monitoredBranches.length);
    this.busBand = new Uint8Array(network.monitoredBuses.length);
  }

  /** Reads an evaluated state of the same network. */
  observe(state: GridState): void {
    assert(state.network === this.network);
    this.#observeBranches(state);
    this.#observeBuses(state);
  }

  #observeBranches({ loadingPercent }: GridState): void {
    const { monitoredBranches, ratedKva } = this.network;
    this.branchesAtLevel.fill(0);
    this.overloadKva = 0;
    this.worstBranch = -1;
    for (let slot = 0; slot < monitoredBranches.length; slot++) {
      const branch = monitoredBranches[slot]!;
      const percent = loadingPercent[branch]!;
      const level = loadingLevel(percent);
      this.branchLevel[slot] = level;
      this.branchesAtLevel[level]!++;
      if (level === OVERLOADED) this.overloadKva += (percent / 100 - 1) * ratedKva[branch]!;
      if (this.worstBranch < 0 || percent > loadingPercent[this.worstBranch]!) {
        this.worstBranch = branch;
      }
    }
  }

  #observeBuses({ voltagePu }: GridState): void {
    const { monitoredBuses } = this.network;
    this.busesInBand.fill(0);
    this.lowestBus = -1;
    this.highestBus = -1;
    for (let slot = 0; slot < monitoredBuses.length; slot++) {
      const bus = monitoredBuses[slot]!;
      const voltage = voltagePu[bus]!;
      const band = voltageBand(voltage);
      this.busBand[slot] = band;
      this.busesInBand[band]!++;
      if (this.lowestBus < 0 || voltage < voltagePu[this.lowestBus]!) this.lowestBus = bus;
      if (this.highestBus < 0 || voltage > voltagePu[this.highestBus]!) this.highestBus = bus;
    }
  }
}

/** Level of a loading in percent. */
export function loadingLevel(percent: number): number {
  if (percent > 100) return OVERLOADED;
  if (percent > 90) return NEAR_90;
  return percent > 80 ? NEAR_80 : FREE;
}

/** Band of a voltage in pu of the rated one. */
export function voltageBand(voltagePu: number): number {
  if (voltagePu < 0.9 || voltagePu > 1.1) return OUTSIDE_10;
  return voltagePu < 0.95 || voltagePu > 1.05 ? WITHIN_10 : WITHIN_5;
}
