import type { Size } from "#bench/size.ts";

/** A piece of work that is measured: the same on every machine and in every round. */
export interface Workload {
  /** Part, case and what is done: `grid/baranWu33/powerFlow`. */
  readonly name: string;
  /** What is counted, one word in camel case: `powerFlow`. */
  readonly unit: string;
  /** Who does it, where there may be several. */
  readonly contender?: string;
  readonly batches: number;
  readonly unitsPerBatch: number;
  /** Rounds with a clock, where the size's own would take too long. */
  readonly rounds?: number;
  /** Gets ready, from the start. Not measured. */
  open(): Job;
}

export interface Job {
  /** Before each batch; not measured. */
  prepare?(batch: number): void;
  /** Does `unitsPerBatch` units. */
  run(batch: number): void;
  /** Of what was done; equal work, equal checksum. */
  checksum(): string;
  /** What else is worth knowing. */
  facts?(): Facts;
}

export type Facts = Readonly<Record<string, number>>;

export interface Measurement {
  readonly name: string;
  readonly size: Size;
  readonly unit: string;
  readonly contender?: string;
  /** Units of one round. */
  readonly count: number;
  readonly rounds: number;
  /** Median over rounds of the mean time of a unit, ns. */
  readonly nsMedian: number;
  /** Over batches of `unitsPerBatch`: mean time of a unit, ns. */
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly unitsPerBatch: number;
  /** Bytes of heap that a unit takes, with its part of `prepare`; not counted where it is absent. */
  readonly heapBytes?: number;
  readonly checksum: string;
  readonly facts: Facts;
}
