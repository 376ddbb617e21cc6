import { Checksum } from "#bench/checksum.ts";
import { collectGarbage } from "#bench/collectGarbage.ts";
import { heapBytes } from "#bench/heapBytes.ts";
import type { BenchNetwork } from "#bench/networks/benchNetwork.ts";
import { drawLoadDay, PERIODS_PER_DAY } from "#bench/networks/loadDay.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Workload } from "#bench/workload.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";

const solves: PerSize = { smoke: 9600, small: 1_000_000, large: 1_000_000 };

/**
 * A million power flows in a row, for what they leave on the heap: its size before and after, with
 * all garbage collected, and what was taken from it meanwhile. Timed is one day of them.
 */
export function manySolves(bench: BenchNetwork, size: Size): Workload {
  return {
    name: `grid/${bench.name}/manySolves`,
    unit: "powerFlow",
    batches: 10,
    unitsPerBatch: PERIODS_PER_DAY,
    open() {
      const { kw, kvar } = drawLoadDay(bench);
      const powerFlow = new PowerFlow(bench.network);
      const iterations = new Float64Array(1);
      const solveMany = (count: number) => {
        for (let n = 0; n < count; n++) {
          const period = n % PERIODS_PER_DAY;
          iterations[0]! += powerFlow.solve(kw[period]!, kvar[period]!);
        }
      };
      return {
        run: () => solveMany(PERIODS_PER_DAY),
        checksum: () => new Checksum().add(iterations[0]!).text(),
        facts() {
          solveMany(PERIODS_PER_DAY * 100);
          collectGarbage();
          const heapBefore = process.memoryUsage().heapUsed;
          const taken = heapBytes(() => solveMany(solves[size]));
          collectGarbage();
          const heapAfter = process.memoryUsage().heapUsed;
          return { solves: solves[size], heapBefore, heapAfter, heapTaken: taken };
        },
      };
    },
  };
}
