import fc from "fast-check";
import { expect, test } from "vitest";
import { chainHeads, lowestCommonAncestor } from "#engine/grid/lowestCommonAncestor.ts";

/** Breadth-first trees: the parents of later buses never stand before those of earlier ones. */
const tree = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((draws) => {
    const parent = [-1];
    for (const draw of draws) {
      const least = Math.max(0, parent.at(-1)!);
      parent.push(least + Math.floor(draw * (parent.length - 1 - least)));
    }
    return Int32Array.from(parent);
  });

test("the lowest common ancestor is the first bus that both walks to the source share", () => {
  fc.assert(
    fc.property(tree, (parent) => {
      const head = chainHeads(parent);
      for (let a = 0; a < parent.length; a++) {
        const above = new Set<number>();
        for (let i = a; i >= 0; i = parent[i]!) above.add(i);
        for (let b = 0; b < parent.length; b++) {
          let expected = b;
          while (!above.has(expected)) expected = parent[expected]!;
          expect(lowestCommonAncestor(parent, head, a, b)).toBe(expected);
        }
      }
    }),
  );
});

test("a walk to the source leaves few chains, also in a long feeder", () => {
  const parent = Int32Array.from({ length: 500 }, (_, i) => i - 1);
  expect(new Set(chainHeads(parent)).size).toBe(1);
});
