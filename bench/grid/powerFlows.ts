import { Checksum } from "#bench/checksum.ts";
import type { BenchNetwork } from "#bench/networks/benchNetwork.ts";
import { drawLoadDay, PERIODS_PER_DAY } from "#bench/networks/loadDay.ts";
import type { Workload } from "#bench/workload.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";

const TOLERANCE_PU = 1e-8;

/**
 * As it stands; cut to the buses with load, and the state of all buses recovered; the same without
 * recovery, which is all that voltages and loads of customers need.
 */
type Way = "powerFlow" | "cutPowerFlow" | "cutSweep";

/** Power flows of a day's loads, over and over. */
export function powerFlows(bench: BenchNetwork, batches: number, way: Way): Workload {
  const { name, network, loadKw } = bench;
  return {
    name: `grid/${name}/${way}`,
    unit: "powerFlow",
    batches,
    unitsPerBatch: PERIODS_PER_DAY,
    open() {
      const { kw, kvar } = drawLoadDay(bench);
      const powerFlow = new PowerFlow(network, {
        tolerancePu: TOLERANCE_PU,
        ...(way === "powerFlow" ? {} : { loadedBuses: loadedBuses(loadKw) }),
      });
      const last = network.busCount - 1;
      // In a typed array: a number of a closure would be a new object after each change, and what
      // is shown is that the engine makes none.
      const sums = new Float64Array(2);
      const solve = (period: number) => {
        sums[0]! += powerFlow.solve(kw[period]!, kvar[period]!);
        sums[1]! += powerFlow.e[last]!;
      };
      const sweep = (period: number) => {
        sums[0]! += powerFlow.sweep(kw[period]!, kvar[period]!);
      };
      const one = way === "cutSweep" ? sweep : solve;
      return {
        run() {
          for (let period = 0; period < PERIODS_PER_DAY; period++) one(period);
          if (way !== "cutSweep") return;
          powerFlow.recover();
          sums[1]! += powerFlow.e[last]!;
        },
        checksum: () => new Checksum().add(sums[0]!).add(sums[1]!).text(),
        facts: () => ({
          buses: network.busCount,
          sweptBuses: powerFlow.sweptBusCount,
          tolerancePu: TOLERANCE_PU,
          iterationsMean: sums[0]! / (batches * PERIODS_PER_DAY),
        }),
      };
    },
  };
}

function loadedBuses(loadKw: Float64Array): number[] {
  return [...loadKw.keys()].filter((bus) => loadKw[bus] !== 0);
}
