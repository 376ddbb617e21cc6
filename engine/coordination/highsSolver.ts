import highsLoader, { type Highs, type Model, type Solution } from "highs";
import { type ClearingModel, clearingModel } from "#engine/coordination/clearingModel.ts";
import {
  assertClearingProblem,
  type ClearingProblem,
  type ClearingSolution,
  evaluate,
  rowViolation,
} from "#engine/coordination/clearingProblem.ts";
import { solveQuadratic } from "#engine/coordination/quadraticClearing.ts";

/** The package describes its ES module as CommonJS, where the default export hides in `default`. */
const loadHighs = highsLoader as unknown as typeof highsLoader.default;

/** In scaled numbers; the second where rounding keeps the solver from the first. */
const TOLERANCES = [1e-9, 1e-7];

/** Reduced costs and duals below this, in scaled numbers, leave the objective as it is. */
const FREE = 1e-9;

/**
 * Solves clearing problems by HiGHS: dual simplex, for every problem from a cold start. One native
 * model per solver takes in one problem after the other.
 */
export class HighsSolver {
  readonly #highs: Highs;
  readonly #model: Model;

  private constructor(highs: Highs) {
    this.#highs = highs;
    this.#model = highs.createModel();
    this.#model.options.set({
      output_flag: false,
      presolve: "off",
      small_matrix_value: 1e-12,
    });
  }

  static async load(): Promise<HighsSolver> {
    return new HighsSolver(await loadHighs());
  }

  /** Memory that the solver holds, bytes; it does not grow with the number of problems. */
  get memoryBytes(): number {
    return this.#highs.memoryBytes;
  }

  solve(problem: ClearingProblem): ClearingSolution {
    assertClearingProblem(problem);
    return problem.quadratic?.some((q) => q > 0)
      ? solveQuadratic(problem, (linear) => this.#solveLinear(linear))
      : this.#solveLinear(problem);
  }

  #solveLinear(problem: ClearingProblem): ClearingSolution {
    const scaled = clearingModel(problem);
    if (scaled.data.numCols === 0) return withoutColumns(problem, scaled);
    const { modelStatus: code } = this.#highs.constants;
    const modelStatus = this.#run(scaled);
    if (modelStatus === code.infeasible) return noSolution(problem, "infeasible");
    if (modelStatus === code.unbounded) return noSolution(problem, "unbounded");
    if (modelStatus !== code.optimal) {
      throw new Error(this.#words(modelStatus));
    }
    const cheapest = this.#model.getSolution();
    const value = this.#isUnique(scaled, cheapest)
      ? cheapest.colValue
      : this.#leastOf(scaled, cheapest);
    return inOwnNumbers(problem, scaled, value, cheapest.rowDual);
  }

  /** Runs to the tightest tolerance that can be reached. */
  #run({ data }: ClearingModel): number {
    const { unknown } = this.#highs.constants.modelStatus;
    let status: number = unknown;
    for (const tolerance of TOLERANCES) {
      this.#model.options.set({
        primal_feasibility_tolerance: tolerance,
        dual_feasibility_tolerance: tolerance,
      });
      this.#model.passModel(data);
      status = this.#model.run().modelStatus;
      if (status !== unknown) break;
    }
    return status;
  }

  /** Whether every column and row that could leave its bound would cost something. */
  #isUnique({ data }: ClearingModel, { colDual, rowDual }: Solution): boolean {
    const { basic } = this.#highs.constants.basisStatus;
    const { colStatus, rowStatus } = this.#model.getBasis();
    const stays = (status: number, dual: number, low: number, high: number) =>
      status === basic || low === high || Math.abs(dual) > FREE;
    return (
      colDual.every((d, i) => stays(colStatus[i]!, d, data.colLower[i]!, data.colUpper[i]!)) &&
      rowDual.every((y, r) => stays(rowStatus[r]!, y, data.rowLower[r]!, data.rowUpper[r]!))
    );
  }

  /** Holds what has a price where it is and moves the rest to the least weighted quantities. */
  #leastOf({ data, tieWeight }: ClearingModel, cheapest: Solution): Float64Array {
    const { colValue, colDual, rowValue, rowDual } = cheapest;
    const model = this.#model;
    hold(data.numCols, colDual, (i) => model.changeColBounds(i, colValue[i]!, colValue[i]!));
    hold(data.numRows, rowDual, (r) => model.changeRowBounds(r, rowValue[r]!, rowValue[r]!));
    model.changeColsCost({ kind: "range", from: 0, to: data.numCols - 1 }, tieWeight);
    const { modelStatus } = model.run();
    // Without end, or held too tight for rounding: what was found first is as cheap.
    if (modelStatus !== this.#highs.constants.modelStatus.optimal) return colValue;
    return model.getSolution().colValue;
  }

  #words(status: number): string {
    const named = Object.entries(this.#highs.constants.modelStatus);
    const name = named.find(([, code]) => code === status)?.[0] ?? status;
    return `the linear solver ended with status ${name}`;
  }
}

function hold(count: number, dual: Float64Array, fix: (index: number) => void): void {
  for (let i = 0; i < count; i++) if (Math.abs(dual[i]!) > FREE) fix(i);
}

/** Nothing to choose: the rows hold at zero or not at all. */
function withoutColumns(problem: ClearingProblem, scaled: ClearingModel): ClearingSolution {
  const nothing = new Float64Array(0);
  const feasible = evaluate(problem, nothing) < Infinity;
  if (!feasible) return noSolution(problem, "infeasible");
  return inOwnNumbers(problem, scaled, nothing, new Float64Array(problem.rows.length));
}

function inOwnNumbers(
  problem: ClearingProblem,
  { quantityScale, costScale, rowScale }: ClearingModel,
  colValue: Float64Array,
  rowDual: Float64Array,
): ClearingSolution {
  const { lower, upper, rows } = problem;
  const quantity = lower.map((low, i) => clamp(colValue[i]! * quantityScale, low, upper[i]!));
  return {
    status: "optimal",
    quantity,
    rowDual: rowScale.map((scale, r) => rowDual[r]! * costScale * scale),
    rowViolation: Float64Array.from(rows, (row) =>
      row.violationCost === Infinity ? 0 : rowViolation(row, quantity),
    ),
    objective: evaluate(problem, quantity),
  };
}

function noSolution(
  { cost, rows }: ClearingProblem,
  status: "infeasible" | "unbounded",
): ClearingSolution {
  const none = (length: number) => new Float64Array(length).fill(Number.NaN);
  return {
    status,
    quantity: none(cost.length),
    rowDual: none(rows.length),
    rowViolation: none(rows.length),
    objective: status === "infeasible" ? Infinity : -Infinity,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
