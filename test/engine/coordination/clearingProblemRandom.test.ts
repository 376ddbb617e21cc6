import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ClearingProblem,
  type ClearingSolution,
  evaluate,
} from "#engine/coordination/clearingProblem.ts";
import { HighsSolver } from "#engine/coordination/highsSolver.ts";
import { loadLinearSolver } from "#engine/coordination/linearSolver.ts";
import { cheapestVertices } from "#test/support/vertexEnumeration.ts";

const solver = await loadLinearSolver();

/** Small whole numbers, so that equal costs, parallel offers and degenerate corners are frequent. */
const problems = fc.integer({ min: 1, max: 3 }).chain((offers) => {
  const column = (min: number, max: number) =>
    fc
      .array(fc.integer({ min, max }), { minLength: offers, maxLength: offers })
      .map((values) => Float64Array.from(values));
  const row = fc
    .record({
      effect: column(-2, 3),
      bounds: fc.tuple(fc.integer({ min: -9, max: 12 }), fc.integer({ min: 0, max: 9 })),
      open: fc.constantFrom("neither", "below", "above"),
      violationCost: fc.constantFrom(Infinity, 0, 2, 30, 1000),
    })
    .map(({ effect, bounds: [low, width], open, violationCost }) => ({
      effect,
      lower: open === "below" ? -Infinity : low,
      upper: open === "above" ? Infinity : low + width,
      violationCost,
    }));
  return fc
    .record({
      cost: column(-3, 9),
      lower: column(-2, 2),
      width: column(0, 8),
      rows: fc.array(row, { maxLength: 3 }),
    })
    .map(({ cost, lower, width, rows }): ClearingProblem => {
      const upper = lower.map((low, i) => low + width[i]!);
      return { cost, quadratic: null, lower, upper, rows };
    });
});

test("costs what the cheapest vertex costs, or is infeasible where no vertex is feasible", () => {
  const seen = { optimal: 0, infeasible: 0, unbounded: 0 };
  fc.assert(
    fc.property(problems, (problem) => {
      const { objective } = cheapestVertices(problem);
      const solution = solver.solve(problem);
      seen[solution.status]++;
      expect(solution.status).toBe(objective === Infinity ? "infeasible" : "optimal");
      if (solution.status !== "optimal") return;
      expect(solution.objective).toBeCloseTo(objective, 8);
      expect(evaluate(problem, solution.quantity)).toBe(solution.objective);
    }),
    { numRuns: 3000 },
  );
  expect(seen.optimal).toBeGreaterThan(1500);
  expect(seen.infeasible).toBeGreaterThan(50);
});

test("prices and quantities are complementary", () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const solution = solver.solve(problem);
      if (solution.status === "optimal") expectComplementary(problem, solution);
    }),
    { numRuns: 2000 },
  );
});

function expectComplementary(problem: ClearingProblem, solution: ClearingSolution): void {
  const { cost, lower, upper, rows } = problem;
  const { quantity, rowDual, rowViolation } = solution;
  for (let i = 0; i < cost.length; i++) {
    const paid = rows.reduce((sum, { effect }, r) => sum + effect[i]! * rowDual[r]!, 0);
    const margin = cost[i]! - paid;
    if (quantity[i]! > lower[i]! + 1e-7) expect(margin).toBeLessThan(1e-7);
    if (quantity[i]! < upper[i]! - 1e-7) expect(margin).toBeGreaterThan(-1e-7);
  }
  for (const [r, row] of rows.entries()) {
    const dual = rowDual[r]!;
    const activity = row.effect.reduce((sum, effect, i) => sum + effect * quantity[i]!, 0);
    if (activity > row.lower + 1e-7) expect(dual).toBeLessThan(1e-7);
    if (activity < row.upper - 1e-7) expect(dual).toBeGreaterThan(-1e-7);
    expect(Math.abs(dual)).toBeLessThanOrEqual(row.violationCost + 1e-7);
    if (rowViolation[r]! > 0) expect(Math.abs(dual)).toBeCloseTo(row.violationCost, 7);
    const missed = Math.max(0, row.lower - activity, activity - row.upper);
    expect(rowViolation[r]!).toBeCloseTo(missed, 7);
  }
}

test("a dual is the slope of the objective as its row's bounds move", () => {
  let slopes = 0;
  fc.assert(
    fc.property(problems, fc.nat({ max: 2 }), (problem, at) => {
      const here = solver.solve(problem);
      const dual = here.rowDual[at];
      if (here.status !== "optimal" || dual === undefined) return;
      const objective = (by: number) => {
        const rows = problem.rows.map((row, r) =>
          r === at ? { ...row, lower: row.lower + by, upper: row.upper + by } : row,
        );
        return solver.solve({ ...problem, rows }).objective;
      };
      // Convex in the bounds: the dual supports the objective at any distance …
      for (const by of [-3, -1e-3, 1e-3, 3]) {
        expect(objective(by)).toBeGreaterThanOrEqual(here.objective + dual * by - 1e-7);
      }
      // … and is its derivative where there is one.
      const [before, after] = [objective(-1e-3), objective(1e-3)];
      if (Math.abs(before + after - 2 * here.objective) > 1e-8) return;
      expect((after - before) / 2e-3).toBeCloseTo(dual, 5);
      if (Math.abs(dual) > 1e-6) slopes++;
    }),
    { numRuns: 1000 },
  );
  expect(slopes).toBeGreaterThan(100);
});

test("among equally cheap answers it takes the one with the least weight", () => {
  let ties = 0;
  fc.assert(
    fc.property(problems, (problem) => {
      const { vertices } = cheapestVertices(problem);
      if (vertices.length === 0) return;
      const { quantity } = solver.solve(problem);
      const weights = vertices.map((vertex) => tieWeight(problem, vertex));
      expect(tieWeight(problem, quantity)).toBeLessThanOrEqual(Math.min(...weights) + 1e-7);
      if (Math.max(...weights) > Math.min(...weights) + 1e-6) ties++;
    }),
    { numRuns: 2000 },
  );
  expect(ties).toBeGreaterThan(100);
});

function tieWeight({ rows }: ClearingProblem, quantity: Float64Array): number {
  const size = rows.map(
    ({ effect }) => 2 ** Math.floor(Math.log2(Math.max(...effect.map(Math.abs)))),
  );
  return quantity.reduce((sum, x, k) => {
    const effects = rows.map(({ effect }, r) => (size[r] ? Math.abs(effect[k]!) / size[r] : 0));
    return sum + (1 + k) * (Math.max(0, ...effects) || 1) * x;
  }, 0);
}

test("an answer depends on its problem, not on what was solved before", async () => {
  const list = fc.sample(problems, { numRuns: 300, seed: 5 });
  const forward = list.map((problem) => solver.solve(problem));
  const backward = list.toReversed().map((problem) => solver.solve(problem));
  expect(backward.toReversed()).toEqual(forward);
  const fresh = await HighsSolver.load();
  for (const i of [299, 0, 150, 7]) expect(fresh.solve(list[i]!)).toEqual(forward[i]);
});

test("memory stays as it is over thousands of problems", async () => {
  const highs = await HighsSolver.load();
  const list = fc.sample(problems, { numRuns: 200, seed: 6 });
  for (const problem of list) highs.solve(problem);
  const bytes = highs.memoryBytes;
  for (let round = 0; round < 20; round++) for (const problem of list) highs.solve(problem);
  expect(highs.memoryBytes).toBe(bytes);
});

const offerBooks = fc.array(
  fc.record({
    cost: fc.integer({ min: 1, max: 10_000_000 }),
    size: fc.integer({ min: 1, max: 1_000_000 }),
    effect: fc.double({ min: 0.05, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
);

test("one need: merit order by cost per relief, in µEUR and Wh", () => {
  fc.assert(
    fc.property(offerBooks, fc.double({ min: 0.1, max: 1.2, noNaN: true }), (offers, share) => {
      const need = share * offers.reduce((sum, { size, effect }) => sum + size * effect, 0);
      const violationCost = 20_000_000;
      const solution = solver.solve({
        cost: Float64Array.from(offers, ({ cost }) => cost),
        quadratic: null,
        lower: new Float64Array(offers.length),
        upper: Float64Array.from(offers, ({ size }) => size),
        rows: [
          {
            effect: Float64Array.from(offers, ({ effect }) => effect),
            lower: need,
            upper: Infinity,
            violationCost,
          },
        ],
      });
      let open = need;
      let expected = 0;
      for (const { cost, size, effect } of offers.toSorted(
        (a, b) => a.cost / a.effect - b.cost / b.effect,
      )) {
        if (cost / effect >= violationCost) break;
        const relief = Math.min(open, size * effect);
        open -= relief;
        expected += (cost * relief) / effect;
      }
      expected += violationCost * open;
      expect(Math.abs(solution.objective / expected - 1)).toBeLessThan(1e-9);
    }),
    { numRuns: 500 },
  );
});
