import type { BatteryLimits } from "#sim/agents/devices/batteryLimits.ts";

/** Levels of stored energy at which a programme knows the cost to go; linear in between. */
export const LEVELS = 12;
export const TOP = LEVELS - 1;
/** Shares of the power that a plan may choose, beside the one that makes the customer's net zero. */
export const SHARES = Float64Array.of(0, 1, 0.5, -0.5, -1);
/** Those that are no rest, and the ones among them that charge: they come first. */
export const MOVES = 4;
export const UP_MOVES = 2;

/**
 * What all periods of a battery share. A move of so much energy at the grid leads as far from one level
 * as from the next, until the store is full or empty: each is laid out once for all levels.
 */
export interface BatteryGrid {
  readonly levelWh: number;
  readonly lowWh: number;
  readonly highWh: number;
  readonly powerWh: number;
  readonly efficiency: number;
  readonly wearMicroEurPerKwh: number;
  /** The least energy of any move at the grid, but to cover what is open. */
  readonly leastWh: number;
  /** By move, full and half power: energy at the grid, and levels that it leads up. */
  readonly moveWh: Float64Array;
  readonly moveLevels: Float64Array;
  /** By move: the levels [from, to) that it can be made at. */
  readonly moveFrom: Int32Array;
  readonly moveTo: Int32Array;
  /** By level: energy at the grid that fills the store, or empties it; levels out of its power's reach. */
  readonly fillWh: Float64Array;
  readonly emptyWh: Float64Array;
  readonly fillFrom: number;
  readonly emptyTo: number;
}

export function layOut(limits: BatteryLimits): BatteryGrid {
  const { powerWh, lowWh, highWh, efficiency, wearMicroEurPerKwh } = limits;
  const levelWh = (highWh - lowWh) / TOP;
  const moveWh = SHARES.subarray(1).map((share) => share * powerWh);
  const moveLevels = moveWh.map((wh) => (wh > 0 ? wh * efficiency : wh / efficiency) / levelWh);
  const moveFrom = Int32Array.from(moveLevels, firstLevel);
  const moveTo = Int32Array.from(moveLevels, levelsEnd);
  const levels = Float64Array.from({ length: LEVELS }, (_, level) => level);
  return {
    levelWh,
    lowWh,
    highWh,
    powerWh,
    efficiency,
    wearMicroEurPerKwh,
    leastWh: Math.min(0.5 * powerWh, levelWh * efficiency),
    moveWh,
    moveLevels,
    moveFrom,
    moveTo,
    fillWh: levels.map((level) => ((TOP - level) * levelWh) / efficiency),
    emptyWh: levels.map((level) => -level * levelWh * efficiency),
    fillFrom: moveTo[0]!,
    emptyTo: moveFrom.at(-1)!,
  };
}

/** The first level from which a move may lead so many levels up; a large battery is empty after any. */
export function firstLevel(up: number): number {
  return Math.min(LEVELS, Math.max(0, Math.ceil(-up)));
}

/** The first level behind those from which it may. */
export function levelsEnd(up: number): number {
  return Math.max(0, Math.min(LEVELS, Math.floor(TOP - up) + 1));
}

/** The level below a place between levels, and none of the last. */
export function levelBelow(place: number): number {
  return place < 0 ? 0 : place >= TOP ? TOP - 1 : Math.floor(place);
}
