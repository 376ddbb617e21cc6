import { assert } from "#engine/assert.ts";
import type { Direction } from "#engine/coordination/needs.ts";

/** Got all, got less than requested, got nothing because the other direction holds a grant. */
export const CONFLICT_NONE = 0;
export const CONFLICT_SAME = 1;
export const CONFLICT_OPPOSITE = 2;
export type ClaimConflict = typeof CONFLICT_NONE | typeof CONFLICT_SAME | typeof CONFLICT_OPPOSITE;

/** What a registry answers to a claim. */
export interface Grant {
  readonly grantedWh: number;
  readonly conflict: ClaimConflict;
}

const UNCLAIMED = -1;

/**
 * The residual flexibility of every unit, period and direction, so that no kWh is activated twice.
 *
 * The first claim carries the quantity on offer and so fixes the residual; later claims use what is
 * left. Where the opposite direction holds a grant, nothing is granted. The contract ActivationLedger
 * decides the same way; both pass `test/conformance/claimSuite.ts`.
 */
export class ClaimRegistry {
  readonly #unitCount: number;
  readonly #periodsOpen: number;
  readonly #periodAt: Int32Array;
  readonly #offeredWh: Int32Array;
  readonly #grantedWh: Int32Array;

  /** @param periodsOpen - How many periods can be claimed at a time; opening another ends the oldest. */
  constructor(unitCount: number, periodsOpen: number) {
    const length = periodsOpen * unitCount * 2;
    this.#unitCount = unitCount;
    this.#periodsOpen = periodsOpen;
    this.#periodAt = new Int32Array(periodsOpen).fill(-1);
    this.#offeredWh = new Int32Array(length).fill(UNCLAIMED);
    this.#grantedWh = new Int32Array(length);
  }

  /** Forgets what stood in the place of `period`; from here on it takes claims. */
  open(period: number): void {
    const slot = period % this.#periodsOpen;
    const start = slot * this.#unitCount * 2;
    this.#periodAt[slot] = period;
    this.#offeredWh.fill(UNCLAIMED, start, start + this.#unitCount * 2);
    this.#grantedWh.fill(0, start, start + this.#unitCount * 2);
  }

  claim(
    period: number,
    unit: number,
    direction: Direction,
    offeredWh: number,
    requestedWh: number,
  ): Grant {
    assert(Number.isInteger(offeredWh) && offeredWh >= 0 && offeredWh < 2 ** 30);
    assert(Number.isInteger(requestedWh) && requestedWh >= 0 && requestedWh < 2 ** 30);
    const at = this.#cell(period, unit, direction);
    if (this.#offeredWh[at] === UNCLAIMED) this.#offeredWh[at] = offeredWh;
    // Up and down of a unit are neighbours.
    if (this.#grantedWh[at ^ 1]! > 0) return { grantedWh: 0, conflict: CONFLICT_OPPOSITE };
    const grantedWh = Math.min(requestedWh, this.#offeredWh[at]! - this.#grantedWh[at]!);
    this.#grantedWh[at]! += grantedWh;
    return { grantedWh, conflict: grantedWh < requestedWh ? CONFLICT_SAME : CONFLICT_NONE };
  }

  /** Energy granted so far, Wh. */
  grantedWh(period: number, unit: number, direction: Direction): number {
    return this.#grantedWh[this.#cell(period, unit, direction)]!;
  }

  #cell(period: number, unit: number, direction: Direction): number {
    const slot = period % this.#periodsOpen;
    assert(this.#periodAt[slot] === period, `period ${period} is not open`);
    assert(unit >= 0 && unit < this.#unitCount, `unit ${unit} is not registered`);
    return (slot * this.#unitCount + unit) * 2 + direction;
  }
}
