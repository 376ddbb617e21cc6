/** How often something happened on a day, and with how much energy, by two codes. */
export class DayCounts {
  readonly #cells = new Map<number, { first: number; second: number; count: number; wh: number }>();
  readonly #width: number;

  /** @param width - Second codes lie below it. */
  constructor(width: number) {
    this.#width = width;
  }

  add(first: number, second: number, energyWh: number): void {
    const key = first * this.#width + second;
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, { first, second, count: 1, wh: energyWh });
    else {
      cell.count++;
      cell.wh += energyWh;
    }
  }

  /** Hands over the cells in order of their codes, and begins anew. */
  take(): { first: number; second: number; count: number; wh: number }[] {
    const cells = [...this.#cells].sort(([a], [b]) => a - b).map(([, cell]) => cell);
    this.#cells.clear();
    return cells;
  }
}
