import { Appliance } from "#sim/agents/devices/appliance.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";

/** What machines that run once have to hear of orders before these begin, and what they could do. */
export class OrdersAhead {
  readonly #machines: readonly Appliance[];
  readonly #periods: number;

  constructor(members: readonly Prosumer[]) {
    this.#machines = members.flatMap(({ devices }) => devices.filter(isSteeredMachine));
    this.#periods = Math.max(0, ...this.#machines.map(({ aheadPeriods }) => aheadPeriods));
  }

  /** Whether anything is ordered of a period in which a start of period `i` would still be on. */
  has(i: number, orderedWh: (j: number) => number): boolean {
    for (let j = i + 1; j <= i + this.#periods; j++) if (orderedWh(j) !== 0) return true;
    return false;
  }

  /**
   * Tells the machines of it: a run that is on is not interrupted any more.
   *
   * @param orderedWh - Ordered change of a period to come, negative for less.
   * @param pooledWh - What all devices of the unit together could do there.
   */
  tell(
    i: number,
    orderedWh: (j: number) => number,
    pooledWh: (j: number, direction: 0 | 1) => number,
  ): void {
    for (let j = i + 1; j <= i + this.#periods; j++) {
      const change = orderedWh(j);
      if (change === 0) continue;
      const pool = pooledWh(j, change < 0 ? 0 : 1);
      if (pool <= 0) continue;
      const share = Math.max(-1, Math.min(1, change / pool));
      for (const machine of this.#machines) machine.hear(i, j, share);
    }
  }
}

/** The largest quarter hour of a run that an order can move, Wh: the machine's registered rating. */
export function movableWh({ runs, aheadPeriods }: Appliance): number {
  return Math.max(...runs.profileWh.subarray(0, aheadPeriods + 1));
}

/** Whole periods that an order is known ahead at least, when the latest gate gives it. */
export function knownAheadPeriods(gateLeadMinutes: Readonly<Record<string, number>>): number {
  return Math.max(0, Math.ceil(Math.min(...Object.values(gateLeadMinutes)) / 15) - 1);
}

function isSteeredMachine(device: Prosumer["devices"][number]): device is Appliance {
  return device instanceof Appliance && device.flexible;
}
