import { beforeAll, expect, test } from "vitest";
import { DayForecast } from "#sim/operators/dayForecast.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { buildWorld } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

let community: Community;
beforeAll(() => {
  // 2025-02-03 is a Monday; the run begins on the Saturday after.
  const calendar = { start: "2025-02-08", days: 2, spinUpDays: 5 };
  community = buildCommunity(buildWorld(smallScenario({ calendar }), { seed: 4 }));
});

const dayOf = (day: number) => {
  const { dayStart } = community.world.calendar;
  return [dayStart[day]!, dayStart[day + 1]!] as const;
};

/** Feed-in of all roofs as forecast so many periods ahead, kW. */
function roofsKw(i: number, lead: number): number {
  const { forecast, vintageOf } = community.world;
  return community.prosumers.reduce((sum, { series: { orientation, prosumer } }) => {
    if (orientation < 0) return sum;
    return sum + forecast.pvKwPerKwp[vintageOf(lead)]![orientation]![i]! * prosumer.pvKwp;
  }, 0);
}

const otherKw = (i: number, lead: number) => {
  const { backgroundForecast, scenario, vintageOf } = community.world;
  const peak = scenario.areas[0]!.network.buses.reduce((sum, bus) => sum + bus.backgroundKwPeak, 0);
  return backgroundForecast[vintageOf(lead)]![0]![i]! * peak;
};

/** Everyone draws as much as the function says, before what roofs give, kW. */
function metersOf(kw: (i: number) => number) {
  const roof = (i: number, k: number) => {
    const { orientation, prosumer } = community.prosumers[k]!.series;
    const { forecast, vintageOf } = community.world;
    if (orientation < 0) return 0;
    return forecast.pvKwPerKwp[vintageOf(0)]![orientation]![i]! * prosumer.pvKwp;
  };
  return {
    of: (i: number) =>
      Int32Array.from(community.prosumers, (_, k) => Math.round(250 * (kw(i) - roof(i, k)))),
  };
}

/** Hours of a day in which everyone draws 2 kW, in all others 1 kW. */
const evening = (i: number) => {
  const hour = community.world.calendar.minuteOfDay[i]! / 60;
  return hour >= 19 && hour < 20 ? 2 : 1;
};

test("a day is expected as days of its kind were metered, with its own weather", () => {
  const forecast = new DayForecast(community);
  expect(forecast.isReady).toBe(false);
  forecast.learn(...dayOf(1), metersOf(evening));
  expect(forecast.isReady).toBe(true);
  const [from, to] = dayOf(3);
  const now = from - 32;
  const [most] = forecast.extremes(0, from, to, now);
  expect(most!.id).toMatch(/^2025-02-06 19:\d\d$/);
  const i = from + 76 + Number(most!.id.slice(-2)) / 15;
  const drawn = 2 * community.prosumers.length + otherKw(i, i - now) - roofsKw(i, i - now);
  expect(most!.pKw.reduce((sum, kw) => sum + kw, 0)).toBeCloseTo(drawn, 2);
});

test("the most and the least of the day are its situations", () => {
  const forecast = new DayForecast(community);
  forecast.learn(...dayOf(1), metersOf(evening));
  const [from, to] = dayOf(3);
  const total = ({ pKw }: { pKw: Float64Array }) => pKw.reduce((sum, kw) => sum + kw, 0);
  const [most, least] = forecast.extremes(0, from, to, from - 32).map(total);
  const n = community.prosumers.length;
  for (let i = from; i < to; i++) {
    const lead = i - from + 32;
    const drawn = n * evening(i) + otherKw(i, lead) - roofsKw(i, lead);
    expect(drawn).toBeLessThanOrEqual(most! + 0.01);
    expect(drawn).toBeGreaterThanOrEqual(least! - 0.01);
  }
});

test("the more recent a day the more it counts; weekends are learned by themselves", () => {
  const forecast = new DayForecast(community);
  for (const [day, kw] of [
    [0, 1],
    [1, 2],
    [5, 9],
  ] as const)
    forecast.learn(
      ...dayOf(day),
      metersOf(() => kw),
    );
  const loadKw = (day: number) => {
    const [from, to] = dayOf(day);
    const [most] = forecast.extremes(0, from, to, from - 32);
    const minute = Number(most!.id.slice(11, 13)) * 60 + Number(most!.id.slice(14));
    const i = from + minute / 15;
    const total = most!.pKw.reduce((sum, kw) => sum + kw, 0);
    const lead = i - from + 32;
    return (total - otherKw(i, lead) + roofsKw(i, lead)) / community.prosumers.length;
  };
  expect(loadKw(3)).toBeCloseTo(1 + 0.25 * (2 - 1), 2);
  expect(loadKw(6)).toBeCloseTo(9, 2);
});
