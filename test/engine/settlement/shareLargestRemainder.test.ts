import fc from "fast-check";
import { expect, test } from "vitest";
import { shareLargestRemainder } from "#engine/settlement/shareLargestRemainder.ts";

test.each<[number, number[], number[]]>([
  [10, [1, 1, 1], [4, 3, 3]],
  [10, [0, 3, 1], [0, 8, 2]],
  [100, [1, 2, 4], [14, 29, 57]],
  [1, [5, 5], [1, 0]],
  [0, [0, 0], [0, 0]],
  [7, [3], [7]],
  [0, [], []],
])("%d by %j is %j", (total, weights, shares) => {
  expect(shareLargestRemainder(total, weights)).toEqual(shares);
});

test("shares sum to the total and are within one of their exact part", () => {
  const weights = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 30 });
  const property = fc.property(fc.nat(1_000_000_000), weights, (total, list) => {
    const sum = list.reduce((a, b) => a + b, 0);
    fc.pre(sum > 0);
    const shares = shareLargestRemainder(total, list);
    expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
    for (const [i, share] of shares.entries()) {
      expect(Math.abs(share - (total * list[i]!) / sum)).toBeLessThan(1);
      if (list[i] === 0) expect(share).toBe(0);
    }
  });
  fc.assert(property);
});

test.each<[string, number, number[]]>([
  ["nobody to give to", 1, [0, 0]],
  ["a negative weight", 1, [-1, 2]],
  ["a fraction", 1.5, [1]],
  ["too much to be exact", 2 ** 40, [2 ** 20]],
])("%s stops the run", (_, total, weights) => {
  expect(() => shareLargestRemainder(total, weights)).toThrow();
});
