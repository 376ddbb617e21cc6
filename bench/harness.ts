import { Bench } from "tinybench";
import { heapBytes } from "#bench/heapBytes.ts";
import { rounds, type Size } from "#bench/size.ts";
import type { Job, Measurement, Workload } from "#bench/workload.ts";
import { assert } from "#engine/assert.ts";

const NS_PER_MS = 1e6;

/**
 * Measures a workload: one round to warm up, which also counts what is allocated, then rounds with
 * a clock. All have to end with the same checksum.
 */
export function measure(workload: Workload, size: Size): Measurement {
  const { name, unit, batches, unitsPerBatch, contender } = workload;
  playThrough(workload.open(), batches);
  const job = workload.open();
  const bytes = heapBytes(() => playThrough(job, batches));
  const checksum = job.checksum();
  const timed = Array.from({ length: workload.rounds ?? rounds[size] }, () => {
    const { samplesMs, checksum: again } = timeRound(workload);
    assert(again === checksum, `${name} did other work in another round`);
    return samplesMs;
  });
  const count = batches * unitsPerBatch;
  return {
    name,
    size,
    unit,
    ...(contender === undefined ? {} : { contender }),
    ...summarise(timed, unitsPerBatch),
    count,
    unitsPerBatch,
    heapBytes: bytes / count,
    checksum,
    facts: job.facts?.() ?? {},
  };
}

/** Median over rounds and percentiles over batches, ns per unit. */
export function summarise(
  timedMs: readonly (readonly number[])[],
  unitsPerBatch: number,
): Pick<Measurement, "rounds" | "nsMedian" | "p50Ns" | "p99Ns" | "p999Ns"> {
  const perUnit = NS_PER_MS / unitsPerBatch;
  const means = timedMs.map((samples) => sum(samples) / samples.length);
  const batches = timedMs.flat().sort((a, b) => a - b);
  return {
    rounds: timedMs.length,
    nsMedian:
      quantile(
        means.sort((a, b) => a - b),
        0.5,
      ) * perUnit,
    p50Ns: quantile(batches, 0.5) * perUnit,
    p99Ns: quantile(batches, 0.99) * perUnit,
    p999Ns: quantile(batches, 0.999) * perUnit,
  };
}

/** Between neighbours on a straight line; `sorted` ascending, not empty. */
export function quantile(sorted: readonly number[], share: number): number {
  assert(sorted.length > 0);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

function playThrough(job: Job, batches: number): void {
  for (let batch = 0; batch < batches; batch++) {
    job.prepare?.(batch);
    job.run(batch);
  }
}

function timeRound({ name, batches, open }: Workload): { samplesMs: number[]; checksum: string } {
  const job = open();
  let batch = 0;
  const bench = new Bench({
    iterations: batches,
    time: 0,
    warmup: false,
    retainSamples: true,
    throws: true,
  });
  bench.add(name, () => job.run(batch++), {
    async: false,
    beforeEach: () => job.prepare?.(batch),
  });
  const result = bench.runSync()[0]!.result;
  assert(result.state === "completed" && batch === batches, "each batch runs once");
  return { samplesMs: [...result.latency.samples!], checksum: job.checksum() };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
