import {
  BATTERY,
  type Device,
  type PlanView,
  RING,
  RING_MASK,
} from "#sim/agents/devices/device.ts";
import { streamKey, uniform } from "#sim/random/randomStream.ts";
import { coolingKw, isOfficeOccupied } from "#sim/world/cooling.ts";
import type { ProsumerSeries, World } from "#sim/world/world.ts";

/** What a customer may know of prices to come, µEUR/kWh. */
export interface PriceSource {
  /**
   * Betters the rings for [from, to), which hold retail prices: price of one kWh more consumed,
   * worth of one kWh more fed in.
   */
  fill(
    agent: Prosumer,
    from: number,
    to: number,
    consume: Float64Array,
    surplus: Float64Array,
  ): void;
}

/** One planning instant. */
export interface Outlook {
  readonly now: number;
  /** First period whose nomination may still change. */
  readonly open: number;
  /** First period behind the horizon. */
  readonly end: number;
  /** Whether devices are planned anew, or only forecasts refreshed. */
  readonly replan: boolean;
}

/** Kilowatts held for a period, as Wh. */
const WH_PER_KW = 250;

/** Owners differ in when they like to run things: up to this share of the price, by time of day. */
const TASTE_SHARE = 0.06;
const TASTE_PERIODS = 96;

// Scratch of the agent that plans; contents never outlive a call.
const consumePrice = new Float64Array(RING);
const surplusPrice = new Float64Array(RING);
const retailPrice = new Float64Array(RING);
const otherWh = new Float64Array(RING);

/**
 * A customer: inflexible load, PV, devices, and what it nominated and traded. All rings are over
 * the world index; energies in Wh per period, consumption positive.
 */
export class Prosumer {
  readonly agent: number;
  readonly area: number;
  /** Bus of its area's network. */
  readonly bus: number;
  readonly series: ProsumerSeries;
  readonly devices: readonly Device[];
  /** Whether prices or orders can move anything here. */
  readonly flexible: boolean;
  /** Whether a battery stands here; also an unsteered one follows a plan. */
  readonly stores: boolean;
  /** Planned net energy; frozen when the period's gate has closed. */
  readonly nominationWh = new Float64Array(RING);
  /** Planned gross consumption, for reactive power. */
  readonly nominatedLoadWh = new Float64Array(RING);
  /** Bought less sold in the local market. */
  readonly tradedWh = new Float64Array(RING);
  /** Ordered change of each device in the running period. */
  readonly changeWh: Float64Array;
  /** Energy that its unit's aggregator dispatched here (ring), Wh. */
  readonly dispatchedWh = new Float64Array(RING);
  /** Devices replayed without the orders of the running episode. */
  shadow: Device[] | null = null;
  /** Set by fills and activations: the next round plans anew. */
  dirty = true;
  /** Registered unit, -1 for none. */
  unit = -1;
  /** Of the period lived last. */
  consumptionWh = 0;
  pvWh = 0;
  readonly #world: World;
  readonly #pv: Float32Array | null;
  readonly #noisePower: Float64Array;
  readonly #cools: boolean;
  /** How this owner weighs equal prices at different times: factors close to 1. */
  readonly #taste: Float64Array;
  #noise = 0;

  constructor(
    agent: number,
    bus: number,
    series: ProsumerSeries,
    devices: readonly Device[],
    world: World,
  ) {
    this.agent = agent;
    this.area = series.area;
    this.bus = bus;
    this.series = series;
    this.devices = devices;
    this.flexible = devices.some((device) => device.flexible);
    this.stores = devices.some(({ kind }) => kind === BATTERY);
    this.changeWh = new Float64Array(devices.length);
    this.#world = world;
    this.#pv = series.orientation < 0 ? null : world.pvKwPerKwp[series.orientation]!;
    this.#noisePower = powers(series.noiseLag1, RING);
    const key = streamKey(world.seed, `${series.prosumer.uid}/taste`);
    this.#taste = Float64Array.from({ length: TASTE_PERIODS }, (_, k) => {
      return 1 + TASTE_SHARE * (uniform(key, k) - 0.5);
    });
    this.#cools = series.prosumer.cooling || series.prosumer.kind === "office";
  }

  /** Renews forecasts and, where asked, plans; writes nominations of [open, end). */
  refresh(outlook: Outlook, prices: PriceSource | null): void {
    const { now, open, end } = outlook;
    const market = prices !== null && this.flexible;
    this.#forecast(now, open, end);
    if (outlook.replan || !this.flexible) {
      const { retailImportMicroEurPerKwh } = this.#world;
      const feedIn = this.#world.scenario.prices.retail.feedInMicroEurPerKwh;
      for (let i = now; i < end; i++) {
        const slot = i & RING_MASK;
        const retail = retailImportMicroEurPerKwh[i]! * this.#taste[i % TASTE_PERIODS]!;
        retailPrice[slot] = retail;
        consumePrice[slot] = retail;
        surplusPrice[slot] = feedIn;
      }
      if (market) this.#planDevices(this.devices, { now, open, end }, true);
      if (market) prices.fill(this, open, end, consumePrice, surplusPrice);
      this.#planDevices(this.devices, { now, open, end }, false);
      if (!market && this.flexible) for (const device of this.devices) copyRing(device, open, end);
      if (this.shadow !== null) this.#planDevices(this.shadow, { now, open, end }, false);
      this.dirty = false;
    }
    for (let i = open; i < end; i++) {
      const slot = i & RING_MASK;
      let load = this.nominatedLoadWh[slot]!;
      let net = otherWh[slot]!;
      for (const device of this.devices) {
        const energy = device.plan[slot]!;
        net += energy;
        if (device.kind !== BATTERY) load += energy;
      }
      this.nominationWh[slot] = Math.round(net);
      this.nominatedLoadWh[slot] = load;
    }
  }

  /** Part of the traded energy of a period that changed what the devices will do, Wh. */
  movedWh(i: number): number {
    const slot = i & RING_MASK;
    const traded = this.tradedWh[slot]!;
    if (traded === 0 || !this.flexible) return 0;
    let change = 0;
    for (const device of this.devices) change += device.plan[slot]! - device.reference[slot]!;
    const along = traded > 0 ? change : -change;
    return Math.round(Math.min(Math.abs(traded), Math.max(0, along)));
  }

  /** `movedWh` over the traded energy, 0 to 1. */
  movedShare(i: number): number {
    const traded = this.tradedWh[i & RING_MASK]!;
    return traded === 0 ? 0 : this.movedWh(i) / Math.abs(traded);
  }

  /** Lives through period `i`; returns the metered net energy, rounded once. */
  live(i: number): number {
    this.#realise(i);
    let net = this.consumptionWh - this.pvWh;
    for (let d = 0; d < this.devices.length; d++) {
      const device = this.devices[d]!;
      const energy = device.step(i, this.changeWh[d]!);
      net += energy;
      if (device.kind !== BATTERY) this.consumptionWh += energy;
    }
    return Math.round(net);
  }

  /** The same period for the replayed devices; call after `live`. */
  liveShadow(i: number, meteredWh: number): number {
    if (this.shadow === null) return meteredWh;
    let net = this.#baseWh(i) - this.pvWh;
    for (const device of this.shadow) net += device.step(i, 0);
    return Math.round(net);
  }

  /** Forgets what belonged to a period that is over; its ring slot is used again. */
  clear(i: number): void {
    this.tradedWh[i & RING_MASK] = 0;
    this.dispatchedWh[i & RING_MASK] = 0;
  }

  #realise(i: number): void {
    this.consumptionWh = this.#baseWh(i);
    this.pvWh = this.#pv === null ? 0 : this.#pv[i]! * this.series.prosumer.pvKwp * WH_PER_KW;
    this.#noise = this.series.noise[i]!;
  }

  #baseWh(i: number): number {
    const { scaleKw, shape, noise } = this.series;
    const base = scaleKw * shape[i]! * Math.max(0.05, 1 + noise[i]!);
    const cooling = this.#cools ? this.#coolingKw(i, this.#world.weather.temperatureC[i]!) : 0;
    return (base + cooling) * WH_PER_KW;
  }

  #coolingKw(i: number, temperatureC: number): number {
    const { calendar, scenario } = this.#world;
    const occupied = isOfficeOccupied(calendar.dayType[i]!, calendar.minuteOfDay[i]!);
    return coolingKw(this.series.prosumer, scenario.behaviour, temperatureC, occupied);
  }

  /** Expected base load and PV: gross into `nominatedLoadWh`, net into `otherWh`. */
  #forecast(now: number, open: number, end: number): void {
    const world = this.#world;
    const { scaleKw, shape, prosumer, orientation } = this.series;
    for (let i = open; i < end; i++) {
      const slot = i & RING_MASK;
      const lead = i - now;
      const vintage = world.vintageOf(lead);
      let kw = scaleKw * shape[i]! * Math.max(0.05, 1 + this.#noise * this.#noisePower[lead + 1]!);
      if (this.#cools) kw += this.#coolingKw(i, world.forecast.temperatureC[vintage]![i]!);
      const load = kw * WH_PER_KW;
      const pv =
        orientation < 0
          ? 0
          : world.forecast.pvKwPerKwp[vintage]![orientation]![i]! * prosumer.pvKwp;
      this.nominatedLoadWh[slot] = load;
      otherWh[slot] = load - pv * WH_PER_KW;
    }
  }

  /** Plans all devices, the battery last: it sees the others' plans. */
  #planDevices(
    devices: readonly Device[],
    { now, open, end }: { now: number; open: number; end: number },
    asReference: boolean,
  ): void {
    const view: PlanView = {
      now,
      open,
      end,
      consumePrice,
      surplusPrice,
      retailPrice,
      otherWh,
      tradedWh: this.tradedWh,
    };
    let battery: Device | null = null;
    for (const device of devices) {
      if (device.kind === BATTERY) battery = device;
      else device.planAhead(view, asReference);
    }
    if (battery === null) return;
    for (const device of devices)
      if (device !== battery) addPlan(device, asReference, open, end, 1);
    battery.planAhead(view, asReference);
    for (const device of devices)
      if (device !== battery) addPlan(device, asReference, open, end, -1);
  }
}

/** Adds a device's plan to the net energy that the battery sees, or takes it out again. */
function addPlan(
  device: Device,
  asReference: boolean,
  from: number,
  to: number,
  sign: 1 | -1,
): void {
  const plan = asReference ? device.reference : device.plan;
  for (let i = from; i < to; i++) otherWh[i & RING_MASK]! += sign * plan[i & RING_MASK]!;
}

/** Without a market the plan is its own reference. */
function copyRing(device: Device, from: number, to: number): void {
  if (device.plan === device.reference) return;
  for (let i = from; i < to; i++) device.reference[i & RING_MASK] = device.plan[i & RING_MASK]!;
}

/** base^0 … base^(count − 1). */
function powers(base: number, count: number): Float64Array {
  const result = new Float64Array(count);
  let power = 1;
  for (let k = 0; k < count; k++) {
    result[k] = power;
    power *= base;
  }
  return result;
}
