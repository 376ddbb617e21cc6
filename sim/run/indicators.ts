import type { runs } from "#datasets/tables/run.ts";

/** The numeric columns of the table `runs`. */
export type IndicatorName = Exclude<keyof typeof runs.columns, "scenario" | "variant">;

/** Numbers that a run accumulates; every column of the table `runs` starts at 0. */
export class Indicators {
  readonly #values = new Map<IndicatorName, number>();

  add(name: IndicatorName, value: number): void {
    this.#values.set(name, this.get(name) + value);
  }

  /** Keeps the largest value. */
  most(name: IndicatorName, value: number): void {
    const before = this.#values.get(name);
    if (before === undefined || value > before) this.#values.set(name, value);
  }

  /** Keeps the smallest value. */
  least(name: IndicatorName, value: number): void {
    const before = this.#values.get(name);
    if (before === undefined || value < before) this.#values.set(name, value);
  }

  set(name: IndicatorName, value: number): void {
    this.#values.set(name, value);
  }

  get(name: IndicatorName): number {
    return this.#values.get(name) ?? 0;
  }
}
