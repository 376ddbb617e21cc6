import fc from "fast-check";
import { expect, test } from "vitest";
import { chainOrder } from "#engine/grid/chainOrder.ts";

/** Trees with parents first: bus i hangs below one of the buses before it. */
const trees = fc
  .array(fc.nat(1000), { maxLength: 60 })
  .map((draws) => Int32Array.from([-1, ...draws.map((draw, i) => draw % (i + 1))]));

test("every bus has one place, behind that of the bus above it", () => {
  fc.assert(
    fc.property(trees, (parent) => {
      const { bus, above } = chainOrder(parent);
      expect(Int32Array.from(bus).sort()).toEqual(Int32Array.from(parent.keys()));
      expect([bus[0], above[0]]).toEqual([0, -1]);
      for (let n = 1; n < bus.length; n++) {
        expect(above[n]).toBeLessThan(n);
        expect(bus[above[n]!]).toBe(parent[bus[n]!]);
      }
    }),
  );
});

test("every bus with buses below it has one of them directly behind it", () => {
  fc.assert(
    fc.property(trees, (parent) => {
      const { bus, above } = chainOrder(parent);
      const inner = new Set(parent.subarray(1));
      for (const [n, i] of bus.entries()) expect(above[n + 1] === n).toBe(inner.has(i));
    }),
  );
});

test("two feeders stand one after the other", () => {
  const parent = Int32Array.of(-1, 0, 0, 1, 2, 3, 4, 5);
  expect([...chainOrder(parent).bus]).toEqual([0, 1, 3, 5, 7, 2, 4, 6]);
});
