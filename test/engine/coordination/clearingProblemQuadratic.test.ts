import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClearingProblem, ClearingSolution } from "#engine/coordination/clearingProblem.ts";
import { loadLinearSolver } from "#engine/coordination/linearSolver.ts";

const solver = await loadLinearSolver();

const offer = fc.record({
  cost: fc.integer({ min: -20, max: 90 }),
  /** Half of the offers are linear; flat ones nearly so. */
  quadratic: fc.constantFrom(0, 0, 0, 0.01, 0.5, 8),
  lower: fc.integer({ min: -3, max: 0 }),
  width: fc.integer({ min: 0, max: 12 }),
  effects: fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })),
});

function problemOf(
  offers: readonly { cost: number; quadratic: number; lower: number; width: number }[],
  rows: ClearingProblem["rows"],
): ClearingProblem {
  return {
    cost: Float64Array.from(offers, ({ cost }) => cost),
    quadratic: Float64Array.from(offers, ({ quadratic }) => quadratic),
    lower: Float64Array.from(offers, ({ lower }) => lower),
    upper: Float64Array.from(offers, ({ lower, width }) => lower + width),
    rows,
  };
}

test("marginal cost is what the rows pay, so that the answer is the optimum", () => {
  let curved = 0;
  fc.assert(
    fc.property(
      fc.array(offer, { minLength: 1, maxLength: 12 }),
      fc.tuple(fc.integer({ min: -10, max: 30 }), fc.integer({ min: -10, max: 30 })),
      fc.constantFrom(Infinity, 40, 300),
      (offers, bounds, violationCost) => {
        const rows = bounds.map((bound, r) => ({
          effect: Float64Array.from(offers, ({ effects }) => effects[r]!),
          lower: r === 0 ? bound : -Infinity,
          upper: bound,
          violationCost,
        }));
        const problem = problemOf(offers, rows);
        const solution = solver.solve(problem);
        const linear = solver.solve({ ...problem, quadratic: null });
        expect(solution.status).toBe(linear.status);
        if (solution.status !== "optimal") return;
        expectOptimal(problem, solution);
        if (
          solution.quantity.some((x, i) => problem.quadratic![i]! > 0 && isInside(problem, i, x))
        ) {
          curved++;
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(curved).toBeGreaterThan(50);
});

/** The conditions of Karush, Kuhn and Tucker, sufficient for a convex problem. */
function expectOptimal(problem: ClearingProblem, solution: ClearingSolution): void {
  const { cost, quadratic, lower, upper, rows } = problem;
  const { quantity, rowDual, rowViolation } = solution;
  for (const [i, x] of quantity.entries()) {
    const paid = rows.reduce((sum, { effect }, r) => sum + effect[i]! * rowDual[r]!, 0);
    const margin = cost[i]! + quadratic![i]! * x - paid;
    if (x > lower[i]! + 1e-6) expect(margin).toBeLessThan(1e-5);
    if (x < upper[i]! - 1e-6) expect(margin).toBeGreaterThan(-1e-5);
  }
  for (const [r, row] of rows.entries()) {
    const activity = row.effect.reduce((sum, effect, i) => sum + effect * quantity[i]!, 0);
    if (activity > row.lower + 1e-6) expect(rowDual[r]).toBeLessThan(1e-6);
    if (activity < row.upper - 1e-6) expect(rowDual[r]).toBeGreaterThan(-1e-6);
    if (rowViolation[r]! > 1e-6) expect(Math.abs(rowDual[r]!)).toBeCloseTo(row.violationCost, 6);
  }
}

function isInside({ lower, upper }: ClearingProblem, offer: number, x: number): boolean {
  return x > lower[offer]! + 1e-6 && x < upper[offer]! - 1e-6;
}

test("one balance: all marginal costs meet at the level that fills the demand", () => {
  const curved = offer.map((one) => ({ ...one, quadratic: one.quadratic + 0.05, width: 10 }));
  fc.assert(
    fc.property(
      fc.array(curved, { minLength: 2, maxLength: 20 }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      (offers, share) => {
        const least = offers.reduce((sum, { lower }) => sum + lower, 0);
        const demand = least + share * 10 * offers.length;
        const effect = new Float64Array(offers.length).fill(1);
        const row = { effect, lower: demand, upper: demand, violationCost: Infinity };
        const problem = problemOf(offers, [row]);
        const at = (level: number) =>
          offers.map(({ cost, quadratic, lower }) =>
            Math.min(Math.max((level - cost) / quadratic, lower), lower + 10),
          );
        let [low, high] = [-1000, 1000];
        for (let i = 0; i < 100; i++) {
          const level = (low + high) / 2;
          if (at(level).reduce((sum, x) => sum + x, 0) < demand) low = level;
          else high = level;
        }
        const { quantity, objective } = solver.solve(problem);
        let expected = 0;
        for (const [i, x] of at(high).entries()) {
          const { cost, quadratic } = offers[i]!;
          expect(quadratic * Math.abs(quantity[i]! - x)).toBeLessThan(
            1e-7 * (100 + Math.abs(cost)),
          );
          expected += cost * x + (quadratic * x * x) / 2;
        }
        expect(Math.abs(objective - expected)).toBeLessThan(1e-9 * (100 + Math.abs(expected)));
      },
    ),
    { numRuns: 300 },
  );
});
