import { availableParallelism, cpus, totalmem } from "node:os";
import { version } from "#sim/version.ts";

const BYTES_PER_GIB = 2 ** 30;

/** Where numbers come from; without it they say nothing. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  /** Of eflex-sim. */
  readonly version: string;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / BYTES_PER_GIB),
    node: process.version,
    version,
  };
}
