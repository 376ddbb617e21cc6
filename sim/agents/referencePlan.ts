import {
  BATTERY,
  type Device,
  type PlanView,
  RING,
  RING_MASK,
} from "#sim/agents/devices/device.ts";
import { addPlan } from "#sim/agents/planDevices.ts";

/**
 * What devices would do on the retail contract alone, known only where somebody asks: a reference is
 * read where energy was traded, and most plans are made anew before that. A plan's instant is
 * remembered, and its reference made when it is wanted or dropped when it cannot be any more.
 */
export class ReferencePlan {
  readonly #devices: readonly Device[];
  /** Those whose reference is made when it is wanted. */
  readonly #waiting: readonly Device[];
  /** Those whose reference is made at once: they cannot wait, or a battery has to see it. */
  readonly #eager: readonly Device[];
  readonly #battery: Device | undefined;
  /** Expected net energy of the customer without its battery, at the remembered instant, Wh. */
  readonly #batterySeesWh: Float64Array;
  #isWaiting = false;
  #now = 0;
  #open = 0;
  #end = 0;
  #settled = 0;

  constructor(devices: readonly Device[]) {
    this.#devices = devices;
    this.#battery = devices.find(({ kind }) => kind === BATTERY);
    this.#waiting = devices.filter(
      (device) =>
        device.referenceWaits && (this.#battery === undefined || device === this.#battery),
    );
    this.#eager = devices.filter(
      (device) =>
        device !== this.#battery &&
        !this.#waiting.includes(device) &&
        // A plan that is its own reference is made anyway, and only a battery looks at it before.
        (this.#battery !== undefined || device.reference !== device.plan),
    );
    this.#batterySeesWh = new Float64Array(this.#battery === undefined ? 0 : RING);
  }

  /** Whether period `i` waits for its reference. */
  waitsFor(i: number): boolean {
    return this.#isWaiting && i >= this.#open && i < this.#end;
  }

  /** The instant whose reference waits. */
  get span(): Pick<PlanView, "now" | "open" | "end" | "settled"> {
    return { now: this.#now, open: this.#open, end: this.#end, settled: this.#settled };
  }

  /** Remembers this instant. What cannot wait, and what a battery has to see, is made at once. */
  remember(view: PlanView): void {
    for (const device of this.#devices) device.mark();
    for (const device of this.#eager) device.planAhead(view, true);
    if (this.#battery !== undefined) this.#rememberBattery(this.#battery, view);
    // What was new to a reference that was dropped is new to this one.
    const dropped = this.#isWaiting && this.#end === view.end ? this.#settled : 0;
    this.#settled = Math.max(view.settled, dropped);
    this.#now = view.now;
    this.#open = view.open;
    this.#end = view.end;
    this.#isWaiting = this.#waiting.length > 0;
  }

  #rememberBattery(battery: Device, view: PlanView): void {
    const { open, end, otherWh } = view;
    // Where a battery stands, all others are made at once.
    const others = this.#eager;
    for (const { reference } of others) addPlan(otherWh, reference, open, end, 1);
    if (battery.referenceWaits) {
      for (let i = open; i < end; i++) this.#batterySeesWh[i & RING_MASK] = otherWh[i & RING_MASK]!;
    } else battery.planAhead(view, true);
    for (const { reference } of others) addPlan(otherWh, reference, open, end, -1);
  }

  /** Makes the reference that waits; `view` is of its instant, with retail prices. */
  make(view: PlanView): void {
    this.#isWaiting = false;
    // Only a battery looks at what the others take.
    const seen = { ...view, otherWh: this.#batterySeesWh };
    for (const device of this.#waiting) device.planAhead(seen, true);
  }
}
