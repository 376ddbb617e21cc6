import { Checksum } from "#bench/checksum.ts";
import type { BenchNetwork } from "#bench/networks/benchNetwork.ts";
import { drawLoadDay, PERIODS_PER_DAY } from "#bench/networks/loadDay.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Workload } from "#bench/workload.ts";
import { GridState } from "#engine/grid/gridState.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { solveBatch } from "#engine/grid/solveBatch.ts";

const DAYS = 365;

const years: PerSize = { smoke: 1, small: 5, large: 20 };

/** A year of one feeder, 35,040 periods in one call: voltages of all buses and losses. */
export function feederYear(bench: BenchNetwork, size: Size): Workload {
  const { name, network } = bench;
  return {
    name: `grid/${name}/feederYear`,
    unit: "feederYear",
    batches: years[size],
    unitsPerBatch: 1,
    open() {
      const { busCount } = network;
      const periodCount = DAYS * PERIODS_PER_DAY;
      const day = drawLoadDay(bench);
      const loads = { periodCount, ...yearOf(day.kw, day.kvar, busCount) };
      const into = {
        voltagePu: new Float64Array(periodCount * busCount),
        lossesKw: new Float64Array(periodCount),
        iterations: new Int32Array(periodCount),
      };
      const powerFlow = new PowerFlow(network);
      const state = new GridState(network);
      const unsolved = new Int32Array(1);
      return {
        run() {
          unsolved[0]! += solveBatch(powerFlow, state, loads, into);
        },
        checksum() {
          const sum = new Checksum().add(unsolved[0]!);
          for (const kw of into.lossesKw) sum.add(kw);
          return sum.text();
        },
        facts: () => ({
          buses: busCount,
          periods: periodCount,
          unsolved: unsolved[0]!,
          iterationsMean: into.iterations.reduce((sum, n) => sum + n, 0) / periodCount,
        }),
      };
    },
  };
}

/** The drawn day again and again, fading to half and back over the year. */
function yearOf(kw: readonly Float64Array[], kvar: readonly Float64Array[], busCount: number) {
  const pKw = new Float64Array(DAYS * PERIODS_PER_DAY * busCount);
  const qKvar = new Float64Array(pKw.length);
  for (let day = 0, row = 0; day < DAYS; day++) {
    const factor = 0.5 + Math.abs(day / DAYS - 0.5);
    for (let period = 0; period < PERIODS_PER_DAY; period++, row += busCount) {
      for (let bus = 0; bus < busCount; bus++) {
        pKw[row + bus] = factor * kw[period]![bus]!;
        qKvar[row + bus] = factor * kvar[period]![bus]!;
      }
    }
  }
  return { pKw, qKvar };
}
