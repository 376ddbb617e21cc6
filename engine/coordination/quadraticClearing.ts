import { assert } from "#engine/assert.ts";
import {
  type ClearingProblem,
  type ClearingSolution,
  evaluate,
} from "#engine/coordination/clearingProblem.ts";

/** Width of the segments next to the last answer, share of an offer's range. */
const FINEST = 1e-9;
/** An answer that moves by less than this share of the ranges is final. */
const SETTLED = 1e-8;
const ROUNDS_MAX = 100;

/**
 * Solves a clearing problem with quadratic costs as a series of linear ones.
 *
 * Each quadratic offer is cut into segments that carry their mean marginal cost. Segments are
 * `FINEST` next to the last answer and double outwards. At distance d from it they are no wider than
 * max(d, `FINEST`), so a chord errs by q·d²/8 at most at the true optimum, and by strong convexity the
 * next answer is at most half as far from it: √Σq·d² halves each round, at least. An active-set method
 * would need one round, but fails or runs forever on some problems whose optimum is not unique.
 *
 * Marginal costs and duals are exact to about 1e-8 of the costs, quantities as far as the curvature
 * ties them to that.
 *
 * @param solveLinear - Solves the same problem with `quadratic` null.
 */
export function solveQuadratic(
  problem: ClearingProblem,
  solveLinear: (problem: ClearingProblem) => ClearingSolution,
): ClearingSolution {
  const { lower, upper } = problem;
  const quadratic = problem.quadratic!;
  assert(
    quadratic.every((q, i) => q === 0 || upper[i]! - lower[i]! < Infinity),
    "a quadratic cost without bounds",
  );
  const range = lower.map((low, i) => (quadratic[i] === 0 ? 0 : upper[i]! - low));
  const settled = SETTLED * distance(quadratic, range);
  let quantity: Float64Array = lower.map((low, i) => low + range[i]! / 2);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const cut = segments(problem, quantity);
    const { status, rowDual, rowViolation, quantity: parts } = solveLinear(cut.problem);
    const next = sums(parts, cut.offer, quantity.length).map((x, i) =>
      Math.min(Math.max(x, lower[i]!), upper[i]!),
    );
    const moved = next.map((x, i) => x - quantity[i]!);
    quantity = next;
    if (
      status !== "optimal" ||
      distance(quadratic, moved) <= settled ||
      pricesStay(problem, quantity, moved)
    ) {
      const objective = status === "optimal" ? evaluate(problem, quantity) : solvedNone(status);
      return { status, quantity, rowDual, rowViolation, objective };
    }
  }
  throw new Error(`quadratic clearing did not settle in ${ROUNDS_MAX} rounds`);
}

interface Segments {
  readonly problem: ClearingProblem;
  /** Which offer each segment belongs to. */
  readonly offer: Int32Array;
}

function segments(
  { cost, quadratic, lower, upper, rows }: ClearingProblem,
  centre: Float64Array,
): Segments {
  const part = { offer: [] as number[], cost: [] as number[], from: [] as number[] };
  const to: number[] = [];
  for (let i = 0; i < cost.length; i++) {
    const q = quadratic![i]!;
    const points = q === 0 ? [lower[i]!, upper[i]!] : breakpoints(lower[i]!, upper[i]!, centre[i]!);
    for (let k = 1; k < points.length; k++) {
      const [a, b] = [points[k - 1]!, points[k]!];
      part.offer.push(i);
      part.cost.push(cost[i]! + (q === 0 ? 0 : (q * (a + b)) / 2));
      // The first segment carries the offer from zero to where the others begin to add.
      part.from.push(k === 1 ? a : 0);
      to.push(k === 1 ? b : b - a);
    }
  }
  const offer = Int32Array.from(part.offer);
  return {
    offer,
    problem: {
      cost: Float64Array.from(part.cost),
      quadratic: null,
      lower: Float64Array.from(part.from),
      upper: Float64Array.from(to),
      rows: rows.map((row) => ({
        ...row,
        effect: Float64Array.from(offer, (i) => row.effect[i]!),
      })),
    },
  };
}

/** Ends of the segments of one offer, ascending; two equal ends where it has no choice. */
function breakpoints(low: number, high: number, centre: number): number[] {
  if (high <= low) return [low, high];
  const points = [low, high];
  if (centre > low && centre < high) points.push(centre);
  for (let width = FINEST * (high - low); width < high - low; width *= 2) {
    if (centre - width > low) points.push(centre - width);
    if (centre + width < high) points.push(centre + width);
  }
  return points.sort((a, b) => a - b);
}

function sums(parts: Float64Array, offer: Int32Array, offers: number): Float64Array {
  const quantity = new Float64Array(offers);
  for (let k = 0; k < parts.length; k++) quantity[offer[k]!]! += parts[k]!;
  return quantity;
}

/** Whether no marginal cost moved by more than this share of the largest. */
function pricesStay(
  { cost, quadratic }: ClearingProblem,
  quantity: Float64Array,
  moved: Float64Array,
): boolean {
  let largest = 0;
  for (let i = 0; i < cost.length; i++) {
    largest = Math.max(largest, Math.abs(cost[i]!) + quadratic![i]! * Math.abs(quantity[i]!));
  }
  return moved.every((by, i) => quadratic![i]! * Math.abs(by) <= SETTLED * largest);
}

function distance(quadratic: Float64Array, difference: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < quadratic.length; i++) sum += quadratic[i]! * difference[i]! ** 2;
  return Math.sqrt(sum);
}

function solvedNone(status: "infeasible" | "unbounded"): number {
  return status === "infeasible" ? Infinity : -Infinity;
}
