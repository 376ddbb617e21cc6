import { join } from "node:path";
import { expect, test } from "vitest";
import { areas } from "#datasets/tables/grid.ts";
import type { CalendarSettings, Scenario } from "#scenarios/scenario.ts";
import type { Run } from "#sim/run/run.ts";
import { buildWorld } from "#sim/world/world.ts";
import { rowsOf, run, runFolder, sumOf } from "#test/support/simulationRuns.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const folder = runFolder();

interface Edge {
  readonly name: string;
  readonly calendar: CalendarSettings;
  readonly periods: number;
  readonly place?: Partial<Scenario["place"]>;
}

const sydney = {
  name: "Sydney",
  latitudeDegree: -33.87,
  longitudeDegree: 151.21,
  timeZone: "Australia/Sydney",
};

const edges: readonly Edge[] = [
  {
    name: "the day that loses an hour",
    calendar: { start: "2025-03-29", days: 3, spinUpDays: 4 },
    periods: 96 + 92 + 96,
  },
  {
    name: "the day that gains an hour",
    calendar: { start: "2025-10-25", days: 3, spinUpDays: 4 },
    periods: 96 + 100 + 96,
  },
  {
    name: "a run that starts on the day that loses an hour",
    calendar: { start: "2025-03-30", days: 1, spinUpDays: 3 },
    periods: 92,
  },
  {
    name: "a spin-up over the change of clocks",
    calendar: { start: "2025-10-28", days: 1, spinUpDays: 5 },
    periods: 96,
  },
  {
    name: "a leap day",
    calendar: { start: "2024-02-28", days: 3, spinUpDays: 3 },
    periods: 3 * 96,
  },
  {
    name: "the turn of a year",
    calendar: { start: "2024-12-30", days: 4, spinUpDays: 3 },
    periods: 4 * 96,
  },
  {
    name: "the middle of a year",
    calendar: { start: "2025-07-03", days: 2, spinUpDays: 3 },
    periods: 2 * 96,
  },
  {
    name: "a single day",
    calendar: { start: "2025-05-14", days: 1, spinUpDays: 2 },
    periods: 96,
  },
  {
    name: "a southern town in summer",
    calendar: { start: "2025-01-10", days: 2, spinUpDays: 3 },
    periods: 2 * 96,
    place: sydney,
  },
  {
    name: "a southern town's spring change of clocks, in October",
    calendar: { start: "2025-10-04", days: 3, spinUpDays: 3 },
    periods: 96 + 92 + 96,
    place: sydney,
  },
  {
    name: "a southern town's autumn change of clocks, in April",
    calendar: { start: "2025-04-05", days: 3, spinUpDays: 3 },
    periods: 96 + 100 + 96,
    place: sydney,
  },
];

test.each(edges)("$name: every period is lived once and its energy is right", async (edge) => {
  const { name, calendar, periods, place } = edge;
  const base = smallScenario({ calendar });
  const scenario = { ...base, place: { ...base.place, ...place } };
  const at = join(folder, name);
  let meteredWh = 0;
  let world: Run["world"] | undefined;
  await run(
    { scenario, variant: "2A", folder: at },
    {
      onInstant: (here, now) => {
        world = here.world;
        // At an instant the period before the last is metered: the last is about to be.
        const { firstRun } = here.world.calendar;
        if (now - 2 >= firstRun) for (const wh of here.meters.of(now - 2)) meteredWh += wh;
      },
    },
  );
  const rows = rowsOf(at, areas);
  expect(rows.map(({ period }) => period)).toEqual(Array.from({ length: periods }, (_, k) => k));
  for (const { importWh, netWh, backgroundWh, lossesWh, mediumVoltageLossesWh } of rows) {
    const rest = importWh - netWh - backgroundWh - lossesWh - mediumVoltageLossesWh;
    expect(Math.abs(rest)).toBeLessThan(1);
  }
  expect(sumOf(rows.slice(0, -1), ({ netWh }) => netWh)).toBe(meteredWh);
  // Seconds passed and energy drawn agree with a clock that knows no time zone.
  const { startUnixSeconds, firstRun, endRun } = world!.calendar;
  expect(startUnixSeconds[endRun]! - startUnixSeconds[firstRun]!).toBe(periods * 900);
});

test.each([
  ["January", "2025-01-10", 13.5, 15],
  ["July", "2025-07-10", 9.5, 11],
])("in the south %s has the daylight that belongs there", (_, start, least, most) => {
  const base = smallScenario({ calendar: { start, days: 1, spinUpDays: 1 } });
  const scenario = { ...base, place: { ...base.place, ...sydney } };
  const { weather, calendar } = buildWorld(scenario, { seed: 1 });
  const day = weather.ghiWPerM2.subarray(calendar.firstRun, calendar.endRun);
  const hours = day.filter((ghi) => ghi > 0).length / 4;
  expect(hours).toBeGreaterThan(least);
  expect(hours).toBeLessThan(most);
});
