import { z } from "zod";
import type { ScenarioSource, Sections } from "#scenarios/readSections.ts";
import { readTable, type Table } from "#scenarios/readTable.ts";
import type { Climate, MeasuredWeather } from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";
import { quantity } from "#scenarios/schema/fields.ts";
import { checkSun } from "#scenarios/weather/checkSun.ts";
import { LocalTimes } from "#scenarios/weather/localTimes.ts";

/** Days behind the run whose weather is looked at, so that agents can look ahead. */
export const TAIL_DAYS = 2;

const QUARTER_SECONDS = 900;
const STEPS_SECONDS = [900, 1800, 3600];
const COLUMNS = ["time", "temperature", "irradiation"] as const;
/** Gaps that are told one by one. */
const GAPS_TOLD = 5;

const weatherRow = z.strictObject({
  /** Start of the row's time: local "2025-01-31 13:45", or with an offset or Z behind it. */
  time: z.string(),
  temperature: quantity("degC", { min: -70, max: 60 }),
  /** Global, on the horizontal. */
  irradiation: quantity("W/m^2", { min: 0, max: 1500 }),
});

type WeatherRow = z.output<typeof weatherRow>;

/** The climate of a scenario with its measured weather, where it names a file; checked against the calendar. */
export function readWeather(
  sections: Sections,
  { folder, file: yaml, locate }: ScenarioSource,
  findings: Finding[],
): Climate | undefined {
  const { climate, place, calendar } = sections;
  if (climate === undefined) return undefined;
  const { file, ...normals } = climate;
  if (file === undefined || place === undefined) return { ...normals, measured: null };
  const table = readTable({ folder, file, schema: weatherRow, columns: COLUMNS }, findings);
  if (!table.complete) return { ...normals, measured: null };
  const times = new LocalTimes(place.timeZone);
  const measured = asSeries(table, times, findings);
  if (measured === null) return { ...normals, measured: null };
  checkSun(file, measured, place.longitudeDegree, findings);
  if (calendar !== undefined) {
    const point = { file: yaml, ...locate(["climate", "file"]), field: "climate.file" };
    checkCover(measured, times, calendar, point, findings);
  }
  return { ...normals, measured };
}

/** Rows at even steps as series; null where they are not. */
function asSeries(
  { file, rows, lines }: Table<WeatherRow>,
  times: LocalTimes,
  findings: Finding[],
): MeasuredWeather | null {
  const countBefore = findings.length;
  const add = (line: number, expected: string, found: string) =>
    findings.push({ file, line, field: "time", expected, found });
  const unix = new Float64Array(rows.length);
  for (const [k, { time }] of rows.entries()) {
    unix[k] = times.unixSeconds(time, k === 0 ? Number.NaN : unix[k - 1]!);
    if (!Number.isNaN(unix[k]!)) continue;
    const expected = 'a time that the clock shows, such as "2025-01-31 13:45"';
    add(lines[k]!, expected, JSON.stringify(time));
    return null;
  }
  const stepSeconds = unix[1]! - unix[0]!;
  // Full hours of a zone half an hour off UTC are on the quarter hour, too.
  if (!STEPS_SECONDS.includes(stepSeconds) || unix[0]! % QUARTER_SECONDS !== 0) {
    const found = stepText(unix, rows[0]?.time);
    add(lines[0] ?? 1, "rows every 15, 30 or 60 min, on the quarter hour", found);
    return null;
  }
  let gaps = 0;
  for (let k = 1; k < unix.length; k++) {
    const missing = (unix[k]! - unix[k - 1]!) / stepSeconds - 1;
    if (missing === 0) continue;
    if (++gaps > GAPS_TOLD) continue;
    const expected = `a row ${stepSeconds / 60} min behind "${rows[k - 1]!.time}"`;
    const found =
      Number.isInteger(missing) && missing > 0 ? `${rowsText(missing)} missing before ` : "";
    add(lines[k]!, expected, `${found}${JSON.stringify(rows[k]!.time)}`);
  }
  if (gaps > GAPS_TOLD) {
    add(lines[0]!, "rows at even steps", `${gaps - GAPS_TOLD} more gaps or repeated rows`);
  }
  if (findings.length > countBefore) return null;
  return {
    firstUnixSeconds: unix[0]!,
    stepMinutes: stepSeconds / 60,
    temperatureC: rows.map(({ temperature }) => temperature),
    ghiWPerM2: rows.map(({ irradiation }) => irradiation),
  };
}

/** What stands in the place of rows at even steps. */
function stepText(unix: Float64Array, first: string | undefined): string {
  if (first === undefined) return "no rows";
  if (unix.length === 1) return "a single row";
  const step = unix[1]! - unix[0]!;
  return STEPS_SECONDS.includes(step)
    ? `the first row at ${JSON.stringify(first)}`
    : `${step / 60} min from the first row to the second`;
}

function rowsText(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

/** Spin-up, run and the days behind it have to lie within the file. */
function checkCover(
  { firstUnixSeconds, stepMinutes, temperatureC }: MeasuredWeather,
  times: LocalTimes,
  { start, days, spinUpDays }: NonNullable<Sections["calendar"]>,
  point: Pick<Finding, "file" | "line" | "field">,
  findings: Finding[],
): void {
  const first = moved(start, -spinUpDays);
  const behind = moved(start, days + TAIL_DAYS);
  const endUnixSeconds = firstUnixSeconds + temperatureC.length * stepMinutes * 60;
  if (firstUnixSeconds <= times.midnight(first) && endUnixSeconds >= times.midnight(behind)) return;
  const dayOf = (unix: number) => new Date(unix * 1000).toISOString().slice(0, 16);
  findings.push({
    ...point,
    expected: `weather from ${first} to the end of ${moved(behind, -1)} (spin-up, run and ${TAIL_DAYS} days behind it)`,
    found: `${dayOf(firstUnixSeconds)}Z to ${dayOf(endUnixSeconds)}Z`,
  });
}

/** A day so many days later. */
function moved(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
