import fc from "fast-check";
import { expect, test } from "vitest";
import { chainOrder } from "#engine/grid/chainOrder.ts";
import { sumCurrents } from "#engine/grid/sweepRadial.ts";
import { J_RE, STRIDE } from "#engine/grid/sweepRecord.ts";

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

test("sums come out bit for bit as in the order of buses", () => {
  const drawn = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0); // −0 is 0
  const currents = fc.array(drawn, { minLength: 61, maxLength: 61 });
  fc.assert(
    fc.property(trees, currents, (parent, own) => {
      const { bus, above } = chainOrder(parent);
      const state = new Float64Array(STRIDE * parent.length);
      for (const [n, i] of bus.entries()) state[STRIDE * n + J_RE] = own[i]!;
      sumCurrents(
        parent.length,
        above.map((n) => STRIDE * n),
        state,
      );
      const sums = Float64Array.from(parent, (_, i) => own[i]!);
      for (let i = parent.length - 1; i > 0; i--) sums[parent[i]!]! += sums[i]!;
      expect(Float64Array.from(bus, (_, n) => state[STRIDE * n + J_RE]!)).toEqual(
        Float64Array.from(bus, (i) => sums[i]!),
      );
    }),
  );
});
