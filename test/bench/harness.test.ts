import { expect, test } from "vitest";
import { measure, quantile, summarise } from "#bench/harness.ts";
import { heapBytes } from "#bench/heapBytes.ts";
import type { Workload } from "#bench/workload.ts";

/** Adds up the numbers of its batches, with something else after `drift` openings. */
function counting(drift: number): Workload & { calls: string[] } {
  const calls: string[] = [];
  let openings = 0;
  return {
    name: "count",
    unit: "number",
    batches: 3,
    unitsPerBatch: 2,
    calls,
    open() {
      let sum = ++openings > drift ? 1 : 0;
      calls.push("open");
      return {
        prepare: (batch) => calls.push(`prepare ${batch}`),
        run(batch) {
          calls.push(`run ${batch}`);
          sum += batch;
        },
        checksum: () => String(sum),
        facts: () => ({ sum }),
      };
    },
  };
}

test("a round opens the work anew, prepares each batch and runs it once", () => {
  const workload = counting(Number.POSITIVE_INFINITY);
  const measured = measure(workload, "smoke");
  const round = ["prepare 0", "run 0", "prepare 1", "run 1", "prepare 2", "run 2"];
  expect(workload.calls).toEqual(["open", ...round, "open", ...round, "open", ...round]);
  expect(measured).toMatchObject({ count: 6, rounds: 1, checksum: "3", facts: { sum: 3 } });
});

test("work that is not the same in another round is no benchmark", () => {
  expect(() => measure(counting(2), "smoke")).toThrow("other work in another round");
});

test("the median is over rounds, percentiles are over batches, and both are per unit", () => {
  const summary = summarise(
    [
      [1, 3],
      [4, 4],
      [9, 9],
    ],
    1000,
  );
  expect(summary).toMatchObject({ rounds: 3, nsMedian: 4000, p50Ns: 4000, p99Ns: 9000 });
});

test.each([
  [[7], 0.999, 7],
  [[1, 2], 0.5, 1.5],
  [[1, 2, 3, 4, 5], 0.5, 3],
  [[0, 10], 0.99, 9.9],
])("of %j the quantile %d is %d", (sorted, share, expected) => {
  expect(quantile(sorted, share)).toBeCloseTo(expected, 12);
});

test("what is taken from the heap is counted, also when it is collected meanwhile", () => {
  let kept: number[] = [];
  const arrays = 20_000;
  const bytes = heapBytes(() => {
    for (let n = 0; n < arrays; n++) kept = new Array<number>(1000).fill(n);
  });
  expect(kept).toHaveLength(1000);
  // 8 bytes a number, 4 where pointers are compressed.
  expect(bytes).toBeGreaterThan(arrays * 4000 * 0.9);
  expect(bytes).toBeLessThan(arrays * 8000 * 1.5);
});
