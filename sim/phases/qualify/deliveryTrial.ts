import type { DeliveryTest } from "#engine/settlement/assetLifeCycle.ts";
import type { Capability, Device } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";

/** How a unit responds to one test: share of the order that gets through in each period of it. */
export type TestResponse = (period: number) => number;

/** What is asked for in a test. */
export interface TestOrder {
  /** First period. */
  readonly from: number;
  readonly periods: number;
  readonly direction: 0 | 1;
  /** Energy of each period, Wh. */
  readonly energyWh: number;
}

/** What a test found. */
export interface TestResult extends DeliveryTest {
  /** Delivered in each period, Wh. */
  readonly deliveredWh: readonly number[];
}

const capability: Capability = { powerWh: 0, energyWh: 0 };

/**
 * A pre-delivery test on copies of a unit's devices, taken at its start: one set lives as planned, the
 * other with the order on top; what lies between them was delivered. The unit itself goes on untouched.
 */
export class DeliveryTrial {
  readonly order: TestOrder;
  readonly #plain: readonly Device[];
  readonly #ordered: readonly Device[];

  /** @param members - Of the unit, at the start of the first period of the order. */
  constructor(members: readonly Prosumer[], order: TestOrder) {
    const steered = members.flatMap(({ devices }) => devices.filter(({ flexible }) => flexible));
    this.order = order;
    this.#plain = steered.map((device) => device.clone());
    this.#ordered = steered.map((device) => device.clone());
  }

  /**
   * Says what came of it; called once, when the last period of the order is over.
   *
   * @param shareMin - Share of the order that counts as delivered.
   */
  judge(response: TestResponse, shareMin: number): TestResult {
    const { from, periods, energyWh } = this.order;
    const deliveredWh = Array.from({ length: periods }, (_, k) =>
      this.#live(from + k, response(k)),
    );
    const isEnough = (wh: number) => wh >= shareMin * energyWh;
    return {
      received: deliveredWh.some((wh) => wh > 0),
      inTime: isEnough(deliveredWh[0]!),
      sustained: deliveredWh.slice(1).every(isEnough),
      deliveredWh,
    };
  }

  /** Lives through one period; returns what was delivered in the direction of the order, Wh. */
  #live(i: number, share: number): number {
    const { direction, energyWh } = this.order;
    const able = this.#ordered.map((device) => {
      device.capability(i, direction, capability);
      return Math.max(0, Math.min(capability.powerWh, capability.energyWh));
    });
    const total = able.reduce((sum, wh) => sum + wh, 0);
    const scale = total > 0 ? (share * energyWh) / Math.max(total, share * energyWh) : 0;
    const sign = direction === 0 ? -1 : 1;
    let changeWh = 0;
    for (const [d, device] of this.#ordered.entries()) {
      const energyWithOrder = device.step(i, sign * scale * able[d]!);
      changeWh += energyWithOrder - this.#plain[d]!.step(i, 0);
    }
    return direction === 0 ? 0 - changeWh : changeWh;
  }
}
