import { assert } from "#engine/assert.ts";

/**
 * Failed deliveries of each unit in the running season: after so many a unit is in default. A new season
 * begins with a clean sheet.
 */
export class Strikes {
  readonly #limit: number;
  readonly #count: Int32Array;
  readonly #season: Int32Array;

  /** @param limit - Failures in one season that a unit does not survive, at least 1. */
  constructor(unitCount: number, limit: number) {
    assert(Number.isInteger(limit) && limit >= 1, "a limit of strikes");
    this.#limit = limit;
    this.#count = new Int32Array(unitCount);
    this.#season = new Int32Array(unitCount).fill(-1);
  }

  /**
   * Notes a failure.
   *
   * @param season - Any number that names the season and its year; it never falls.
   * @returns whether it is the one too many; later ones are not.
   */
  fail(unit: number, season: number): boolean {
    assert(season >= this.#season[unit]!, "seasons follow each other");
    if (season > this.#season[unit]!) {
      this.#season[unit] = season;
      this.#count[unit] = 0;
    }
    return ++this.#count[unit]! === this.#limit;
  }

  /** Failures in the season of the last one. */
  count(unit: number): number {
    return this.#count[unit]!;
  }
}
