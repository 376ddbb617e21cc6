import { assert } from "#engine/assert.ts";

/**
 * Joint clearing of offers as a programme, one column per offer and one row per need or limit:
 *
 *     min   Σ cost·x + ½ quadratic·x² + Σ violationCost·(v⁻ + v⁺)
 *     s.t.  rowLower − v⁻ ≤ Σ effect·x ≤ rowUpper + v⁺,   v ≥ 0
 *           lower ≤ x ≤ upper
 *
 * Units are the caller's: with cost in µEUR/kWh and x in Wh the objective is in 1e-3 µEUR. Numbers
 * between 1e0 and 1e8 are solved to about 1e-9 of their size.
 */
export interface ClearingProblem {
  /** Money per unit of each offer. */
  readonly cost: Float64Array;
  /** Second derivative of each offer's cost, ≥ 0; null where costs are linear. */
  readonly quadratic: Float64Array | null;
  /** Least quantity of each offer; -Infinity for none. */
  readonly lower: Float64Array;
  /** Greatest quantity of each offer; Infinity for none. */
  readonly upper: Float64Array;
  readonly rows: readonly ClearingRow[];
}

export interface ClearingRow {
  /** What a unit of each offer does here. */
  readonly effect: Float64Array;
  /** -Infinity for none. */
  readonly lower: number;
  /** Infinity for none. */
  readonly upper: number;
  /** Money per unit of violation; Infinity: the row must hold. */
  readonly violationCost: number;
}

export interface ClearingSolution {
  /** `infeasible` and `unbounded` carry quantities and duals that are not numbers. */
  readonly status: "optimal" | "infeasible" | "unbounded";
  readonly quantity: Float64Array;
  /**
   * ∂objective/∂(the row's bound), money per unit: ≥ 0 where the lower bound binds, ≤ 0 where the
   * upper does, 0 where neither. An equality's dual belongs to both of its bounds moved together.
   * No dual exceeds the violation cost of its row.
   */
  readonly rowDual: Float64Array;
  /** By how much each row misses the nearer of its bounds, ≥ 0. */
  readonly rowViolation: Float64Array;
  /** Infinity where infeasible, -Infinity where unbounded. */
  readonly objective: number;
}

/** How far a bound may be missed by rounding alone, share of the numbers involved. */
const ROUNDING = 1e-9;

/**
 * Prices any quantities: their cost and that of the rows they violate.
 *
 * @returns the objective; Infinity outside an offer's bounds or a row that must hold.
 */
export function evaluate(problem: ClearingProblem, quantity: Float64Array): number {
  const { cost, quadratic, lower, upper, rows } = problem;
  assert(quantity.length === cost.length);
  let objective = 0;
  for (let i = 0; i < cost.length; i++) {
    const x = quantity[i]!;
    const slack = ROUNDING * Math.abs(x);
    if (!(x >= lower[i]! - slack && x <= upper[i]! + slack)) return Infinity;
    objective += cost[i]! * x + 0.5 * (quadratic?.[i] ?? 0) * x * x;
  }
  for (const row of rows) {
    if (row.violationCost === Infinity) {
      // Close to zero a sum of quantities is as exact as the offers are large, not as it is itself.
      const broken =
        rowViolation(row, quantity) > 0 && rowViolation(row, quantity, reachOf(problem)) > 0;
      if (broken) return Infinity;
    } else {
      objective += row.violationCost * rowViolation(row, quantity);
    }
  }
  return objective;
}

/**
 * Measures by how much a row misses its bounds; what is within rounding counts as none.
 *
 * @param reach - What rounding is a share of, per offer. @default quantity
 */
export function rowViolation(
  { effect, lower, upper }: ClearingRow,
  quantity: Float64Array,
  reach: Float64Array = quantity,
): number {
  let activity = 0;
  let size = 0;
  for (let i = 0; i < effect.length; i++) {
    activity += effect[i]! * quantity[i]!;
    size += Math.abs(effect[i]! * reach[i]!);
  }
  const short = lower - activity;
  const over = activity - upper;
  const violation = Math.max(short, over);
  const bound = short > over ? lower : upper;
  return violation > ROUNDING * (size + Math.abs(bound)) ? violation : 0;
}

/** The largest quantity of each offer, up or down, among its finite bounds. */
function reachOf({ lower, upper }: ClearingProblem): Float64Array {
  return lower.map((low, i) =>
    Math.max(low > -Infinity ? Math.abs(low) : 0, upper[i]! < Infinity ? Math.abs(upper[i]!) : 0),
  );
}

/** Asserts what every problem must be: right lengths, finite numbers, bounds that do not cross. */
export function assertClearingProblem(problem: ClearingProblem): void {
  const { cost, quadratic, lower, upper, rows } = problem;
  const offers = cost.length;
  assert(lower.length === offers && upper.length === offers, "a bound for every offer");
  assert(cost.every(Number.isFinite), "a cost is not a finite number");
  assert(
    lower.every((low, i) => low <= upper[i]! && low < Infinity),
    "bounds of an offer cross",
  );
  assert(
    upper.every((high) => high > -Infinity),
    "an offer has no quantity",
  );
  if (quadratic !== null) {
    assert(quadratic.length === offers, "a quadratic cost for every offer");
    assert(
      quadratic.every((q) => q >= 0 && q < Infinity),
      "a cost is not convex",
    );
  }
  for (const row of rows) {
    assert(row.effect.length === offers, "an effect of every offer on every row");
    assert(row.effect.every(Number.isFinite), "an effect is not a finite number");
    assert(row.lower <= row.upper, "bounds of a row cross");
    assert(row.lower < Infinity && row.upper > -Infinity, "a row has no room");
    assert(row.violationCost >= 0, "a violation is rewarded");
  }
}
