import type { ClearingProblem, ClearingSolution } from "#engine/coordination/clearingProblem.ts";
import { DcNetwork } from "#engine/grid/dcNetwork.ts";
import type { MatpowerMarket } from "#test/support/matpowerCase.ts";

/** A market on a DC network as a clearing problem: generators offer, one row per line, one balance. */
export interface DcClearing {
  readonly problem: ClearingProblem;
  /** Cost that no dispatch changes, money per hour. */
  readonly constant: number;
  /** Price of one more MW of demand at each node: balance dual + Σ PTDF · line dual. */
  prices(solution: ClearingSolution): Float64Array;
  /** Flow on each line, MW. */
  flows(quantity: Float64Array): Float64Array;
}

export function dcClearing(market: MatpowerMarket): DcClearing {
  const { generators, loadMw } = market;
  const network = new DcNetwork(market.nodes, market.lines, market.referenceNode);
  const demand = loadMw.reduce((sum, mw) => sum + mw, 0);
  const drawn = new Float64Array(network.lines.length);
  network.flows(loadMw, drawn);
  const lineRows = network.lines.map(({ limitMw }, line) => ({
    effect: Float64Array.from(generators, ({ node }) => network.ptdf.get(line, node)),
    lower: drawn[line]! - limitMw,
    upper: drawn[line]! + limitMw,
    violationCost: Infinity,
  }));
  const balance = {
    effect: new Float64Array(generators.length).fill(1),
    lower: demand,
    upper: demand,
    violationCost: Infinity,
  };
  return {
    problem: {
      cost: Float64Array.from(generators, ({ linear }) => linear),
      quadratic: Float64Array.from(generators, ({ quadratic }) => quadratic),
      lower: Float64Array.from(generators, ({ mwMin }) => mwMin),
      upper: Float64Array.from(generators, ({ mwMax }) => mwMax),
      rows: [balance, ...lineRows],
    },
    constant: generators.reduce((sum, { constant }) => sum + constant, 0),
    prices: ({ rowDual }) =>
      Float64Array.from(loadMw, (_, node) =>
        network.lines.reduce(
          (price, _line, line) => price + network.ptdf.get(line, node) * rowDual[line + 1]!,
          rowDual[0]!,
        ),
      ),
    flows: (quantity) => {
      const injection = loadMw.map((mw) => -mw);
      for (const [g, { node }] of generators.entries()) injection[node]! += quantity[g]!;
      const flows = new Float64Array(network.lines.length);
      network.flows(injection, flows);
      return flows;
    },
  };
}
