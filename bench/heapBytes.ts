import { GCProfiler } from "node:v8";

/** Bytes that `work` takes from the heap, whatever is collected meanwhile. Not a time. */
export function heapBytes(work: () => void): number {
  const profiler = new GCProfiler();
  profiler.start();
  const before = process.memoryUsage().heapUsed;
  work();
  const after = process.memoryUsage().heapUsed;
  const { statistics } = profiler.stop();
  const freed = statistics.reduce(
    (sum, { beforeGC, afterGC }) =>
      sum + beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize,
    0,
  );
  return Math.max(0, after - before + freed);
}
