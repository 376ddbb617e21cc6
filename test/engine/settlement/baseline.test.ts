import { expect, test } from "vitest";
import {
  type BaselineHistory,
  type BaselineMethod,
  highXofY,
  meterBefore,
  mid8of10,
  nominated,
} from "#engine/settlement/baseline.ts";

const PERIODS = 4;

/** Ten like days, newest first: day k has 10 + k in period 2, (k + 3) % 10 in period 3, zero before. */
const likeDays = Array.from({ length: 10 }, (_, k) => [0, 0, 10 + k, 10 * ((k + 3) % 10)]);
const history: BaselineHistory = {
  likeDays,
  today: [100, 200, Number.NaN, Number.NaN],
  nominated: [1, 2, 3, 4],
};

const estimate = (method: BaselineMethod, from: number, to = PERIODS, change = {}) => {
  const result = method.estimate({ ...history, ...change }, { from, to });
  return result && [...result];
};

test.each<[string, BaselineMethod, number, number[]]>([
  ["the nomination of each period", nominated, 1, [2, 3, 4]],
  ["the mean of the highest 2 of the last 4 days", highXofY(2, 4), 2, [12.5, 55]],
  ["the mean of all", highXofY(10, 10), 2, [14.5, 45]],
  ["the middle 8 of 10", mid8of10, 2, [14, 45]],
  ["the mean of the hour before, held", meterBefore(2), 2, [150, 150]],
])("%s", (_, method, from, expected) => {
  expect(estimate(method, from)).toEqual(expected);
});

test("methods rank days by the window alone", () => {
  expect(estimate(highXofY(1, 10), 2, 3)).toEqual([19]);
  expect(estimate(highXofY(1, 10), 3, 4)).toEqual([90]);
});

test.each<[string, BaselineMethod, number]>([
  ["fewer like days than asked for", highXofY(5, 11), 2],
  ["no period before the window", meterBefore(3), 2],
])("a history that is too short gives no baseline: %s", (_, method, from) => {
  expect(estimate(method, from)).toBeNull();
});

test("nine like days are too few for mid 8 of 10", () => {
  expect(estimate(mid8of10, 2, PERIODS, { likeDays: likeDays.slice(1) })).toBeNull();
});

test("no method looks at what is metered from the window on", () => {
  for (const method of [nominated, highXofY(4, 5), mid8of10, meterBefore(2)]) {
    expect(estimate(method, 2)).not.toContain(Number.NaN);
  }
});

test("methods have names", () => {
  const names = [nominated, highXofY(4, 5), mid8of10, meterBefore(2)].map(({ name }) => name);
  expect(names).toEqual(["nominated", "high4of5", "mid8of10", "meterBefore2"]);
});
