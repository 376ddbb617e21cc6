import { Battery } from "#sim/agents/devices/battery.ts";
import { type Device, RING_MASK } from "#sim/agents/devices/device.ts";
import type { World } from "#sim/world/world.ts";

/** A customer as its battery's controller sees it. */
interface Metered {
  readonly devices: readonly Device[];
  readonly series: { readonly prosumer: { readonly kind: "household" | "office" } };
  readonly tradedWh: Float64Array;
}

/**
 * Self-consumption as home systems do it: where nothing was traded, the battery covers what its owner
 * did not foresee, so that the meter shows what was nominated and ordered, as far as that pays on the
 * retail contract. What was traded is the plan's to keep.
 */
export class MeterControl {
  /** The device that covers: the last, which knows what all others take. */
  readonly #index: number;
  readonly #owner: Metered;
  readonly #import: Int32Array;
  readonly #feedIn: number;

  /** Null where no battery follows the meter. */
  static of(owner: Metered, world: World): MeterControl | null {
    const { batteryControl } = world.scenario.behaviour;
    if (batteryControl === "plan" || owner.series.prosumer.kind !== "household") return null;
    return owner.devices.at(-1) instanceof Battery ? new MeterControl(owner, world) : null;
  }

  private constructor(owner: Metered, { scenario, retailImportMicroEurPerKwh }: World) {
    this.#index = owner.devices.length - 1;
    this.#owner = owner;
    this.#import = retailImportMicroEurPerKwh;
    this.#feedIn = scenario.prices.retail.feedInMicroEurPerKwh;
  }

  /**
   * What device `d` adds to its plan and its order in period `i`, Wh: nothing if it is no battery. An
   * order that devices follow makes no difference to it; what they fail to do is covered too.
   *
   * @param restWh - What all devices before it and the rest behind the meter take.
   * @param targetWh - What the meter is to show without orders.
   * @param orders - Ordered changes by device; null in a replay without orders.
   */
  coverWh(
    device: Device,
    d: number,
    i: number,
    restWh: number,
    targetWh: number,
    orders: Float64Array | null,
  ): number {
    if (d !== this.#index || !(device instanceof Battery)) return 0;
    if (this.#owner.tradedWh[i & RING_MASK] !== 0) return 0;
    let rest = restWh;
    if (orders !== null) for (let other = 0; other < d; other++) rest -= orders[other]!;
    return device.coverWh(i, rest, targetWh, this.#import[i]!, this.#feedIn);
  }
}
