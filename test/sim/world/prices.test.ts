import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { imbalancePrices } from "#sim/world/prices.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";
import { correlation, deviation, mean } from "#test/support/statistics.ts";

const scenario = smallScenario();
const SEEDS = 6;
const YEARS: World[] = [];
beforeAll(() => {
  for (let seed = 1; seed <= SEEDS; seed++) YEARS.push(buildWorld(scenario, { seed, days: 365 }));
});

const eurPerMwh = (world: World) =>
  Float64Array.from(
    world.dayAheadMicroEurPerKwh.subarray(world.calendar.firstRun, world.calendar.endRun),
    (micro) => micro / 1000,
  );

test("the year's mean is 95 EUR/MWh, within floor and cap", () => {
  const means = YEARS.map((world) => mean(eurPerMwh(world)));
  expect(Math.abs(mean(means) / 95 - 1)).toBeLessThan(0.06);
  for (const world of YEARS) {
    const prices = eurPerMwh(world);
    expect(Math.max(...prices)).toBeLessThanOrEqual(400);
    expect(Math.min(...prices)).toBeGreaterThanOrEqual(-5);
  }
});

test("months and hours follow the scenario's factors", () => {
  const found = (keep: (world: World, i: number) => boolean) =>
    mean(
      YEARS.map((world) => {
        const { firstRun } = world.calendar;
        return mean(eurPerMwh(world).filter((_, i) => keep(world, firstRun + i)));
      }),
    );
  const months = scenario.prices.dayAhead.monthFactor.map((_, m) =>
    found((world, i) => world.calendar.month[i] === m),
  );
  expect(correlation(months, scenario.prices.dayAhead.monthFactor)).toBeGreaterThan(0.8);
  const isWinterWeekday = ({ calendar }: World, i: number) =>
    calendar.dayType[i] === 0 && [11, 0, 1].includes(calendar.month[i]!);
  const shape = scenario.prices.dayAhead.shape.weekday.winter;
  const hours = shape.map((_, hour) =>
    found((w, i) => isWinterWeekday(w, i) && Math.floor(w.calendar.minuteOfDay[i]! / 60) === hour),
  );
  expect(correlation(hours, shape)).toBeGreaterThan(0.98);
  const sundays = found((world, i) => world.calendar.dayType[i] === 2);
  const weekdays = found((world, i) => world.calendar.dayType[i] === 0);
  // 2023: 0.71 against 1.09
  expect(sundays / weekdays).toBeGreaterThan(0.55);
  expect(sundays / weekdays).toBeLessThan(0.8);
});

test("the four quarters of an hour share one price", () => {
  const prices = eurPerMwh(YEARS[0]!);
  for (let i = 0; i < prices.length; i += 4)
    expect(new Set(prices.subarray(i, i + 4)).size).toBe(1);
});

test("daily levels vary and persist as calibrated", () => {
  const logs = YEARS.map((world) => {
    const prices = eurPerMwh(world);
    const shapes = scenario.prices.dayAhead.monthFactor;
    const daily: number[] = [];
    for (let i = 0; i + 96 <= prices.length; i += 96) {
      const month = world.calendar.month[world.calendar.firstRun + i + 48]!;
      const weekday = world.calendar.dayType[world.calendar.firstRun + i + 48] === 0;
      if (weekday) daily.push(Math.log(mean(prices.subarray(i, i + 96)) / shapes[month]!));
    }
    return daily;
  });
  // 0.30 of the day, and what remains of hourly noise
  expect(mean(logs.map(deviation))).toBeGreaterThan(0.27);
  expect(mean(logs.map(deviation))).toBeLessThan(0.38);
  expect(mean(logs.map((l) => correlation(l, l, 1)))).toBeGreaterThan(0.3);
});

test("imbalance costs the short more and pays the long less", () => {
  const { short, long } = imbalancePrices(
    Int32Array.of(100_000, -5_000),
    scenario.prices.imbalance,
  );
  expect([...short]).toEqual([145_000, 3_250]);
  expect([...long]).toEqual([55_000, -8_000]);
});

test("night tariff runs from 22 to 6 h in winter, 23 to 7 h in summer", () => {
  const { calendar, retailImportMicroEurPerKwh } = YEARS[0]!;
  for (let i = calendar.firstRun; i < calendar.endRun; i++) {
    const summer = calendar.month[i]! >= 3 && calendar.month[i]! <= 9;
    const hour = calendar.minuteOfDay[i]! / 60;
    const isNight = summer ? hour >= 23 || hour < 7 : hour >= 22 || hour < 6;
    expect(retailImportMicroEurPerKwh[i]).toBe(isNight ? 88_000 : 150_000);
  }
});

const DATA = resolve("../shared/data/prices-bg/bulgaria_day_ahead_hourly_2020_2023.csv");
test.skipIf(!existsSync(DATA) && !process.env["CI"])(
  "spread and persistence are those of 2023 (skipped where prices-bg is absent)",
  () => {
    const measured = readFileSync(DATA, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","))
      .filter((cells) => cells[3]!.startsWith("2023"))
      .map((cells) => Number(cells[4]));
    const hourly = YEARS.map((world) => eurPerMwh(world).filter((_, i) => i % 4 === 0));
    const relative = (values: ArrayLike<number>) => deviation(values) / mean(values);
    const drawn = {
      mean: mean(hourly.map(mean)),
      relativeSd: mean(hourly.map(relative)),
      lag1: mean(hourly.map((h) => correlation(h, h, 1))),
      lag24: mean(hourly.map((h) => correlation(h, h, 24))),
    };
    const real = {
      mean: mean(measured),
      relativeSd: relative(measured),
      lag1: correlation(measured, measured, 1),
      lag24: correlation(measured, measured, 24),
    };
    console.table({ drawn, measured: real });
    expect(Math.abs(drawn.relativeSd - real.relativeSd)).toBeLessThan(0.15);
    expect(Math.abs(drawn.lag1 - real.lag1)).toBeLessThan(0.1);
    expect(Math.abs(drawn.lag24 - real.lag24)).toBeLessThan(0.25);
  },
);
