import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bootstrapInterval,
  evaluateDifferences,
  mean,
  quantileOfSorted,
  signFlipPValue,
  studentInterval,
} from "#reports/statistics.ts";

/** Differences of Student's sleep data (Student, "The probable error of a mean", 1908). */
const sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];

test("the Student interval of 1, 2, 3 is 2 ± 4.3027 · 1/√3", () => {
  const [low, high] = studentInterval([1, 2, 3]);
  expect(low).toBeCloseTo(2 - 4.3027 / Math.sqrt(3), 10);
  expect(high).toBeCloseTo(2 + 4.3027 / Math.sqrt(3), 10);
});

test("two values have one degree of freedom", () => {
  // mean 1, standard error 1, t = 12.7062
  expect(studentInterval([0, 2])).toEqual([1 - 12.7062, 1 + 12.7062]);
});

test.each`
  story                               | values                         | p
  ${"three of one sign: 2 of 8"}      | ${[1, 2, 3]}                   | ${2 / 8}
  ${"one value turned: 4 of 8"}       | ${[-1, 2, 3]}                  | ${4 / 8}
  ${"ties count as far: 1, 1, −1"}    | ${[1, 1, -1]}                  | ${1}
  ${"no difference at all"}           | ${[0, 0, 0, 0]}                | ${1}
  ${"nine of one sign: 2 of 512"}     | ${[1, 1, 1, 1, 1, 1, 1, 1, 1]} | ${2 / 512}
  ${"sums that round: 0.1, 0.2, 0.3"} | ${[0.1, 0.2, 0.3]}             | ${2 / 8}
`("sign-flip p-value: $story", ({ values, p }) => {
  expect(signFlipPValue(values)).toBe(p);
});

test("the sign-flip p-value does not depend on sign or order", () => {
  const integers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(integers, (values) => {
      const p = signFlipPValue(values);
      expect(p).toBeGreaterThanOrEqual(2 / 2 ** values.length);
      expect(signFlipPValue(values.map((value) => -value))).toBe(p);
      expect(signFlipPValue(values.toReversed())).toBe(p);
    }),
  );
});

test("quantiles are interpolated between order statistics", () => {
  expect(quantileOfSorted([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantileOfSorted([1, 2, 3, 4], 0)).toBe(1);
  expect(quantileOfSorted([1, 2, 3, 4], 1)).toBe(4);
  expect(quantileOfSorted([10, 20], 0.025)).toBe(10.25);
});

test("the bootstrap interval is near its normal limit and repeats with its seed", () => {
  // mean 1.58, plug-in standard error 1.1668/√10 = 0.369: about 1.58 ± 1.96 · 0.369, skewed right.
  const [low, high] = bootstrapInterval(sleep, 1);
  expect(low).toBeGreaterThan(0.85);
  expect(low).toBeLessThan(1.05);
  expect(high).toBeGreaterThan(2.2);
  expect(high).toBeLessThan(2.45);
  expect(bootstrapInterval(sleep, 1)).toEqual([low, high]);
});

test("the bootstrap of equal values has no width", () => {
  expect(bootstrapInterval(Array(12).fill(3), 1)).toEqual([3, 3]);
});

test.each`
  n     | method         | hasInterval | hasP
  ${1}  | ${"none"}      | ${false}    | ${false}
  ${2}  | ${"student"}   | ${true}     | ${true}
  ${9}  | ${"student"}   | ${true}     | ${true}
  ${10} | ${"bootstrap"} | ${true}     | ${false}
`("$n pairs are evaluated by: $method", ({ n, method, hasInterval, hasP }) => {
  const values = sleep.slice(0, n);
  const result = evaluateDifferences(values)!;
  expect(result).toMatchObject({ n, method, mean: mean(values) });
  expect(result.interval !== null).toBe(hasInterval);
  expect(result.pValue !== null).toBe(hasP);
});

test("no pair gives no difference", () => {
  expect(evaluateDifferences([])).toBeNull();
});
