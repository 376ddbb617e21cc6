import { RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** What the meters of all customers said, Wh, kept until the day is settled. */
export class Meters {
  readonly agentCount: number;
  readonly #wh: Int32Array;
  readonly #row: Int32Array[];

  constructor(agentCount: number) {
    this.agentCount = agentCount;
    this.#wh = new Int32Array(RING * agentCount);
    this.#row = Array.from({ length: RING }, (_, slot) =>
      this.#wh.subarray(slot * agentCount, (slot + 1) * agentCount),
    );
  }

  /** Net energy of each customer in period `i`, by agent index. */
  of(i: number): Int32Array {
    return this.#row[i & RING_MASK]!;
  }
}
