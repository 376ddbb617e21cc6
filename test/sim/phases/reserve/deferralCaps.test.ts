import { expect, test } from "vitest";
import { type AreaHistory, cellOf, type HourHistory } from "#sim/operators/needHistory.ts";
import { deferralCapsMicro } from "#sim/phases/reserve/deferralCaps.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const settings = {
  ...smallScenario().flexibility.reservation,
  deferralEurPerYear: 5000,
  needQuantile: 0.5,
};

/** Two years, of which every hour of the year was seen eight times (quarters of it). */
function history(): AreaHistory {
  const empty = (): HourHistory[] =>
    Array.from({ length: 12 * 48 }, () => ({ periods: (2 * 8760 * 4) / (12 * 48), excessWh: [] }));
  return [empty(), empty()];
}

test("the worth of a year's deferral is spread over what is asked for in a year", () => {
  const two = history();
  // 40 kW is missing in many of the weekday evenings of January at 18 h.
  const cell = two[0][cellOf(0, false, 18)]!;
  cell.excessWh.push(...new Array<number>(20).fill(10_000));
  const hoursPerYear = cell.periods / 4 / 2;
  const [cap] = deferralCapsMicro([two], settings)!;
  expect(cap).toBe(Math.floor(5000e6 / (40 * hoursPerYear)));
  // A second hour as bad halves what may be paid for each.
  two[1][cellOf(6, true, 12)]!.excessWh.push(...new Array<number>(20).fill(10_000));
  expect(deferralCapsMicro([two], settings)![0]).toBeCloseTo(cap! / 2, -1);
});

test("hours that are seldom congested are not asked for and weigh nothing; areas have caps of their own", () => {
  const calm = history();
  calm[0][5]!.excessWh.push(10_000);
  const busy = history();
  busy[0][5]!.excessWh.push(...new Array<number>(30).fill(5000));
  const [free, bound] = deferralCapsMicro([calm, busy], settings)!;
  expect(free).toBe(Number.MAX_SAFE_INTEGER);
  expect(bound).toBeLessThan(free!);
});

test("without a worth there are no such caps", () => {
  expect(deferralCapsMicro([history()], { ...settings, deferralEurPerYear: null })).toBeNull();
});
