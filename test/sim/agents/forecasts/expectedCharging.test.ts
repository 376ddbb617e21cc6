import { beforeAll, expect, test } from "vitest";
import { nightPeriods } from "#sim/agents/buildProsumer.ts";
import { expectedCharging } from "#sim/agents/forecasts/expectedCharging.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const DAY = 96;

/** Without a night tariff; cars arrive at any hour. */
let base: World;
beforeAll(() => {
  const { behaviour, prices, ...small } = smallScenario();
  const { retail } = prices;
  const evenly = new Array<number>(24).fill(1 / 24);
  const arrivalShare = { weekday: evenly, weekend: evenly };
  const electricVehicle = { ...behaviour.electricVehicle, arrivalShare };
  const oneRate = { ...retail, nightMicroEurPerKwh: retail.dayMicroEurPerKwh };
  const scenario = {
    ...small,
    behaviour: { ...behaviour, electricVehicle },
    prices: { ...prices, retail: oneRate },
  };
  base = buildWorld(scenario, { seed: 1 });
});

/** The same world, whose cars and time switches keep these hours. */
function worldOf(hours: readonly [number, number], chargerEfficiency = 1): World {
  const { devices } = base.scenario;
  const boiler = { ...devices.boiler, timeSwitchHours: hours };
  const charger = { ...devices.electricVehicle, expectedHours: hours, chargerEfficiency };
  const scenario = { ...base.scenario, devices: { ...devices, boiler, electricVehicle: charger } };
  return { ...base, scenario };
}

const quartersOf = (values: ArrayLike<number>) =>
  Array.from({ length: DAY }, (_, quarter) => quarter).filter((quarter) => values[quarter]! > 0);
const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

test.each([
  [22, 6, 32],
  [1, 4, 12],
  [7, 7, 96],
] as const)("steered cars and time switches keep to the hours from %d to %d", (from, to, count) => {
  const world = worldOf([from, to]);
  const charging = quartersOf(expectedCharging(world, 3.7, true));
  expect(charging).toHaveLength(count);
  expect(charging).toContain(4 * from);
  expect(charging).toContain((4 * to + DAY - 1) % DAY);
  const first = world.calendar.dayStart[1]!;
  const night = nightPeriods(world).subarray(first, first + DAY);
  expect(quartersOf(night)).toEqual(charging);
});

test("in whatever hours a car is expected to take the same, and more where its charger loses some", () => {
  const atOnce = sum(expectedCharging(worldOf([22, 6]), 3.7, false));
  for (const hours of [[22, 6] as const, [1, 4] as const]) {
    expect(sum(expectedCharging(worldOf(hours), 3.7, true))).toBeCloseTo(atOnce, 3);
    expect(sum(expectedCharging(worldOf(hours, 0.8), 3.7, true))).toBeCloseTo(atOnce / 0.8, 3);
  }
  expect(sum(expectedCharging(worldOf([1, 4], 0.8), 3.7, false))).toBeCloseTo(atOnce / 0.8, 3);
});
