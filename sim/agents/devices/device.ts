/** Periods that plans look ahead at most; a power of two, so that rings index by mask. */
export const RING = 256;
export const RING_MASK = RING - 1;

export const BOILER = 0;
export const VEHICLE = 1;
export const HEATING = 2;
export const BATTERY = 3;
export const HVAC = 4;
export const APPLIANCE = 5;
export type DeviceKind = 0 | 1 | 2 | 3 | 4 | 5;

/**
 * What a device may know when it plans: the periods it may still change, and prices of one kWh
 * more consumed or fed in. All arrays are rings over the world index.
 */
export interface PlanView {
  /** Running period; the device's state is the one at its start. */
  readonly now: number;
  /** First period that may still be changed; the plan before it stands. */
  readonly open: number;
  /** First period behind the horizon. */
  readonly end: number;
  /** First period of which nothing new is known since the last plan; `end` where all is new. */
  readonly settled: number;
  /** Price of one kWh more consumed, µEUR/kWh. */
  readonly consumePrice: Float64Array;
  /** Worth of one kWh more fed in, µEUR/kWh. */
  readonly surplusPrice: Float64Array;
  /** Retail price of one kWh more consumed, µEUR/kWh. */
  readonly retailPrice: Float64Array;
  /** Expected net energy of the customer without this device, Wh. */
  readonly otherWh: Float64Array;
  /** Bought less sold in the local market, Wh. */
  readonly tradedWh: Float64Array;
}

/** What a device could change in a coming period, Wh: in that period, and before it needs rest. */
export interface Capability {
  powerWh: number;
  energyWh: number;
}

/**
 * One steerable device behind a meter. Energies in Wh per period, consumption positive. `plan` is
 * what the owner nominates for it; `reference` what it would be on the retail contract alone.
 */
export interface Device {
  readonly kind: DeviceKind;
  /** Whether its owner lets it be steered by prices and orders. */
  readonly flexible: boolean;
  readonly plan: Float64Array;
  readonly reference: Float64Array;
  /** Whether the reference may be made later than the plan, from the state of the last `mark`. */
  readonly referenceWaits: boolean;
  /**
   * Writes `plan` for [open, end). With `asReference` prices are retail, and only `reference` is
   * written where it is not the plan itself.
   */
  planAhead(view: PlanView, asReference: boolean): void;
  /** Remembers the state: a reference made later starts from the instant that is now. */
  mark(): void;
  /** Lives through period `i` with `changeWh` ordered on top; returns the energy taken from the grid. */
  step(i: number, changeWh: number): number;
  /** Fills `out` with what could be changed in period `i`. */
  capability(i: number, direction: 0 | 1, out: Capability): void;
  /** Stored energy that its owner would have to buy again, Wh. */
  storedWh(): number;
  /**
   * Whether it met what its plan did not foresee: a car has come, a store holds far more or less.
   * Absent where plans are good until the next comes by itself.
   */
  readonly isOffPlan?: boolean;
  /** A copy with a life of its own, for the replay without an order. */
  clone(): Device;
}
