import { Attention, DEVICE_OFF_PLAN, DIRTY, FILLED } from "#sim/agents/attention.ts";
import { BATTERY, type Device, RING_MASK } from "#sim/agents/devices/device.ts";
import { newLoadRing, newNominationRing, newRing } from "#sim/agents/devices/ring.ts";
import { BaseForecast } from "#sim/agents/forecasts/baseForecast.ts";
import { MeterControl } from "#sim/agents/meterControl.ts";
import { nominate } from "#sim/agents/nominate.ts";
import { keepAsReference, planDevices, planStore } from "#sim/agents/planDevices.ts";
import {
  baseLoadWh,
  consumePrice,
  otherWh,
  retailPrice,
  scratchView,
  surplusPrice,
} from "#sim/agents/planScratch.ts";
import { ReferencePlan } from "#sim/agents/referencePlan.ts";
import { Shadow } from "#sim/agents/shadow.ts";
import { adaptive } from "#sim/agents/strategies/adaptive.ts";
import { CallMemory } from "#sim/agents/strategies/callMemory.ts";
import { inflate } from "#sim/agents/strategies/inflate.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";
import { streamKey, uniform } from "#sim/random/randomStream.ts";
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
  /** First period behind those that are looked at. */
  readonly end: number;
  /** First period of which nothing is new but what this agent traded. */
  readonly settled: number;
  /**
   * Whether devices are planned anew, or only forecasts refreshed; `stores`: the battery alone, as
   * what was traded asks of nobody else.
   */
  readonly replan: boolean | "stores";
}

/** Owners differ in when they like to run things, by time of day. */
const TASTE_PERIODS = 96;
/** Of all who nominate what they plan. */
const NOTHING = newRing();

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
  /** How it bids in the local market. */
  readonly strategy: Strategy;
  /** Planned net energy, with what is inflated; frozen when the period's gate has closed. */
  readonly nominationWh = newNominationRing();
  /** Planned gross consumption, for reactive power. */
  readonly nominatedLoadWh = newLoadRing();
  /** Part of the nomination that it never means to take (ring, read only), Wh; mostly nothing. */
  readonly inflatedWh: Float64Array;
  /** When its unit is called; null for those who don't look. */
  readonly calls: CallMemory | null;
  /** Bought less sold in the local market. */
  readonly tradedWh = newRing();
  /** Ordered change of each device in the running period. */
  readonly changeWh: Float64Array;
  /** Energy that its unit's aggregator dispatched here (ring), Wh. */
  readonly dispatchedWh = newRing();
  #shadow: Shadow | null = null;
  /** Its row in the tables that a round reads. */
  readonly row: number;
  /** Registered unit, -1 for none. */
  unit = -1;
  /** Of the period lived last. */
  consumptionWh = 0;
  pvWh = 0;
  readonly #world: World;
  readonly #attention: Attention;
  readonly #base: BaseForecast;
  readonly #late: ReferencePlan;
  readonly #control: MeterControl | null;
  /** How this owner weighs equal prices at different times: factors close to 1. */
  readonly #taste: Float64Array;
  /** First period behind those in which it traded since its last plan. */
  #filledTo = 0;

  constructor(
    agent: number,
    bus: number,
    series: ProsumerSeries,
    devices: readonly Device[],
    world: World,
    strategy: Strategy = adaptive,
  ) {
    this.agent = agent;
    this.area = series.area;
    this.bus = bus;
    this.series = series;
    this.devices = devices;
    this.flexible = devices.some((device) => device.flexible);
    this.stores = devices.some(({ kind }) => kind === BATTERY);
    this.strategy = strategy;
    const inflates = strategy.inflatedShare !== undefined && this.flexible;
    this.calls = inflates ? new CallMemory(world.calendar) : null;
    this.inflatedWh = inflates ? newRing() : NOTHING;
    this.changeWh = new Float64Array(devices.length);
    this.#world = world;
    this.#attention = Attention.of(world);
    this.row = this.#attention.addRow();
    this.#base = new BaseForecast(series, world);
    this.#late = new ReferencePlan(devices);
    this.#control = MeterControl.of(this, world);
    const key = streamKey(world.seed, `${series.prosumer.uid}/taste`);
    const { tasteShare } = world.scenario.devices.owner;
    this.#taste = new Float64Array(TASTE_PERIODS).map(
      (_, k) => 1 + tasteShare * (uniform(key, k) - 0.5),
    );
  }

  /** Devices replayed without the orders of the running episode; null outside of one. */
  get shadow(): Device[] | null {
    return this.#shadow?.devices ?? null;
  }

  set shadow(devices: Device[] | null) {
    this.#shadow = devices === null ? null : new Shadow(devices, (slot) => this.plannedWh(slot));
  }

  /** Renews forecasts and, where asked, plans; writes nominations of [open, end). */
  refresh(outlook: Outlook, prices: PriceSource | null): void {
    const { now, open, end, replan } = outlook;
    this.#attention.look(this.row, now, end);
    this.#base.write(now, open, end, this.lastNoise, baseLoadWh, otherWh);
    if (this.devices.length === 0) this.#attention.settle(this.row);
    else if (replan !== false || !this.flexible) this.#plan(outlook, prices);
    this.#shadow?.nominate(open, end, otherWh);
    nominate(this.devices, open, end, otherWh, baseLoadWh, this);
    if (this.calls !== null) inflate(this, this.calls, open, end);
  }

  /** Set by activations: the next round plans anew. */
  get dirty(): boolean {
    return (this.#attention.why[this.row]! & DIRTY) !== 0;
  }

  set dirty(isDirty: boolean) {
    this.#attention.set(this.row, DIRTY, isDirty);
  }

  /** Relative deviation of the base load in the period lived last. */
  get lastNoise(): number {
    return this.#attention.noise[this.row]!;
  }

  /** Hears of a trade. Only what a battery does depends on what is traded already. */
  noteFill(i: number): void {
    if (!this.stores || !this.flexible) return;
    this.#attention.set(this.row, FILLED, true);
    this.#filledTo = Math.max(this.#filledTo, i + 1);
  }

  /** Net energy that it wants, of what it nominated, Wh. */
  plannedWh(i: number): number {
    return this.nominationWh[i & RING_MASK]! - this.inflatedWh[i & RING_MASK]!;
  }

  /** sd of its net energy in period `i` as forecast at the start of period `now`, Wh. */
  forecastSdWh(i: number, now: number): number {
    return this.#base.sdWh(i, now);
  }

  #plan({ now, open, end, settled, replan }: Outlook, prices: PriceSource | null): void {
    // References go on from the last plan of all devices.
    const isWhole = replan !== "stores" || this.shadow !== null;
    if (this.flexible && isWhole) this.#makeReferences(open);
    if (this.flexible || this.stores) this.#fillRetail(open, end);
    const untouched = Math.max(settled, this.#filledTo);
    const view = scratchView(now, open, end, untouched, this.tradedWh);
    this.#filledTo = 0;
    const market = prices !== null && this.flexible;
    if (market) {
      if (isWhole) this.#late.remember(view);
      prices.fill(this, open, end, consumePrice, surplusPrice);
    }
    if (isWhole) planDevices(this.devices, view);
    else planStore(this.devices, view);
    if (!market && this.flexible) keepAsReference(this.devices, open, end);
    if (this.shadow !== null) planDevices(this.shadow, view);
    this.#attention.settle(this.row);
  }

  #fillRetail(from: number, to: number): void {
    const { retailImportMicroEurPerKwh, scenario } = this.#world;
    const feedIn = scenario.prices.retail.feedInMicroEurPerKwh;
    const taste = this.#taste;
    for (let i = from, quarter = from % TASTE_PERIODS; i < to; i++, quarter++) {
      if (quarter === TASTE_PERIODS) quarter = 0;
      const slot = i & RING_MASK;
      const retail = retailImportMicroEurPerKwh[i]! * taste[quarter]!;
      retailPrice[slot] = retail;
      consumePrice[slot] = retail;
      surplusPrice[slot] = feedIn;
    }
  }

  /** Of the plan that comes to its end: the reference, if any period before `until` was traded. */
  #makeReferences(until: number): void {
    const { now, open, end, settled } = this.#late.span;
    for (let i = open; i < until; i++) {
      if (!this.#late.waitsFor(i)) return;
      if (this.tradedWh[i & RING_MASK] === 0) continue;
      this.#fillRetail(open, end);
      this.#late.make(scratchView(now, open, end, settled, this.tradedWh));
      return;
    }
  }

  /** Part of the traded energy of a period that changed what the devices will do, Wh. */
  movedWh(i: number): number {
    const slot = i & RING_MASK;
    const traded = this.tradedWh[slot]!;
    if (traded === 0 || !this.flexible) return 0;
    if (this.#late.waitsFor(i)) this.#makeReferences(i + 1);
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
    this.consumptionWh = this.#base.loadWh(i);
    this.pvWh = this.#base.pvWh(i);
    this.#attention.noise[this.row] = this.series.noise[i]!;
    let net = this.consumptionWh - this.pvWh;
    let isOffPlan = false;
    for (let d = 0; d < this.devices.length; d++) {
      const device = this.devices[d]!;
      const cover =
        this.#control?.coverWh(device, d, i, net, this.plannedWh(i), this.changeWh) ?? 0;
      const energy = device.step(i, this.changeWh[d]! + cover);
      net += energy;
      if (device.kind !== BATTERY) this.consumptionWh += energy;
      if (device.isOffPlan) isOffPlan = true;
    }
    this.#attention.set(this.row, DEVICE_OFF_PLAN, isOffPlan);
    return Math.round(net);
  }

  /** The same period for the replayed devices; call after `live`. */
  liveShadow(i: number, meteredWh: number): number {
    if (this.#shadow === null) return meteredWh;
    return this.#shadow.live(i, this.#base.loadWh(i) - this.pvWh, this.#control);
  }

  /** Forgets what belonged to a period that is over; its ring slot is used again. */
  clear(i: number): void {
    this.tradedWh[i & RING_MASK] = 0;
    this.dispatchedWh[i & RING_MASK] = 0;
  }
}
