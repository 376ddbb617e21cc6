import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Checksum } from "#bench/checksum.ts";
import { meshed1354 } from "#bench/networks/meshed1354.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Workload } from "#bench/workload.ts";
import type { GridCase } from "#engine/grid/gridCase.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import { Newton } from "#engine/grid/meshed/newton.ts";
import { readGrid } from "#scenarios/grids/readGrid.ts";

/** The published case, measured too where the shared data lie beside the project. */
export const PEGASE = resolve("../shared/data/pf-matpower/case1354pegase.m");

const solves: PerSize = { smoke: 1, small: 20, large: 100 };

/** Newton's method on meshed networks of 1,354 buses, from flat start. */
export function newtonWorkloads(size: Size): Workload[] {
  const made = newton("meshed1354", meshed1354, size);
  if (!existsSync(PEGASE)) return made;
  return [...made, ...newton("case1354pegase", () => readGrid(PEGASE).gridCase, size)];
}

/** The first solve orders the network and finds the patterns of its matrices; others keep them. */
function newton(name: string, gridCase: () => GridCase, size: Size): Workload[] {
  const network = buildNetwork(gridCase());
  const workload = (way: "newtonFirst" | "newtonAgain"): Workload => ({
    name: `grid/${name}/${way}`,
    unit: "powerFlow",
    batches: solves[size],
    unitsPerBatch: 1,
    open() {
      let solver = new Newton(network);
      let iterations = 0;
      let sum = 0;
      return {
        run() {
          if (way === "newtonFirst") solver = new Newton(network);
          iterations += solver.solve();
          sum += solver.e[network.nodeCount - 1]!;
        },
        checksum: () => new Checksum().add(iterations).add(sum).text(),
        facts: () => ({
          buses: network.busIds.length,
          branches: network.branchIds.length,
          iterationsMean: iterations / solves[size],
          mismatchKva: solver.mismatchKva,
        }),
      };
    },
  });
  return [workload("newtonFirst"), workload("newtonAgain")];
}
