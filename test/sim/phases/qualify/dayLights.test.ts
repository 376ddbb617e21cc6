import { expect, test } from "vitest";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { UnitEntry } from "#sim/run/unitEntry.ts";
import { buildWorld } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const NOON = 12 * 60;
const FOUR = 16 * 60;

/** The small place with the light refreshed daily; everyone is metered at `kw` all day. */
function placeOf(light: "advises" | "binds", kw: (day: number) => number) {
  const base = smallScenario({ calendar: { start: "2025-02-04", days: 3, spinUpDays: 2 } });
  const qualification = { ...base.flexibility.qualification, light, refresh: "daily" as const };
  const scenario = { ...base, flexibility: { ...base.flexibility, qualification } };
  const community = buildCommunity(buildWorld(scenario, { seed: 4 }));
  const { calendar } = community.world;
  const meters = {
    of: (i: number) =>
      Int32Array.from(community.prosumers, () => Math.round(250 * kw(calendar.day[i]!))),
  };
  return { community, entry: new UnitEntry(community, meters) };
}

/** Lives through day `day` up to a minute of the next; the day before it was metered. */
function liveTo({ world }: Community, entry: UnitEntry, day: number, minute: number): void {
  const { dayStart, minuteOfDay } = world.calendar;
  entry.dayLights!.learn(dayStart[day - 1]!, dayStart[day]!);
  for (let i = dayStart[day]!; i < dayStart[day + 1]! && minuteOfDay[i]! <= minute; i++)
    entry.dayLights!.at(i);
}

test("before four o'clock a day has the light of the registration, then one of its own", () => {
  const { community, entry } = placeOf("binds", () => 45);
  const { firstRun } = community.world.calendar;
  const registered = [entry.limitWh(0, 0, firstRun), entry.limitWh(0, 1, firstRun)];
  liveTo(community, entry, 1, NOON);
  expect(entry.hasDayLight(firstRun)).toBe(false);
  expect([entry.limitWh(0, 0, firstRun), entry.limitWh(0, 1, firstRun)]).toEqual(registered);
  liveTo(community, entry, 1, FOUR);
  expect(entry.hasDayLight(firstRun)).toBe(true);
  // 315 kW on a grid that is not made for it: nobody may take more, less is welcome.
  expect([entry.limitWh(0, 0, firstRun) > 0, entry.limitWh(0, 1, firstRun)]).toEqual([true, 0]);
  // The day after is not known yet, and no other unit's day is.
  expect(entry.hasDayLight(firstRun + 96)).toBe(false);
  expect(entry.limitWh(0, 1, firstRun + 96)).toBe(registered[1]);
});

test("a change of light is a row in the unit's life, once, and moves its state nowhere", () => {
  const { community, entry } = placeOf("binds", (day) => (day === 0 ? 45 : 0.3));
  const before = entry.register.steps.length;
  liveTo(community, entry, 1, FOUR);
  const rows = entry.register.steps.slice(before);
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map(({ from, to }) => `${from} ${to}`))).toEqual(
    new Set(["productQualified productQualified"]),
  );
  expect(rows[0]!.note).toMatch(/^2025-02-04: .*down red at 0 Wh: .* in 2025-02-04 \d\d:\d\d$/);
  expect([rows[0]!.marketMinute, rows[0]!.downWh]).toEqual([-8 * 60, 0]);
  liveTo(community, entry, 2, FOUR);
  liveTo(community, entry, 3, FOUR);
  const later = entry.register.steps.slice(before + rows.length);
  // Each light is told where it differs from the one before, not day by day.
  for (const unit of community.units) {
    const own = later.filter((row) => row.unit === unit.index);
    expect(own.length).toBeLessThanOrEqual(2);
  }
});

test("a light that advises is told and limits nothing", () => {
  const { community, entry } = placeOf("advises", () => 45);
  const { firstRun } = community.world.calendar;
  liveTo(community, entry, 1, FOUR);
  expect(entry.hasDayLight(firstRun)).toBe(false);
  expect(entry.limitWh(0, 1, firstRun)).toBe(Number.POSITIVE_INFINITY);
  expect(entry.register.steps.at(-1)!.note).toMatch(/, as advice$/);
});
