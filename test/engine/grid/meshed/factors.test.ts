import fc from "fast-check";
import { solve as denseSolve, Matrix } from "ml-matrix";
import { expect, test } from "vitest";
import type { BlockMatrix } from "#engine/grid/meshed/blockLu.ts";
import { BlockLu } from "#engine/grid/meshed/blockLu.ts";
import { CheckedLu, SingularMatrixError } from "#engine/grid/meshed/checkedLu.ts";
import { eliminationOrder } from "#engine/grid/meshed/eliminationOrder.ts";
import { PivotedLu } from "#engine/grid/meshed/pivotedLu.ts";
import { SymmetricLdl } from "#engine/grid/meshed/symmetricLdl.ts";

/** A random symmetric pattern with random blocks, already in the order in which it is eliminated. */
const systems = fc
  .record({
    size: fc.integer({ min: 1, max: 14 }),
    edges: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40 }),
    values: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: 200,
      maxLength: 200,
    }),
    right: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 28, maxLength: 28 }),
  })
  .map(({ size, edges, values, right }) => {
    const pairs = edges.map(([a, b]) => [a % size, b % size] as const);
    const { order } = orderOf(size, pairs);
    const place = new Map([...order].map((node, i) => [node, i]));
    const turned = pairs.map(([a, b]) => [place.get(a)!, place.get(b)!] as const);
    return { size, pairs: turned, values, right: Float64Array.from(right.slice(0, 2 * size)) };
  });

function patternOf(size: number, pairs: readonly (readonly [number, number])[]) {
  const rows = Array.from({ length: size }, (_, i) => new Set([i]));
  for (const [a, b] of pairs) {
    rows[a]!.add(b);
    rows[b]!.add(a);
  }
  const start = new Int32Array(size + 1);
  const column: number[] = [];
  for (const [i, row] of rows.entries()) {
    column.push(...[...row].sort((a, b) => a - b));
    start[i + 1] = column.length;
  }
  return { size, start, column: Int32Array.from(column) };
}

function orderOf(size: number, pairs: readonly (readonly [number, number])[]) {
  return eliminationOrder(patternOf(size, pairs), new Uint8Array(size));
}

/** The order that leaves everything where it is, with the fill that this brings. */
function naturalOrder(size: number, pairs: readonly (readonly [number, number])[]) {
  const filled = Array.from({ length: size }, () => new Set<number>());
  for (const [a, b] of pairs) if (a !== b) filled[Math.min(a, b)]!.add(Math.max(a, b));
  for (const row of filled) {
    const after = [...row].sort((a, b) => a - b);
    for (const j of after) {
      for (const k of after) if (k > j) filled[j]!.add(k);
    }
  }
  const upper = filled.map((row) => [...row].sort((a, b) => a - b));
  const lower = upper.map((_, i) => upper.flatMap((row, k) => (row.includes(i) ? [k] : [])));
  const starts = (rows: readonly number[][]) =>
    Int32Array.from([0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]);
  return {
    order: Int32Array.from({ length: size }, (_, i) => i),
    unknownCount: size,
    upperStart: starts(upper),
    upperColumn: Int32Array.from(upper.flat()),
    lowerStart: starts(lower),
    lowerColumn: Int32Array.from(lower.flat()),
  };
}

function blocks(
  {
    size,
    pairs,
    values,
  }: { size: number; pairs: readonly (readonly [number, number])[]; values: readonly number[] },
  diagonal: number,
): { matrix: BlockMatrix; full: Matrix } {
  const { start, column } = patternOf(size, pairs);
  const block = new Float64Array(4 * column.length);
  const full = Matrix.zeros(2 * size, 2 * size);
  for (let i = 0; i < size; i++) {
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      for (let m = 0; m < 4; m++) {
        const own = column[k] === i && (m === 0 || m === 3) ? diagonal : 0;
        block[4 * k + m] = values[(4 * k + m) % values.length]! + own;
        full.set(2 * i + (m >> 1), 2 * column[k]! + (m & 1), block[4 * k + m]!);
      }
    }
  }
  return { matrix: { start, column, block }, full };
}

function expectSolved(full: Matrix, x: Float64Array, right: Float64Array): void {
  const want = denseSolve(full, Matrix.columnVector([...right])).to1DArray();
  for (const [i, value] of want.entries()) {
    expect(Math.abs(x[i]! - value)).toBeLessThan(1e-8 * (1 + Math.abs(value)));
  }
}

test("block factors solve what a dense solver solves, also transposed", () => {
  fc.assert(
    fc.property(systems, (system) => {
      const { matrix, full } = blocks(system, 40);
      const lu = new BlockLu(naturalOrder(system.size, system.pairs));
      expect(lu.factorise(matrix)).toBe(-1);
      const x = system.right.slice();
      lu.solve(x);
      expectSolved(full, x, system.right);
      const y = system.right.slice();
      lu.solveTransposed(y);
      expectSolved(full.transpose(), y, system.right);
    }),
  );
});

test("pivoting solves matrices with nothing on their diagonals, also transposed", () => {
  const { matrix, full } = blocks(
    {
      size: 3,
      pairs: [
        [0, 1],
        [1, 2],
        [0, 2],
      ],
      values: [0, 0, 0, 0, 1, 0.3, -0.7, 2, 0.4, 1.5, 1, -1, 2, 1, 0.2, 3, 0, 0, 0, 0],
    },
    0,
  );
  const lu = PivotedLu.factorise(matrix, 3)!;
  const right = Float64Array.from([1, -2, 3, 0.5, 4, -1]);
  const x = right.slice();
  lu.solve(x);
  expectSolved(full, x, right);
  const y = right.slice();
  lu.solveTransposed(y);
  expectSolved(full.transpose(), y, right);
});

test("pivoted factors agree with a dense solver on random matrices", () => {
  fc.assert(
    fc.property(systems, (system) => {
      const { matrix, full } = blocks(system, 6);
      const lu = PivotedLu.factorise(matrix, system.size)!;
      const x = system.right.slice();
      lu.solve(x);
      expectSolved(full, x, system.right);
      const y = system.right.slice();
      lu.solveTransposed(y);
      expectSolved(full.transpose(), y, system.right);
    }),
  );
});

test("a zero on the diagonal moves the checked solver to pivoting, and it says so", () => {
  const pairs = [[0, 1]] as const;
  const { matrix, full } = blocks(
    { size: 2, pairs, values: [0, 0, 0, 0, 1, 2, 3, -1, 2, 0.5, 1, 1, 0, 0, 0, 0] },
    0,
  );
  const lu = new CheckedLu(matrix, naturalOrder(2, pairs));
  lu.factorise();
  expect(lu.pivotedCount).toBe(1);
  const right = Float64Array.from([1, 2, 3, 4]);
  const x = right.slice();
  lu.solve(x);
  expectSolved(full, x, right);
});

test("pivots that are small but not zero: the residual tells, and pivoting helps", () => {
  const pairs = [[0, 1]] as const;
  const tiny = 1e-11;
  const { matrix, full } = blocks(
    { size: 2, pairs, values: [tiny, 0, 0, tiny, 1, 2, 3, -1, 2, 0.5, 1, 1, 1, 0, 0, 1] },
    0,
  );
  const lu = new CheckedLu(matrix, naturalOrder(2, pairs));
  lu.factorise();
  expect(lu.pivotedCount).toBe(0);
  const right = Float64Array.from([1, 2, 3, 4]);
  const x = right.slice();
  lu.solve(x);
  expectSolved(full, x, right);
});

test("a singular matrix is refused", () => {
  const pairs = [[0, 1]] as const;
  const { matrix } = blocks({ size: 2, pairs, values: [1, 1, 1, 1] }, 0);
  const lu = new CheckedLu(matrix, naturalOrder(2, pairs));
  expect(() => lu.factorise()).toThrow(SingularMatrixError);
});

test("symmetric factors solve what a dense solver solves", () => {
  fc.assert(
    fc.property(systems, ({ size, pairs, values, right }) => {
      const diagonal = Float64Array.from({ length: size }, (_, i) => 30 + i);
      const entries = pairs
        .filter(([a, b]) => a !== b)
        .map(([a, b], i) => [a, b, values[i]!] as const);
      const full = Matrix.diag([...diagonal]);
      for (const [a, b, value] of entries) {
        full.set(a, b, full.get(a, b) + value);
        full.set(b, a, full.get(b, a) + value);
      }
      const factors = SymmetricLdl.factorise(naturalOrder(size, pairs), diagonal, entries);
      const x = right.slice(0, size);
      (factors as SymmetricLdl).solve(x);
      expectSolved(full, x, right.slice(0, size));
    }),
  );
  const order = naturalOrder(2, [[0, 1]]);
  expect(SymmetricLdl.factorise(order, Float64Array.from([1, 1]), [[0, 1, 1]])).toBe(1);
});

test("the order eliminates every unknown node once, trees without fill", () => {
  const star = Array.from({ length: 9 }, (_, i) => [0, i + 1] as const);
  const chain = Array.from({ length: 9 }, (_, i) => [i + 9, i + 10] as const);
  const { order, upperColumn, upperStart, lowerColumn, unknownCount } = orderOf(19, [
    ...star,
    ...chain,
  ]);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 19 }, (_, i) => i));
  expect(unknownCount).toBe(19);
  expect(upperColumn.length).toBe(18);
  expect(lowerColumn.length).toBe(18);
  for (let i = 0; i < 19; i++) {
    for (let k = upperStart[i]!; k < upperStart[i + 1]!; k++) {
      expect(upperColumn[k]).toBeGreaterThan(i);
    }
  }
  const known = new Uint8Array(19);
  known[0] = 1;
  const without = eliminationOrder(patternOf(19, [...star, ...chain]), known);
  expect(without.unknownCount).toBe(18);
  expect(without.order[18]).toBe(0);
  expect(without.upperColumn.length).toBe(9);
});
