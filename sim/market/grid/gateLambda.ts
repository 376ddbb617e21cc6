import { RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** λ of every bus as it stood when a period's gate closed, kept until the day is settled. */
export class GateLambda {
  /** By area: buses of its normal network × ring, µEUR/kWh. */
  readonly #lambdaMicro: readonly Int32Array[];
  readonly #busCount: readonly number[];

  constructor(busCounts: readonly number[]) {
    this.#busCount = busCounts;
    this.#lambdaMicro = busCounts.map((count) => new Int32Array(RING * count));
  }

  freeze(area: number, period: number, lambdaMicro: Int32Array): void {
    this.#lambdaMicro[area]!.set(lambdaMicro, (period & RING_MASK) * this.#busCount[area]!);
  }

  /** Cost of one more kWh injected at a bus, µEUR/kWh. */
  at(area: number, bus: number, period: number): number {
    return this.#lambdaMicro[area]![(period & RING_MASK) * this.#busCount[area]! + bus]!;
  }
}
