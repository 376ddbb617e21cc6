import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";
import { LocalTimes } from "#scenarios/weather/localTimes.ts";
import { TAIL_DAYS } from "#scenarios/weather/readWeather.ts";
import { simulateHistory } from "#sim/history.ts";
import { TAIL_DAYS as CALENDAR_TAIL_DAYS } from "#sim/world/calendar.ts";
import { buildWorld } from "#sim/world/world.ts";
import { copyScenario } from "#test/scenarios/copyScenario.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const HEADER = "time,temperature [degC],irradiation [W/m^2]";

interface Row {
  readonly time: string;
  readonly temperature: number;
  readonly ghi: number;
}

/** Rows in UTC of weather with the sun at its highest at 10:27 UTC, as in Sofia. */
function weather(from: string, days: number, stepMinutes = 15): Row[] {
  const first = Date.parse(`${from}T00:00Z`) / 60_000;
  return Array.from({ length: (days * 1440) / stepMinutes }, (_, k) => {
    const at = first + k * stepMinutes;
    const hour = (((at + stepMinutes / 2) / 60 + 23.32 / 15) % 24) - 12;
    const ghi = Math.max(0, 500 * Math.cos((hour * Math.PI) / 11));
    const time = `${new Date(at * 60_000).toISOString().slice(0, 16)}Z`;
    return { time, temperature: 5 + (at % 1440) / 200, ghi: Math.round(ghi) };
  });
}

const text = (rows: readonly Row[], header = HEADER) =>
  `${[header, ...rows.map(({ time, temperature, ghi }) => `${time},${temperature},${ghi}`)].join("\n")}\n`;

/** The pilot over three days of March with that file. */
function load(csv: string, overrides: readonly string[] = []) {
  const folder = copyScenario("pilot", [
    {
      file: "scenario.yaml",
      from: "climate: # normal year, January first\n",
      to: "climate:\n  file: weather.csv\n",
    },
  ]);
  writeFileSync(join(folder, "weather.csv"), csv);
  const calendar = ["calendar.start=2025-03-29", "calendar.days=3", "calendar.spinUpDays=2"];
  return loadScenario(folder, [...calendar, ...overrides]);
}

function findingsOf(csv: string, overrides: readonly string[] = []): string[] {
  try {
    load(csv, overrides);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split("\n").slice(1);
    throw error;
  }
  return [];
}

const march = () => weather("2025-03-24", 12);

test("measured weather takes the place of drawn, over the day that loses an hour too", () => {
  const rows = march();
  const scenario = load(text(rows));
  const { weather: lived, calendar, forecast } = buildWorld(scenario, { seed: 1 });
  const byTime = new Map(rows.map((row) => [Date.parse(row.time) / 1000, row]));
  for (let i = 0; i < calendar.count; i++) {
    const row = byTime.get(calendar.startUnixSeconds[i]!)!;
    expect(lived.temperatureC[i]).toBeCloseTo(row.temperature, 4);
    if (lived.ghiWPerM2[i]! > 0) expect(lived.ghiWPerM2[i]).toBeCloseTo(row.ghi, 2);
    else expect(row.ghi).toBeLessThan(30);
  }
  expect(calendar.endRun - calendar.firstRun).toBe(96 + 92 + 96);
  // Errors of forecasts are drawn as ever.
  expect(forecast.temperatureC[0]).not.toEqual(lived.temperatureC);
  const other = buildWorld(scenario, { seed: 2 });
  expect(other.weather).toEqual(buildWorld(scenario, { seed: 1 }).weather);
  expect(other.forecast.temperatureC[0]).not.toEqual(forecast.temperatureC[0]);
});

test.each([30, 60])("rows of %i min keep their energy when they are spread", (step) => {
  const rows = weather("2025-03-24", 12, step);
  const { weather: lived, calendar } = buildWorld(load(text(rows)), { seed: 1 });
  const byTime = new Map(rows.map((row) => [Date.parse(row.time) / 1000, row]));
  const periods = step / 15;
  for (let i = 0; i + periods <= calendar.count; i++) {
    const row = byTime.get(calendar.startUnixSeconds[i]!);
    if (row === undefined) continue;
    const part = lived.ghiWPerM2.subarray(i, i + periods);
    if (part.includes(0)) continue;
    expect(part.reduce((a, b) => a + b) / periods).toBeCloseTo(row.ghi, 1);
  }
});

test("local times say which of two equal hours is meant by their order", () => {
  const times = new LocalTimes("Europe/Sofia");
  const at = (clock: string, before: number) => times.unixSeconds(`2025-10-26 ${clock}`, before);
  const first = at("03:45", at("03:30", 0));
  expect(at("03:00", first) - first).toBe(900);
  expect(at("04:00", at("03:45", at("03:30", at("03:15", at("03:00", first)))))).toBe(first + 4500);
  expect(times.unixSeconds("2025-03-30 03:15", 0)).toBeNaN();
  expect(times.unixSeconds("2025-03-30 04:00", 0) - times.unixSeconds("2025-03-30 02:45", 0)).toBe(
    900,
  );
  expect(times.unixSeconds("2025-02-29 00:00", 0)).toBeNaN();
  expect(times.unixSeconds("2025-06-01T12:00+03:00", 0)).toBe(
    Date.parse("2025-06-01T09:00Z") / 1000,
  );
  expect(times.unixSeconds("2025-06-01 12:00", 0)).toBe(Date.parse("2025-06-01T09:00Z") / 1000);
});

test.each<[string, (rows: Row[]) => string, RegExp]>([
  [
    "a missing row",
    (rows) => text(rows.toSpliced(100, 3)),
    /3 rows missing before "2025-03-25T01:45Z"/,
  ],
  [
    "a row twice",
    (rows) => text(rows.toSpliced(100, 0, rows[99]!)),
    /time: expected a row 15 min behind/,
  ],
  [
    "a file that ends too early",
    (rows) => text(rows.slice(0, 5 * 96)),
    /climate\.file: expected weather from 2025-03-27 to the end of 2025-04-02/,
  ],
  [
    "a column without unit",
    (rows) => text(rows, "time,temperature,irradiation [W/m^2]"),
    /temperature: expected a quantity in degC.*/,
  ],
  [
    "another unit of light",
    (rows) => text(rows, "time,temperature [degC],irradiation [kWh]"),
    /irradiation: expected a quantity in W\/m\^2/,
  ],
  [
    "kilowatts called watts",
    (rows) => text(rows.map((row) => ({ ...row, ghi: row.ghi / 1000 }))),
    /0\.1 to 12 kWh\/m² a day on average/,
  ],
  [
    "times of another zone",
    (rows) => text(rows.map((row) => ({ ...row, time: row.time.replace("Z", "+06:00") }))),
    /times of another zone\?/,
  ],
  [
    "a time that is none",
    (rows) => text(rows.with(7, { ...rows[7]!, time: "noon" })),
    /weather\.csv:9 time: expected a time that the clock shows.*"noon"/,
  ],
  [
    "rows every 20 minutes",
    (rows) => text(rows.filter((_, k) => k % 5 === 0)),
    /rows every 15, 30 or 60 min/,
  ],
  ["no such column", (rows) => text(rows, "time,temperature [degC],light [W/m^2]"), /irradiation/],
])("%s is a finding", (_, change, message) => {
  expect(findingsOf(change(march())).join("\n")).toMatch(message);
});

test("all that is wrong with file and scenario is told at once", () => {
  const csv = text(march().toSpliced(50, 1).toSpliced(200, 2));
  const found = findingsOf(csv, ["prices.dayAhead.floor=-5 bananas"]);
  expect(found).toHaveLength(3);
});

test("years that needs are forecast from have weather of their own", async () => {
  const base = smallScenario({ calendar: { start: "2025-03-01", days: 1, spinUpDays: 1 } });
  const file = join(mkdtempSync(join(tmpdir(), "eflex-history-")), "year.json");
  onTestFinished(() => rmSync(dirname(file), { recursive: true }));
  const elsewhen = { firstUnixSeconds: 0, stepMinutes: 15, temperatureC: [0], ghiWPerM2: [0] };
  const scenario = { ...base, climate: { ...base.climate, measured: elsewhen } };
  await simulateHistory({ scenario, seed: 1001, file }, () => {});
  expect(readFileSync(file, "utf8")).toContain("periods");
  expect(() => buildWorld(scenario, { seed: 1 })).toThrow();
});

test("the file has to cover all that is lived and looked at", () => {
  expect(TAIL_DAYS).toBe(CALENDAR_TAIL_DAYS);
});

test("full hours of a zone half an hour off UTC are rows every hour", () => {
  const rows = weather("2025-03-24", 12, 30).filter((_, k) => k % 2 === 1);
  const series = load(text(rows)).climate.measured!;
  expect(series.stepMinutes).toBe(60);
  expect(series.firstUnixSeconds % 3600).toBe(1800);
});

test("a file without rows and one with a single row are told apart", () => {
  expect(findingsOf(`${HEADER}\n`).join()).toContain("found no rows");
  expect(findingsOf(text(march().slice(0, 1))).join()).toContain("found a single row");
  const late = weather("2025-03-24", 1, 5).filter((_, k) => k % 3 === 1);
  expect(findingsOf(text(late)).join()).toContain('found the first row at "2025-03-24T00:05Z"');
});
