import { expect, test } from "vitest";
import type { BaselineSettings } from "#scenarios/flexibilityRules.ts";
import { UnitBaselines } from "#sim/phases/settle/unitBaselines.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import { buildWorld } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const POOL = 0;
const WINDOW = { from: 72, to: 76 };

/**
 * A pool that meters so much in every period of day after day (from Monday, 6 January; the first two lie before the
 * run), nominates 1,000 Wh, and is called for an hour of the last day.
 */
function measure(baseline: BaselineSettings, meteredWh: readonly number[], orderedWh = -400) {
  const calendar = { start: "2025-01-08", days: 10, spinUpDays: 2 };
  const scenario = smallScenario({ calendar });
  const { flexibility } = scenario;
  const rules = { ...flexibility, baseline: { household: baseline, office: baseline } };
  const world = buildWorld({ ...scenario, flexibility: rules }, { seed: 1 });
  const community = buildCommunity(world);
  const unit = community.units[POOL]!;
  const meters = new Meters(community.accounts.prosumerCount);
  const baselines = new UnitBaselines(community, meters);
  const [first, ...others] = unit.members;
  first!.nominationWh.fill(1000);
  for (const { nominationWh } of others) nominationWh.fill(0);
  const ordered = new Float64Array(community.units.length);
  let from = 0;
  for (const [day, wh] of meteredWh.entries()) {
    const isLast = day === meteredWh.length - 1;
    from = world.calendar.dayStart[day]!;
    const to = world.calendar.dayStart[day + 1]!;
    for (let i = from; i < to; i++) {
      meters.of(i)[first!.agent] = isLast && i - from < WINDOW.from ? wh + 100 : wh;
    }
    baselines.openDay(from, to, (i) => {
      const isCalled = isLast && i - from >= WINDOW.from && i - from < WINDOW.to;
      return ordered.fill(0).fill(isCalled ? orderedWh : 0, POOL, POOL + 1);
    });
  }
  return {
    wh: baselines.wh(unit, from + WINDOW.from),
    later: baselines.wh(unit, from + WINDOW.to),
    fallbacks: baselines.fallbacks,
    members: unit.members.length,
  };
}

const DAYS = [600, 800, 700, 500];

test.each<[string, BaselineSettings, number]>([
  ["the nomination", { method: "nominated" }, 1000],
  ["the mean of the two highest of three", { method: "highXofY", x: 2, y: 3 }, 750],
  ["the one in the middle of three", { method: "midXofY", x: 1, y: 3 }, 700],
  ["the mean of the last two", { method: "rolling", days: 2 }, 750],
  ["what was metered just before", { method: "meterBefore", periods: 4 }, 600],
  ["nothing", { method: "zero" }, 0],
  [
    "the mean, shifted by what the day showed within the cap",
    {
      method: "rolling",
      days: 2,
      adjustment: { kind: "additive", cap: 0.1, startsBefore: 8, periods: 4, oneSided: false },
    },
    675,
  ],
  [
    "the mean, scaled by what the day showed within the cap",
    {
      method: "rolling",
      days: 2,
      adjustment: {
        kind: "multiplicative",
        cap: 0.1,
        startsBefore: 8,
        periods: 4,
        oneSided: false,
      },
    },
    675,
  ],
  [
    "the mean, that the day may only raise where less is ordered",
    {
      method: "rolling",
      days: 2,
      adjustment: { kind: "additive", cap: 0.1, startsBefore: 8, periods: 4, oneSided: true },
    },
    750,
  ],
])("measured by %s", (_, settings, expected) => {
  // Monday to Thursday; on the last day, of 600 Wh before the order, the pool is called at 18:00.
  const found = measure(settings, DAYS);
  expect(found.wh).toBe(expected);
  expect(found.fallbacks).toBe(settings.method === "nominated" ? 0 : 1);
  // Nothing was ordered there.
  expect(found.later).toBe(1000);
});

test("days of another kind, and too few days, leave the nomination", () => {
  const ofThree: BaselineSettings = { method: "highXofY", x: 2, y: 3 };
  expect(measure(ofThree, DAYS.slice(1)).wh).toBe(1000);
  expect(measure(ofThree, DAYS.slice(1)).fallbacks).toBe(2);
  // Saturday, 11 January, has no like day.
  expect(measure(ofThree, [600, 800, 700, 650, 640, 500]).wh).toBe(1000);
});

test("a published profile is the mean customer of the days before the market, times the pool", () => {
  const { wh, members } = measure({ method: "fixedReference" }, DAYS);
  // 600 and 800 Wh of all members together; the other pool of the area, if any, metered nothing.
  expect(members).toBe(4);
  expect(wh).toBe(700);
});
