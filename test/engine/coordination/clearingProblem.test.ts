import { expect, test } from "vitest";
import { InvariantError } from "#engine/assert.ts";
import {
  type ClearingProblem,
  type ClearingRow,
  evaluate,
} from "#engine/coordination/clearingProblem.ts";
import { loadLinearSolver } from "#engine/coordination/linearSolver.ts";

const solver = await loadLinearSolver();
const numbers = (...values: number[]) => Float64Array.from(values);

/** Offers of 100 from zero, unless told otherwise. */
function problem(cost: number[], rows: ClearingRow[], more: Partial<ClearingProblem> = {}) {
  const lower = new Float64Array(cost.length);
  const upper = new Float64Array(cost.length).fill(100);
  return { cost: numbers(...cost), quadratic: null, lower, upper, rows, ...more };
}

const atLeast = (need: number, violationCost: number, ...effect: number[]): ClearingRow => ({
  effect: numbers(...effect),
  lower: need,
  upper: Infinity,
  violationCost,
});

const atMost = (room: number, violationCost: number, ...effect: number[]): ClearingRow => ({
  effect: numbers(...effect),
  lower: -Infinity,
  upper: room,
  violationCost,
});

test("a need is met in the order of cost per relief; the last one sets the price", () => {
  // 50 per unit of relief against 60 / 0.5 = 120.
  const one = problem([50, 60], [atLeast(120, 3000, 1, 0.5)]);
  expect(solver.solve(one)).toEqual({
    status: "optimal",
    quantity: numbers(100, 40),
    rowDual: numbers(120),
    rowViolation: numbers(0),
    objective: 7400,
  });
});

test("relief dearer than the violation is not bought; the violation sets the price", () => {
  const one = problem([50, 60], [atLeast(120, 110, 1, 0.5)]);
  expect(solver.solve(one)).toEqual({
    status: "optimal",
    quantity: numbers(100, 0),
    rowDual: numbers(110),
    rowViolation: numbers(20),
    objective: 7200,
  });
});

test("one activation serves two needs at once", () => {
  // Alone, each need would take the cheaper offer of its own: 30 + 30 for both against 50.
  const one = problem([30, 30, 50], [atLeast(10, 900, 1, 0, 1), atLeast(10, 900, 0, 1, 1)]);
  const { quantity, rowDual, objective } = solver.solve(one);
  expect(quantity).toEqual(numbers(0, 0, 10));
  expect(objective).toBe(500);
  expect(rowDual[0]! + rowDual[1]!).toBe(50);
});

test("a limit that binds from above has a dual ≤ 0: room is worth something", () => {
  // The cheap offer may only be used to 40; the need is met by the dear one.
  const one = problem([10, 25], [atLeast(60, 900, 1, 1), atMost(40, Infinity, 1, 0)]);
  const { quantity, rowDual } = solver.solve(one);
  expect(quantity).toEqual(numbers(40, 20));
  expect(rowDual).toEqual(numbers(25, -15));
});

test("up and down in balance: the dearer of two ways is paid by the cheaper", () => {
  // Down at 8 (the offer pays to consume more), up at 5 and 7, both sides equal, 30 needed at a line.
  const balance = { effect: numbers(1, 1, -1), lower: 0, upper: 0, violationCost: Infinity };
  const one = problem([5, 7, -8], [balance, atMost(30, Infinity, 0, 0, 1)], {
    upper: numbers(20, 100, 100),
  });
  const { quantity, rowDual, objective } = solver.solve(one);
  expect(quantity).toEqual(numbers(20, 10, 30));
  expect(objective).toBe(100 + 70 - 240);
  expect(rowDual).toEqual(numbers(7, -1));
});

test("equal offers go in order of index, whatever their sizes", () => {
  const need = atLeast(150, 3000, 1, 1, 1);
  const { quantity } = solver.solve(problem([50, 50, 50], [need]));
  expect(quantity).toEqual(numbers(100, 50, 0));
  const sizes = problem([50, 50, 50], [need], { upper: numbers(10, 200, 30) });
  expect(solver.solve(sizes).quantity).toEqual(numbers(10, 140, 0));
});

test("equal cost per relief goes in order of index too", () => {
  const falling = problem([50, 25, 100], [atLeast(110, 3000, 1, 0.5, 2)]);
  expect(solver.solve(falling).quantity).toEqual(numbers(100, 20, 0));
  const rising = problem([100, 25, 50], [atLeast(110, 3000, 2, 0.5, 1)]);
  expect(solver.solve(rising).quantity).toEqual(numbers(55, 0, 0));
});

test("free offers are not activated beyond the need", () => {
  const { quantity, rowDual } = solver.solve(problem([0, 0, 0], [atLeast(150, 3000, 1, 1, 1)]));
  expect(quantity).toEqual(numbers(100, 50, 0));
  expect(rowDual[0]).toBeCloseTo(0, 12);
});

test("quadratic costs: equal marginal costs, the price follows", () => {
  // 3 + 2x = 1 + y with x + y = 12.
  const row = { effect: numbers(1, 1), lower: 12, upper: 12, violationCost: Infinity };
  const { quantity, rowDual, objective } = solver.solve(
    problem([3, 1], [row], { quadratic: numbers(2, 1) }),
  );
  expect(quantity[0]).toBeCloseTo(10 / 3, 6);
  expect(rowDual[0]).toBeCloseTo(3 + 20 / 3, 6);
  expect(objective).toBeCloseTo(10 + 100 / 9 + 26 / 3 + (26 / 3) ** 2 / 2, 9);
});

test.each`
  story                               | one
  ${"more than all offers"}           | ${problem([1], [atLeast(150, Infinity, 1)])}
  ${"two rows against each other"}    | ${problem([1], [atLeast(50, Infinity, 1), atMost(40, Infinity, 1)])}
  ${"a need and no offer"}            | ${problem([], [atLeast(1, Infinity)])}
  ${"the same with quadratic costs"}  | ${problem([1], [atLeast(150, Infinity, 1)], { quadratic: numbers(1) })}
  ${"without bound, but with no way"} | ${problem([-1, 1], [atLeast(150, Infinity, 0, 1)], { upper: numbers(Infinity, 100) })}
`("infeasible is an answer: $story", ({ one }: { one: ClearingProblem }) => {
  const { status, quantity, objective } = solver.solve(one);
  expect(status).toBe("infeasible");
  expect(objective).toBe(Infinity);
  expect(quantity.length).toBe(one.cost.length);
  expect(quantity.every(Number.isNaN)).toBe(true);
});

test.each`
  story                         | one
  ${"gain without end"}         | ${problem([-1], [], { upper: numbers(Infinity) })}
  ${"gain on the way down"}     | ${problem([1], [], { lower: numbers(-Infinity) })}
  ${"gain above the violation"} | ${problem([-5], [atMost(10, 3, 1)], { upper: numbers(Infinity) })}
`("unbounded is an answer: $story", ({ one }: { one: ClearingProblem }) => {
  const { status, objective } = solver.solve(one);
  expect(status).toBe("unbounded");
  expect(objective).toBe(-Infinity);
});

test("nothing offered, nothing needed: nothing happens", () => {
  const nothing = { status: "optimal", quantity: numbers(), objective: 0 };
  expect(solver.solve(problem([], []))).toMatchObject(nothing);
  const slack = solver.solve(problem([], [atMost(4, Infinity)]));
  expect(slack).toMatchObject({ ...nothing, rowDual: numbers(0), rowViolation: numbers(0) });
  const unmet = solver.solve(problem([], [atLeast(5, 7)]));
  expect(unmet).toMatchObject({ rowDual: numbers(7), rowViolation: numbers(5), objective: 35 });
});

test("any quantities have a price: cost, curvature and violations", () => {
  const rows = [atLeast(10, 100, 1, 0), atMost(3, 20, 0, 1)];
  const one = problem([2, 4], rows, { quadratic: numbers(1, 0) });
  expect(evaluate(one, numbers(10, 3))).toBe(20 + 50 + 12);
  expect(evaluate(one, numbers(6, 5))).toBe(12 + 18 + 20 + 400 + 40);
  expect(evaluate(one, numbers(101, 0))).toBe(Infinity);
  expect(evaluate(one, numbers(-1, 0))).toBe(Infinity);
  const hard = problem([2], [atLeast(10, Infinity, 1)]);
  expect(evaluate(hard, numbers(10 - 1e-12))).toBeCloseTo(20, 9);
  expect(evaluate(hard, numbers(9.9))).toBe(Infinity);
});

test.each`
  bug                     | more
  ${"a cost NaN"}         | ${{ cost: numbers(Number.NaN) }}
  ${"crossed bounds"}     | ${{ lower: numbers(5), upper: numbers(4) }}
  ${"a bound missing"}    | ${{ upper: numbers() }}
  ${"a concave cost"}     | ${{ quadratic: numbers(-1) }}
  ${"an effect missing"}  | ${{ rows: [atLeast(1, 1)] }}
  ${"a row crossed"}      | ${{ rows: [{ ...atLeast(1, 1, 1), upper: 0 }] }}
  ${"a rewarded failure"} | ${{ rows: [atLeast(1, -1, 1)] }}
  ${"curved, no bound"}   | ${{ quadratic: numbers(1), upper: numbers(Infinity) }}
`("a problem that is no problem is a bug of its author: $bug", ({ more }) => {
  expect(() => solver.solve(problem([1], [], more))).toThrow(InvariantError);
});

test("the solver is loaded once", async () => {
  expect(await loadLinearSolver()).toBe(solver);
});
