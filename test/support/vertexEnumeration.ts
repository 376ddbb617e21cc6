import { type ClearingProblem, evaluate } from "#engine/coordination/clearingProblem.ts";

/**
 * Lists every point where as many bounds of offers and rows meet as there are offers. The cheapest
 * answer of a linear clearing problem with finite bounds is one of them; violations are priced by
 * `evaluate`, so that a row's bounds are kinks of the objective and planes of this list alike.
 */
export function cheapestVertices(problem: ClearingProblem): {
  readonly objective: number;
  readonly vertices: readonly Float64Array[];
} {
  const { cost, lower, upper, rows } = problem;
  const unit = (i: number) => Array.from(cost, (_, k) => (k === i ? 1 : 0));
  const planes = [
    ...Array.from(lower, (bound, i) => [...unit(i), bound]),
    ...Array.from(upper, (bound, i) => [...unit(i), bound]),
    ...rows.map(({ effect, lower: bound }) => [...effect, bound]),
    ...rows.map(({ effect, upper: bound }) => [...effect, bound]),
  ].filter((plane) => plane.every(Number.isFinite));
  const vertices: { readonly x: Float64Array; readonly objective: number }[] = [];
  for (const chosen of subsets(planes, cost.length)) {
    const point = intersection(chosen.map((plane) => [...plane]));
    if (point === undefined) continue;
    const x = point.map((value, i) => withoutRounding(value, lower[i]!, upper[i]!));
    vertices.push({ x, objective: evaluate(problem, x) });
  }
  const objective = Math.min(Infinity, ...vertices.map((vertex) => vertex.objective));
  if (objective === Infinity) return { objective, vertices: [] };
  const near = 1e-9 * (1 + Math.abs(objective));
  const cheapest = vertices.filter((vertex) => vertex.objective <= objective + near);
  return { objective, vertices: cheapest.map(({ x }) => x) };
}

/** A value that misses a bound by rounding alone is at that bound. */
function withoutRounding(value: number, low: number, high: number): number {
  const inside = Math.min(Math.max(value, low), high);
  return Math.abs(value - inside) < 1e-9 ? inside : value;
}

function* subsets<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= items.length - size; i++) {
    for (const rest of subsets(items, size - 1, i + 1)) yield [items[i]!, ...rest];
  }
}

/** Gauss and Jordan with full column pivots; undefined where the planes have no single point. */
function intersection(planes: number[][]): Float64Array | undefined {
  const size = planes.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column; row < size; row++) {
      if (Math.abs(planes[row]![column]!) > Math.abs(planes[pivot]![column]!)) pivot = row;
    }
    if (Math.abs(planes[pivot]![column]!) < 1e-9) return undefined;
    [planes[column], planes[pivot]] = [planes[pivot]!, planes[column]!];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = planes[row]![column]! / planes[column]![column]!;
      for (let k = column; k <= size; k++) planes[row]![k]! -= factor * planes[column]![k]!;
    }
  }
  return Float64Array.from(planes, (plane, i) => plane[size]! / plane[i]!);
}
