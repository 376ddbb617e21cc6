import { numberColumn } from "#datasets/columns.ts";
import { readTable } from "#datasets/readDataset.ts";
import { trades as definition } from "#datasets/tables/market.ts";
import type { TradeLog } from "#engine/market/tradeLog.ts";

/** Columns of the table and of a market's own list of trades that have to agree. */
const ALIKE = [
  ["buyer", "buyerAgent"],
  ["seller", "sellerAgent"],
  ["energyWh", "energyWh"],
  ["priceMicroEurPerKwh", "priceMicro"],
  ["dnutMicroEurPerKwh", "dnutMicro"],
] as const satisfies readonly (readonly [keyof typeof definition.columns, keyof TradeLog])[];

/** The trades of one area in the table of a run, in their order, to be held against a market's own. */
export class TradeTable {
  readonly #columns: readonly (Int32Array | Float64Array)[];
  readonly #period: Int32Array | Float64Array;
  readonly #rows: Int32Array;
  /** Trades of the table that were met so far. */
  #met = 0;

  /** @throws DatasetError where the table cannot be read. */
  constructor(folder: string, area: number) {
    const table = readTable(folder, definition);
    const areas = numberColumn(table, "area");
    this.#columns = ALIKE.map(([name]) => numberColumn(table, name));
    this.#period = numberColumn(table, "period");
    this.#rows = Int32Array.from(areas.keys()).filter((row) => areas[row] === area);
  }

  /** Holds the trades of a message against the next of the table; null where they agree. */
  meet(trades: TradeLog, period: number | null): string | null {
    for (let trade = 0; trade < trades.count; trade++) {
      const row = this.#rows[this.#met];
      if (row === undefined) return `trades.arrow has no trade behind the ${this.#met} before`;
      const found = [this.#period[row], ...this.#columns.map((column) => column[row])];
      const own = [period, ...ALIKE.map(([, column]) => trades[column][trade])];
      const at = found.findIndex((value, i) => value !== own[i]);
      if (at >= 0) {
        const name = at === 0 ? "period" : ALIKE[at - 1]![0];
        return `row ${row} of trades.arrow: ${name} ${found[at]}, in the market ${own[at]}`;
      }
      this.#met++;
    }
    return null;
  }

  /** Trades of the table that no message led to. */
  get left(): number {
    return this.#rows.length - this.#met;
  }
}
