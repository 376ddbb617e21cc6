import { codeColumn, numberColumn } from "#datasets/columns.ts";
import { readTable } from "#datasets/readDataset.ts";
import { agents } from "#datasets/tables/actors.ts";
import { periods } from "#datasets/tables/grid.ts";
import { activations } from "#datasets/tables/market.ts";
import { unitMeters } from "#datasets/tables/unitMeters.ts";
import { DIRECTIONS } from "#datasets/words.ts";

/** Periods of an ordinary day. */
export const PERIODS = 96;

/** What a unit did on one local day; all by period of the day, Wh, consumption positive. */
export interface UnitDay {
  readonly isWorkingDay: boolean;
  readonly nominatedWh: Float64Array;
  readonly meteredWh: Float64Array;
  readonly truthWh: Float64Array;
  /** Ordered energy, up less down; zero where nothing was ordered. */
  readonly orderedWh: Float64Array;
}

/** A unit and its days by local day of the run; a day on which clocks change is undefined. */
export interface UnitLife {
  readonly kind: "office" | "pool";
  readonly days: readonly (UnitDay | undefined)[];
}

/** Reads the lives of all units. Throws DatasetError where the run noted no meters. */
export function readUnitLives(folder: string): UnitLife[] {
  const system = readTable(folder, periods);
  const dayOf = numberColumn(system, "day");
  const starts: number[] = [];
  for (let period = 0; period < dayOf.length; period++) starts[dayOf[period]!] ??= period;
  const lengths = starts.map((start, day) => (starts[day + 1] ?? dayOf.length) - start);
  const offices = officeUnits(folder);
  const lives: { kind: UnitLife["kind"]; days: (UnitDay | undefined)[] }[] = [];

  const meters = readTable(folder, unitMeters);
  const column = (name: keyof typeof unitMeters.columns) => numberColumn(meters, name);
  const period = column("period");
  const unit = column("unit");
  const workingDay = column("workingDay");
  const nominatedWh = column("nominatedWh");
  const meteredWh = column("meteredWh");
  const truthWh = column("truthWh");
  for (let row = 0; row < meters.numRows; row++) {
    const index = unit[row]!;
    const day = dayOf[period[row]!]!;
    const slot = period[row]! - starts[day]!;
    lives[index] ??= { kind: offices.has(index) ? "office" : "pool", days: [] };
    if (lengths[day] !== PERIODS) continue;
    lives[index].days[day] ??= emptyDay(workingDay![row] === 1);
    const found = lives[index].days[day];
    found.nominatedWh[slot] = nominatedWh[row]!;
    found.meteredWh[slot] = meteredWh[row]!;
    found.truthWh[slot] = truthWh[row]!;
  }
  noteOrders(folder, lives, dayOf, starts);
  return lives;
}

function noteOrders(
  folder: string,
  lives: readonly UnitLife[],
  dayOf: ArrayLike<number>,
  starts: readonly number[],
): void {
  const orders = readTable(folder, activations);
  const [period, unit, orderedWh] = ["period", "unit", "orderedWh"].map((name) =>
    numberColumn(orders, name),
  );
  const { codes, words } = codeColumn(orders, "direction");
  for (let row = 0; row < orders.numRows; row++) {
    const day = dayOf[period![row]!]!;
    const sign = words[codes[row]!] === DIRECTIONS[0] ? 1 : -1;
    const found = lives[unit![row]!]?.days[day];
    if (found !== undefined)
      found.orderedWh[period![row]! - starts[day]!]! += sign * orderedWh![row]!;
  }
}

/** Units of which a member is an office: they stand alone. */
function officeUnits(folder: string): Set<number> {
  const table = readTable(folder, agents);
  const unit = numberColumn(table, "unit");
  const { codes, words } = codeColumn(table, "kind");
  const found = new Set<number>();
  for (let row = 0; row < table.numRows; row++) {
    if (words[codes[row]!] === "office") found.add(unit[row]!);
  }
  return found;
}

function emptyDay(isWorkingDay: boolean): UnitDay {
  const series = () => new Float64Array(PERIODS);
  return {
    isWorkingDay,
    nominatedWh: series(),
    meteredWh: series(),
    truthWh: series(),
    orderedWh: series(),
  };
}
