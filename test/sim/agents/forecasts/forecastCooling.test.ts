import { beforeAll, expect, test } from "vitest";
import { fading } from "#sim/agents/fading.ts";
import { forecastCooling } from "#sim/agents/forecasts/forecastCooling.ts";
import { leadsOf } from "#sim/agents/forecasts/leads.ts";
import { coolingKw, isOfficeOccupied } from "#sim/world/cooling.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

let world: World;
beforeAll(() => {
  const calendar = { start: "2025-07-01", days: 3, spinUpDays: 1 };
  world = buildWorld(smallScenario({ calendar }), { seed: 3 });
});

test("tabulated cooling is that of the forecast temperature, to the bit", () => {
  const { homeKw, officeWPerM2 } = forecastCooling(world);
  const { calendar, scenario, forecast } = world;
  const [some] = world.prosumers;
  const home = { ...some!.prosumer, kind: "household", cooling: true } as const;
  const office = { ...some!.prosumer, kind: "office", floorM2: 2345 } as const;
  let cooled = 0;
  for (const [vintage, temperatureC] of forecast.temperatureC.entries()) {
    for (const [i, celsius] of temperatureC.entries()) {
      const open = isOfficeOccupied(calendar.dayType[i]!, calendar.minuteOfDay[i]!);
      const kw = coolingKw(office, scenario.behaviour, celsius, open);
      expect((officeWPerM2[vintage]![i]! * office.floorM2) / 1000).toBe(kw);
      expect(homeKw[vintage]![i]).toBe(coolingKw(home, scenario.behaviour, celsius));
      if (kw > 0) cooled++;
    }
  }
  expect(cooled).toBeGreaterThan(100);
  expect(forecastCooling(world)).toBe(forecastCooling(world));
});

test("leads of one vintage go on until the next, and each has that of the world", () => {
  const { vintage, until } = leadsOf(world.vintageOf);
  for (let lead = 0; lead < vintage.length; lead++) {
    expect(vintage[lead]).toBe(world.vintageOf(lead));
    const to = until[lead]!;
    for (let same = lead; same < to; same++) expect(vintage[same]).toBe(vintage[lead]);
    if (to < vintage.length) expect(vintage[to]).not.toBe(vintage[lead]);
  }
});

test("a deviation fades by its lag-1 from period to period", () => {
  const left = fading(0.62);
  expect(left[0]).toBe(1);
  for (let k = 1; k < left.length; k++) expect(left[k]).toBe(left[k - 1]! * 0.62);
});
