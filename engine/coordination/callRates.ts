import type { Direction, NeedKind } from "#engine/coordination/needs.ts";

const GROUPS = 3;
const DIRECTIONS = 2;
const HOURS = 24;
const SEASONS = 4;

export interface CallRateSettings {
  /** Weight of the newest observation, 0 to 1; 0.05 in the shipped scenarios. */
  readonly weight: number;
  /** Rate before anything was observed; 0.2 in the shipped scenarios. */
  readonly prior: number;
}

/**
 * What share of a unit's offers was called, as an exponential mean by group of lists (known by its
 * first need), direction, hour of day and season: what a provider learns about where to list.
 */
export class CallRates {
  /** All means, so that a run can be interrupted and resumed. */
  readonly rates: Float64Array;
  readonly #weight: number;

  constructor(unitCount: number, { weight, prior }: CallRateSettings) {
    this.rates = new Float64Array(unitCount * GROUPS * DIRECTIONS * HOURS * SEASONS).fill(prior);
    this.#weight = weight;
  }

  rate(unit: number, group: NeedKind, direction: Direction, hour: number, season: number): number {
    return this.rates[cell(unit, group, direction, hour, season)]!;
  }

  /** @param calledShare - Called over listed energy of one offer in one period, 0 to 1. */
  update(
    unit: number,
    group: NeedKind,
    direction: Direction,
    hour: number,
    season: number,
    calledShare: number,
  ): void {
    const at = cell(unit, group, direction, hour, season);
    this.rates[at]! += this.#weight * (calledShare - this.rates[at]!);
  }
}

function cell(unit: number, group: number, direction: number, hour: number, season: number) {
  return (((unit * GROUPS + group) * DIRECTIONS + direction) * HOURS + hour) * SEASONS + season;
}
