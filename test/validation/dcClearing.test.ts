import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadLinearSolver } from "#engine/coordination/linearSolver.ts";
import { dcClearing } from "#test/support/dcClearing.ts";
import { type MatpowerMarket, readMatpowerMarket } from "#test/support/matpowerCase.ts";

const data = resolve("../shared/data/pf-pglib-opf");
const present = existsSync(data);
const solver = await loadLinearSolver();

test("reference data are there where they must be", () => {
  if (!present) console.info(`no reference data in ${data}: DC clearing is not compared`);
  expect(present || process.env["CI"] === undefined).toBe(true);
});

/** PGLib-OPF v23.07: five digits of `BASELINE.md`, and the optimum and prices of the same DC model. */
interface Expected {
  readonly published_dc_objective: number;
  readonly dc_objective: number;
  readonly dc_lmp_per_mwh: Readonly<Record<string, number>>;
  readonly dc_gen_mw: readonly (readonly [bus: number, mw: number])[];
}

/**
 * Relative tolerance of prices, 1e-5 but where the reference itself is less exact: the marginal costs of
 * its own dispatch differ by more than this between generators inside their bounds.
 */
const LESS_EXACT: Readonly<Record<string, number>> = {
  pglib_opf_case24_ieee_rts: 2e-5,
  pglib_opf_case30_as: 3e-5,
};

const cases: Record<string, Expected> = present
  ? JSON.parse(readFileSync(`${data}/expected.json`, "utf8"))
  : {};

describe.skipIf(!present)("PGLib-OPF, DC optimum", () => {
  const done = new Map<string, object>();

  test.each(Object.keys(cases))("%s: objective and nodal prices to 1e-5", (name) => {
    const expected = cases[name]!;
    const market = readMatpowerMarket(`${data}/${name}.m`);
    const { problem, constant, prices, flows } = dcClearing(market);
    const solution = solver.solve(problem);
    expect(solution.status).toBe("optimal");

    const objective = solution.objective + constant;
    const error = relative(objective, expected.dc_objective);
    expect(error).toBeLessThan(1e-5);
    expect(Number(objective.toPrecision(5))).toBe(expected.published_dc_objective);

    const price = prices(solution);
    let priceError = 0;
    for (const [n, node] of market.nodes.entries()) {
      priceError = Math.max(priceError, relative(price[n]!, expected.dc_lmp_per_mwh[node]!));
    }
    expect(priceError).toBeLessThan(LESS_EXACT[name] ?? 1e-5);
    if (name in LESS_EXACT) {
      expect(objective).toBeLessThan(expected.dc_objective);
      const theirs = expected.dc_gen_mw.map(([, mw]) => mw);
      expect(marginScatter(market, theirs, price)).toBeGreaterThan(1e-5);
    }
    // Our own prices are exact: whoever is inside its bounds is paid its marginal cost.
    expect(marginScatter(market, solution.quantity, price)).toBeLessThan(1e-7);

    const flow = flows(solution.quantity);
    const atLimit = market.lines.filter(({ limitMw }, l) => {
      expect(Math.abs(flow[l]!)).toBeLessThan(limitMw * (1 + 1e-9));
      return Math.abs(flow[l]!) > limitMw * (1 - 1e-6);
    });
    done.set(name, {
      objective,
      "relative error": error,
      "of prices": priceError,
      "lines at their limit": atLimit.length,
      "quadratic costs": problem.quadratic!.filter((q) => q > 0).length,
    });
  });

  test("every case of the folder is compared", () => {
    console.table(Object.fromEntries(done));
    const files = readdirSync(data).filter((file) => file.endsWith(".m"));
    const skipped = files.filter((file) => !done.has(file.slice(0, -2)));
    expect(skipped).toEqual([]);
    expect(done.size).toBe(11);
  });
});

/** Largest distance of a generator's marginal cost from its node's price, of those inside bounds. */
function marginScatter(
  { generators }: MatpowerMarket,
  mw: ArrayLike<number>,
  price: Float64Array,
): number {
  let scatter = 0;
  for (const [g, { node, mwMin, mwMax, linear, quadratic }] of generators.entries()) {
    const inside = mw[g]! > mwMin + 1e-4 && mw[g]! < mwMax - 1e-4;
    if (inside) scatter = Math.max(scatter, relative(linear + quadratic * mw[g]!, price[node]!));
  }
  return scatter;
}

function relative(value: number, expected: number): number {
  return Math.abs(value - expected) / Math.abs(expected);
}
