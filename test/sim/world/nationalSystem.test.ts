import { beforeAll, expect, test } from "vitest";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";
import { correlation, deviation, mean, quantile } from "#test/support/statistics.ts";

const scenario = smallScenario();
const YEARS: World[] = [];
beforeAll(() => {
  for (let seed = 1; seed <= 6; seed++) YEARS.push(buildWorld(scenario, { seed, days: 365 }));
});

const inRun = ({ calendar }: World, values: Float32Array) =>
  values.subarray(calendar.firstRun, calendar.endRun);
const average = (of: (world: World) => number) => mean(YEARS.map(of));

test("wind is available, spread and persistent as measured in Bulgaria", () => {
  const wind = (world: World) => inRun(world, world.system.windFactor);
  // system-bg-ro-2016: mean 0.226; 5/50/95/99 % .01 .17 .62 .84; lag 1 h 0.983, 24 h 0.35
  expect(Math.abs(average((w) => mean(wind(w))) - 0.229)).toBeLessThan(0.03);
  expect(Math.abs(average((w) => quantile(wind(w), 0.05)) - 0.01)).toBeLessThan(0.03);
  expect(Math.abs(average((w) => quantile(wind(w), 0.5)) - 0.17)).toBeLessThan(0.04);
  expect(Math.abs(average((w) => quantile(wind(w), 0.95)) - 0.62)).toBeLessThan(0.06);
  expect(Math.abs(average((w) => quantile(wind(w), 0.99)) - 0.84)).toBeLessThan(0.1);
  expect(Math.abs(average((w) => correlation(wind(w), wind(w), 4)) - 0.983)).toBeLessThan(0.01);
  expect(Math.abs(average((w) => correlation(wind(w), wind(w), 96)) - 0.35)).toBeLessThan(0.12);
});

test("months keep their wind on average", () => {
  scenario.climate.windAvailability.forEach((normal, m) => {
    const found = average((world) => {
      const { month, firstRun } = world.calendar;
      return mean(
        inRun(world, world.system.windFactor).filter((_, i) => month[firstRun + i] === m),
      );
    });
    expect(Math.abs(found - normal)).toBeLessThan(0.1);
  });
});

test("national PV yields a little more than 15 % and goes with the place's sun", () => {
  const pv = (world: World) => inRun(world, world.system.pvFactor);
  // Bulgaria 2016: 0.152
  expect(Math.abs(average((w) => mean(pv(w))) - 0.148)).toBeLessThan(0.012);
  expect(average((w) => quantile(pv(w), 1))).toBeLessThan(0.95);
  const link = average((w) => correlation(pv(w), inRun(w, w.pvKwPerKwp[0]!)));
  expect(link).toBeGreaterThan(0.85);
});

test("load is 1 on average, follows the shape and rises in the cold", () => {
  const load = (world: World) => inRun(world, world.system.loadFactor);
  expect(Math.abs(average((w) => mean(load(w))) - 1)).toBeLessThan(0.02);
  const january = (world: World, hour: number) => {
    const { month, minuteOfDay, firstRun } = world.calendar;
    return mean(
      load(world).filter((_, i) => {
        const at = firstRun + i;
        return month[at] === 0 && Math.floor(minuteOfDay[at]! / 60) === hour;
      }),
    );
  };
  expect(average((w) => january(w, 18))).toBeCloseTo(1.2 * 1.25, 1);
  expect(average((w) => january(w, 6))).toBeCloseTo(1.2 * 0.75, 1);
  const cold = average((world) => {
    const { month, minuteOfDay, firstRun } = world.calendar;
    const evening = (i: number) => month[firstRun + i] === 0 && minuteOfDay[firstRun + i] === 1080;
    const loads = load(world).filter((_, i) => evening(i));
    return correlation(
      loads,
      inRun(world, world.weather.temperatureC).filter((_, i) => evening(i)),
    );
  });
  expect(cold).toBeLessThan(-0.5);
});

test("the imbalance is 90 MW at night and 155 MW at noon, lag 0.88", () => {
  const sdAt = (hour: number) =>
    average((world) => {
      const { minuteOfDay, firstRun } = world.calendar;
      return deviation(
        inRun(world, world.system.imbalanceMw).filter((_, i) => {
          return Math.floor(minuteOfDay[firstRun + i]! / 60) === hour;
        }),
      );
    });
  // pilot-facts 7.3; the small scenario's load shape is a plain cosine
  expect(Math.abs(sdAt(3) - 90)).toBeLessThan(15);
  expect(Math.abs(sdAt(12) - 155)).toBeLessThan(25);
  const lag = average(({ system }) => correlation(system.imbalanceMw, system.imbalanceMw, 1));
  expect(Math.abs(lag - 0.88)).toBeLessThan(0.02);
  expect(Math.abs(average((w) => mean(w.system.imbalanceMw)))).toBeLessThan(3);
});

test("background reaches its stated peak about once a year and differs between areas", () => {
  const [area] = scenario.areas;
  const two = smallScenario({ areas: [area!, { ...area!, id: "SOF-2", prosumers: [] }] });
  const { backgroundFactor } = buildWorld(two, { seed: 1, days: 365 });
  for (const factor of backgroundFactor) {
    expect(quantile(factor, 1)).toBeGreaterThan(0.95);
    expect(quantile(factor, 1)).toBeLessThan(1.15);
    expect(mean(factor)).toBeGreaterThan(0.35);
    expect(mean(factor)).toBeLessThan(0.7);
  }
  expect(backgroundFactor[0]).not.toEqual(backgroundFactor[1]);
  expect(correlation(backgroundFactor[0]!, backgroundFactor[1]!)).toBeGreaterThan(0.9);
});
