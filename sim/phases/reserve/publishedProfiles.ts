import { PERIODS, type UnitDay } from "#sim/baselines/unitDays.ts";

type Kind = "household" | "office";

/**
 * Profiles that a DSO publishes for pools: the mean day of a customer of each kind over the days before
 * the market begins, in which nobody was called.
 */
export class PublishedProfiles {
  readonly #sumWh: Readonly<Record<Kind, Float64Array>> = {
    household: new Float64Array(PERIODS),
    office: new Float64Array(PERIODS),
  };
  readonly #customerDays: Record<Kind, number> = { household: 0, office: 0 };

  learn(kind: Kind, customers: number, { meteredWh }: UnitDay): void {
    for (let period = 0; period < PERIODS; period++)
      this.#sumWh[kind][period]! += meteredWh[period]!;
    this.#customerDays[kind] += customers;
  }

  /** Wh per period of the day and customer; null where there was no day to learn from. */
  of(kind: Kind): Float64Array | null {
    const count = this.#customerDays[kind];
    return count === 0 ? null : this.#sumWh[kind].map((wh) => wh / count);
  }
}
