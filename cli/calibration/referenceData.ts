import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { Calendar } from "#sim/world/calendar.ts";

const MS_PER_PERIOD = 900_000;

/** Public measured series in a folder; each is null where its file is not there. */
export class ReferenceData {
  readonly #folder: string;
  readonly #read = new Map<string, Record<string, string>[]>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get isThere(): boolean {
    return existsSync(this.#folder);
  }

  /** Weather of 2019 laid over the periods of a calendar. */
  weather(calendar: Calendar): { ghiWPerM2: Float32Array; temperatureC: Float32Array } | null {
    const rows = this.#rows("weather-15min/sofia_2019_nsrdb_15min.csv", ",", 3);
    if (rows === null) return null;
    const ghiWPerM2 = new Float32Array(calendar.count);
    const temperatureC = new Float32Array(calendar.count);
    for (const row of rows) {
      const at = Date.UTC(+row.Year!, +row.Month! - 1, +row.Day!, +row.Hour!, +row.Minute!);
      const i = Math.floor(at / MS_PER_PERIOD) - calendar.firstUnixQuarter;
      if (i < 0 || i >= calendar.count) continue;
      ghiWPerM2[i] = +row.GHI!;
      temperatureC[i] = +row.Temperature!;
    }
    return { ghiWPerM2, temperatureC };
  }

  /** Bulgarian day-ahead prices of a year, EUR/MWh by hour. */
  prices(year: number): number[] | null {
    const rows = this.#rows("prices-bg/bulgaria_day_ahead_hourly_2020_2023.csv", ",", 1);
    return (
      rows
        ?.filter((row) => row["Datetime (UTC)"]!.startsWith(`${year}-`))
        .map((row) => +row["Price (EUR/MWhe)"]!) ?? null
    );
  }

  /** Sessions of private users that charged more than 0.3 kWh. */
  sessions():
    | { weekday: boolean; arrivalHour: number; energyKwh: number; stayHours: number }[]
    | null {
    const rows = this.#rows("ev-sessions/trondheim_ev_charging_reports.csv", ";", 1);
    const decimal = (text: string) => Number(text.replace(",", "."));
    return (
      rows
        ?.filter((row) => row.User_type === "Private" && decimal(row.El_kWh!) > 0.3)
        .map((row) => ({
          weekday: !["Saturday", "Sunday"].includes(row.weekdays_plugin!),
          arrivalHour: hourOf(row.Start_plugin!),
          energyKwh: decimal(row.El_kWh!),
          stayHours: decimal(row.Duration_hours!),
        })) ?? null
    );
  }

  /** One winter day of 45 homes: kW by quarter hour. */
  homesOfADay(): Float64Array[] | null {
    const first = 56;
    const last = 100;
    const days: Float64Array[] = [];
    for (let k = first; k <= last; k++) {
      const path = join(this.#folder, `household-1min/load_profile_${k}.txt`);
      if (!existsSync(path)) return null;
      const minutes = readFileSync(path, "utf8").trim().split(/\s+/).map(Number);
      days.push(
        Float64Array.from({ length: 96 }, (_, quarter) => {
          const held = minutes.slice(15 * quarter, 15 * quarter + 15);
          return held.reduce((sum, kw) => sum + kw, 0) / held.length;
        }),
      );
    }
    return days;
  }

  /** Quarter-hour load of a building type over a year, W per MWh of the year. */
  building(type: "flat" | "single_family_house" | "multi_family_medium"): Float64Array | null {
    const rows = this.#rows("profiles-buildings-15min/load_w_per_mwh_2019.csv", ",", 1);
    return rows === null ? null : Float64Array.from(rows, (row) => +row[type]!);
  }

  /** Heat drawn by a home of so many persons, W by quarter hour. */
  hotWater(persons: number): Float64Array | null {
    const rows = this.#rows("hot-water-15min/dhw_heat_w_2019.csv", ",", 1);
    return rows === null ? null : Float64Array.from(rows, (row) => +row[`persons${persons}`]!);
  }

  #rows(path: string, delimiter: string, headerLine: number): Record<string, string>[] | null {
    const file = join(this.#folder, path);
    if (!existsSync(file)) return null;
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const rows = parse(readFileSync(file, "utf8"), {
      columns: true,
      delimiter,
      from_line: headerLine,
      skip_empty_lines: true,
      relax_column_count: true,
      bom: true,
    }) as Record<string, string>[];
    this.#read.set(path, rows);
    return rows;
  }
}

/** Hour with minutes of "21.12.2018 10:20". */
function hourOf(text: string): number {
  const [, hour, minute] = /(\d+):(\d+)$/.exec(text)!;
  return Number(hour) + Number(minute) / 60;
}
