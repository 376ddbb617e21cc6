import type { UnitAnswer } from "#sim/agents/acknowledgement.ts";
import { Appliance } from "#sim/agents/devices/appliance.ts";
import { BATTERY, type Capability, RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { deviceCostMicro, deviceResponseMinutes } from "#sim/agents/deviceTerms.ts";
import { movableWh, OrdersAhead } from "#sim/agents/ordersAhead.ts";
import { PoolMemory } from "#sim/agents/poolMemory.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { type StreamKey, streamKey, uniform } from "#sim/random/randomStream.ts";
import { lognormalFactors } from "#sim/world/lognormalFactors.ts";
import type { World } from "#sim/world/world.ts";

/** Least price of an offer, µEUR/kWh: nobody is called for nothing. */
const PRICE_FLOOR_MICRO = 5_000;
/** Periods without an order after which the replay of an episode ends. */
const REBOUND_PERIODS = 96;

export interface UnitOffer {
  quantityWh: number;
  priceMicro: number;
  marginalMicro: number;
}

const capability: Capability = { powerWh: 0, energyWh: 0 };

/**
 * A registered unit: an office, or an aggregator's pool on one low-voltage feeder. Offers, claims
 * and activations refer to it; its devices stay inside.
 */
export class Unit {
  readonly index: number;
  readonly name: string;
  readonly area: number;
  readonly feeder: string;
  /** Agent index of the flexibility service provider. */
  readonly aggregator: number;
  readonly members: readonly Prosumer[];
  /** Granted and not yet delivered, by direction and period (ring), Wh. */
  readonly pendingWh: readonly [Float64Array, Float64Array] = [
    new Float64Array(RING),
    new Float64Array(RING),
  ];
  /** What the unit would have metered without the orders of its episode (ring), Wh. */
  readonly truthWh = new Float64Array(RING);
  /** What it answers to the orders of each period (ring). */
  readonly answers: readonly UnitAnswer[] = Array.from({ length: RING }, () => {
    return { heard: true, ableWh: 0 };
  });
  /** What its aggregator has learned of it. */
  readonly memory: PoolMemory;
  readonly #world: World;
  readonly #priceKey: StreamKey;
  readonly #deliveryKey: StreamKey;
  readonly #factors: Float64Array;
  readonly #ahead: OrdersAhead;
  #late = 0;
  #sinceOrder = REBOUND_PERIODS;

  constructor(
    world: World,
    index: number,
    place: { name: string; area: number; feeder: string; aggregator: number },
    members: readonly Prosumer[],
  ) {
    this.index = index;
    this.name = place.name;
    this.area = place.area;
    this.feeder = place.feeder;
    this.aggregator = place.aggregator;
    this.members = members;
    this.memory = new PoolMemory(world.scenario.flexibility);
    this.#world = world;
    this.#priceKey = streamKey(world.seed, `${place.name}/price`);
    this.#deliveryKey = streamKey(world.seed, `${place.name}/delivery`);
    this.#factors = lognormalFactors(world.scenario.flexibility.offerPriceLogSd);
    for (const member of members) member.unit = index;
    this.#ahead = new OrdersAhead(members);
  }

  /** Registered capability: the ratings of the steerable devices, Wh per period. */
  registeredWh(): { upWhMax: number; downWhMax: number } {
    let up = 0;
    let down = 0;
    for (const { series, devices } of this.members) {
      const { boilerKw, chargerKw, heatingKw, batteryKw, baseKwhPerYear } = series.prosumer;
      for (const device of devices) {
        const { kind, flexible } = device;
        if (!flexible) continue;
        const runKw = device instanceof Appliance ? movableWh(device) / 250 : 0;
        const ratedKw = [boilerKw, chargerKw, heatingKw, batteryKw, baseKwhPerYear / 8760, runKw];
        const kw = ratedKw[kind]!;
        up += 250 * (kind === BATTERY ? 2 * kw : kw);
        down += 250 * (kind === BATTERY ? 2 * kw : kw);
      }
    }
    return { upWhMax: Math.round(up), downWhMax: Math.round(down) };
  }

  /** From an order to full delivery: as long as the slowest steerable device takes, minutes. */
  responseMinutes(): number {
    const devices = this.members.flatMap((member) => member.devices);
    const steered = devices.filter(({ flexible }) => flexible);
    return Math.max(0, ...steered.map(({ kind }) => deviceResponseMinutes(this.#world, kind)));
  }

  /** Nominated net energy of the pool, Wh. */
  nominatedWh(i: number): number {
    let sum = 0;
    for (const member of this.members) sum += member.nominationWh[i & RING_MASK]!;
    return sum;
  }

  /**
   * Fixes the offer for period `i`: pooled capability at the offered quantile, less what earlier
   * grants will have used up, at its mean marginal cost times a drawn mark-up. The same rule and
   * draws in every variant.
   *
   * @param periods - How long the offer has to be held, from `i` on.
   */
  offer(now: number, i: number, direction: 0 | 1, out: UnitOffer, periods = 1): void {
    const { offerWhMin, ownerShare } = this.#world.scenario.flexibility;
    const pool = this.#pooledWh(i, direction);
    // What is granted and not yet delivered will come from the devices by capability, too.
    let pending = 0;
    for (let j = now; j < i; j++) pending += this.pendingWh[direction]![j & RING_MASK]!;
    const claimed = pool > 0 ? pending / pool : 0;
    let energy = 0;
    let cost = 0;
    for (const member of this.members) {
      for (const device of member.devices) {
        if (!device.flexible) continue;
        device.capability(i, direction, capability);
        const { powerWh, energyWh } = capability;
        const left = energyWh - claimed * Math.min(powerWh, energyWh);
        const part = Math.min(powerWh, left / periods);
        if (part <= 0) continue;
        energy += part;
        cost += part * deviceCostMicro(this.#world, device.kind, direction, i);
      }
    }
    this.memory.freeze(i, direction, energy);
    const inflated = direction === 0 ? this.#inflatedWh(i) : 0;
    if (inflated > 0) {
      // The retailer bills what counts as delivered: the owner's share of the payment has to cover it.
      energy += inflated;
      cost += (inflated * this.#world.retailImportMicroEurPerKwh[i]!) / ownerShare;
    }
    const quantity = Math.floor(this.memory.offerShare(direction) * energy);
    if (quantity < offerWhMin) {
      out.quantityWh = 0;
      out.priceMicro = 0;
      out.marginalMicro = 0;
      return;
    }
    const draw = Math.floor(
      uniform(this.#priceKey, 2 * this.#quarter(i) + direction) * this.#factors.length,
    );
    const marginal = Math.max(PRICE_FLOOR_MICRO, cost / energy);
    out.quantityWh = quantity;
    out.marginalMicro = Math.round(marginal);
    out.priceMicro = Math.round(marginal * this.#factors[draw]!);
  }

  /** What its members nominated and never mean to take, Wh. */
  #inflatedWh(i: number): number {
    let sum = 0;
    for (const { inflatedWh } of this.members) sum += inflatedWh[i & RING_MASK]!;
    return sum;
  }

  /** What all steerable devices together could change in period `i` alone, Wh. */
  #pooledWh(i: number, direction: 0 | 1): number {
    let sum = 0;
    for (const { devices } of this.members) {
      for (const device of devices) {
        if (!device.flexible) continue;
        device.capability(i, direction, capability);
        sum += Math.max(0, Math.min(capability.powerWh, capability.energyWh));
      }
    }
    return sum;
  }

  /**
   * Splits an ordered net change (negative: up) of the running period over the members' devices by
   * capability. Delivery is imperfect: none, part of it, or one period late, by the unit's own draw.
   */
  dispatch(i: number, orderedWh: number): void {
    const { noResponse, oneLate, partial, partialLow } = this.#world.scenario.behaviour.delivery;
    if (this.memory.observes) this.#observe(i);
    const draw = uniform(this.#deliveryKey, 2 * this.#quarter(i));
    let change = orderedWh + this.#late;
    this.#late = 0;
    if (orderedWh !== 0) {
      if (draw < noResponse) change -= orderedWh;
      else if (draw < noResponse + oneLate) {
        change -= orderedWh;
        this.#late = orderedWh;
      } else if (draw < noResponse + oneLate + partial) {
        const share =
          partialLow + (1 - partialLow) * uniform(this.#deliveryKey, 2 * this.#quarter(i) + 1);
        change -= orderedWh * (1 - share);
      }
    }
    if (orderedWh !== 0) this.#answer(i, orderedWh, draw >= noResponse);
    for (const { calls } of this.members) calls?.note(i, orderedWh < 0);
    const isTold = this.#ahead.has(i, this.#comingWh);
    this.#episode(orderedWh !== 0 || isTold);
    if (isTold) this.#ahead.tell(i, this.#comingWh, (j, direction) => this.#pooledWh(j, direction));
    this.#split(i, change);
  }

  /** Ordered change of a period to come, where the unit will answer in time (negative: up), Wh. */
  readonly #comingWh = (j: number): number => {
    const [upWh, downWh] = this.pendingWh;
    const change = downWh[j & RING_MASK]! - upWh[j & RING_MASK]!;
    if (change === 0) return 0;
    const { noResponse, oneLate } = this.#world.scenario.behaviour.delivery;
    const draw = uniform(this.#deliveryKey, 2 * this.#quarter(j));
    return draw < noResponse + oneLate ? 0 : change;
  };

  /** What it can do of its orders as its devices stand; whoever does not respond says nothing. */
  #answer(i: number, orderedWh: number, heard: boolean): void {
    const direction = orderedWh < 0 ? 0 : 1;
    const answer = this.answers[i & RING_MASK]!;
    const inflated = direction === 0 ? this.#inflatedWh(i) : 0;
    answer.heard = heard;
    answer.ableWh = Math.min(Math.abs(orderedWh), this.#pooledWh(i, direction) + inflated);
  }

  #observe(i: number): void {
    this.memory.observe(i, 0, this.#pooledWh(i, 0));
    this.memory.observe(i, 1, this.#pooledWh(i, 1));
  }

  /** Clears the orders of the members after the period. */
  release(i: number): void {
    this.pendingWh[0][i & RING_MASK] = 0;
    this.pendingWh[1][i & RING_MASK] = 0;
    for (const member of this.members) member.changeWh.fill(0);
  }

  /** Counter of the unit's streams: quarters since 1970, so that runs of any start agree. */
  #quarter(i: number): number {
    return this.#world.calendar.firstUnixQuarter + i;
  }

  /** Starts the replay before an episode's first order and ends it when the rebound is over. */
  #episode(ordered: boolean): void {
    if (ordered) {
      const isNew = this.#sinceOrder > 0;
      for (const member of this.members) {
        if (isNew) member.shadow = member.devices.map((device) => device.clone());
        member.dirty = true;
      }
      this.#sinceOrder = 0;
      return;
    }
    if (this.#sinceOrder >= REBOUND_PERIODS) return;
    this.#sinceOrder++;
    if (this.#sinceOrder === REBOUND_PERIODS)
      for (const member of this.members) member.shadow = null;
  }

  #split(i: number, changeWh: number): void {
    if (changeWh === 0) return;
    const direction = changeWh < 0 ? 0 : 1;
    let total = direction === 0 ? this.#inflatedWh(i) : 0;
    for (const member of this.members) {
      for (let d = 0; d < member.devices.length; d++) {
        const device = member.devices[d]!;
        member.changeWh[d] = 0;
        if (!device.flexible) continue;
        device.capability(i, direction, capability);
        const part = Math.min(capability.powerWh, capability.energyWh);
        member.changeWh[d] = part > 0 ? part : 0;
        total += member.changeWh[d]!;
      }
    }
    const scale = total > 0 ? changeWh / Math.max(total, Math.abs(changeWh)) : 0;
    for (const member of this.members) {
      let dispatched = direction === 0 ? Math.abs(scale) * member.inflatedWh[i & RING_MASK]! : 0;
      for (let d = 0; d < member.devices.length; d++) {
        member.changeWh[d]! *= scale;
        dispatched += Math.abs(member.changeWh[d]!);
      }
      member.dispatchedWh[i & RING_MASK] = dispatched;
    }
  }
}
