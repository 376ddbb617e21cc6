import { beforeAll, expect, test } from "vitest";
import {
  errorShares,
  VINTAGE_LEAD_HOURS,
  VINTAGES,
  vintageOf,
} from "#sim/world/forecastVintage.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";
import { mean } from "#test/support/statistics.ts";

let world: World;
beforeAll(() => {
  world = buildWorld(smallScenario(), { seed: 6, days: 365 });
});

const rms = (forecast: ArrayLike<number>, actual: ArrayLike<number>) =>
  Math.sqrt(mean(Array.from(actual, (value, i) => (forecast[i]! - value) ** 2)));

const bias = (forecast: ArrayLike<number>, actual: ArrayLike<number>) =>
  mean(Array.from(actual, (value, i) => forecast[i]! - value));

test.each([
  [130, 0],
  [49, 0],
  [48, 1],
  [17, 1],
  [16, 2],
  [9, 2],
  [8, 3],
  [0, 3],
])("a lead of %i periods reads vintage %i", (lead, vintage) => {
  expect(vintageOf(lead)).toBe(vintage);
  expect(world.vintageOf(lead)).toBe(vintage);
});

test("each vintage's typical lead lies within it", () => {
  expect(VINTAGE_LEAD_HOURS).toHaveLength(VINTAGES);
  VINTAGE_LEAD_HOURS.forEach((hours, vintage) => {
    expect(vintageOf(hours * 4)).toBe(vintage);
  });
});

test("shares of the far error follow 1 − exp(−lead/τ)", () => {
  const shares = errorShares(6);
  expect(shares[0]).toBeCloseTo(0.9817, 4);
  expect(shares[3]).toBeCloseTo(0.1535, 4);
});

const cases: [string, (w: World) => readonly Float32Array[], (w: World) => Float32Array, number][] =
  [
    ["temperature", (w) => w.forecast.temperatureC, (w) => w.weather.temperatureC, 1.47],
    ["PV", (w) => w.forecast.pvKwPerKwp.map((of) => of[0]!), (w) => w.pvKwPerKwp[0]!, 0.064],
    [
      "load",
      (w) => w.system.forecast.map((of) => of.loadFactor),
      (w) => w.system.loadFactor,
      0.025,
    ],
    [
      "wind",
      (w) => w.system.forecast.map((of) => of.windFactor),
      (w) => w.system.windFactor,
      0.075,
    ],
    [
      "national PV",
      (w) => w.system.forecast.map((of) => of.pvFactor),
      (w) => w.system.pvFactor,
      0.027,
    ],
    [
      "background",
      (w) => w.backgroundForecast.map((of) => of[0]!),
      (w) => w.backgroundFactor[0]!,
      0.02,
    ],
  ];

test.each(cases)("%s: errors shrink as delivery nears, to no bias", (_, forecast, actual, day) => {
  const truth = actual(world);
  const errors = forecast(world).map((values) => rms(values, truth));
  expect(errors[0]! / day).toBeGreaterThan(0.75);
  expect(errors[0]! / day).toBeLessThan(1.25);
  for (let v = 1; v < VINTAGES; v++) expect(errors[v]!).toBeLessThan(0.9 * errors[v - 1]!);
  for (const values of forecast(world)) {
    expect(Math.abs(bias(values, truth))).toBeLessThan(0.25 * errors[0]!);
  }
});

test("all roofs of the place err together", () => {
  const error = (k: number) => {
    const out = world.forecast.pvKwPerKwp[0]![k]!.map((kw, i) => kw - world.pvKwPerKwp[k]![i]!);
    return out;
  };
  const [south, flat] = [error(0), error(2)];
  const together = mean(south.map((e, i) => e * flat[i]!));
  const apart = Math.sqrt(mean(south.map((e) => e * e)) * mean(flat.map((e) => e * e)));
  expect(together / apart).toBeGreaterThan(0.9);
});

test("forecasts stand in arrays of their own", () => {
  const before = world.forecast.pvKwPerKwp.map((of) => of[0]!.slice());
  const truth = world.pvKwPerKwp[0]!.slice();
  world.pvKwPerKwp[0]!.fill(Number.NaN);
  expect(world.forecast.pvKwPerKwp.map((of) => of[0]!)).toEqual(before);
  world.pvKwPerKwp[0]!.set(truth);
});
