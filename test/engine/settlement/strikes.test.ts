import fc from "fast-check";
import { expect, test } from "vitest";
import { Strikes } from "#engine/settlement/strikes.ts";

test("the third failure of a season is one too many, the fourth says nothing new", () => {
  const strikes = new Strikes(2, 3);
  expect([1, 1, 1, 1].map((season) => strikes.fail(0, season))).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(strikes.fail(1, 1)).toBe(false);
});

test("a new season begins with a clean sheet", () => {
  const strikes = new Strikes(1, 2);
  expect([4, 5, 6, 6].map((season) => strikes.fail(0, season))).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect(() => strikes.fail(0, 5)).toThrow("seasons follow each other");
});

test("failures are counted by unit and season, as by a plain list", () => {
  const failure = fc.record({ unit: fc.nat(3), later: fc.boolean() });
  fc.assert(
    fc.property(fc.array(failure), fc.integer({ min: 1, max: 4 }), (failures, limit) => {
      const strikes = new Strikes(4, limit);
      const list: string[] = [];
      let season = 0;
      for (const { unit, later } of failures) {
        if (later) season++;
        list.push(`${unit}/${season}`);
        const count = list.filter((one) => one === `${unit}/${season}`).length;
        expect(strikes.fail(unit, season)).toBe(count === limit);
        expect(strikes.count(unit)).toBe(count);
      }
    }),
  );
});
