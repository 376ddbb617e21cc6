import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";
import {
  type Capability,
  type Device,
  HEATING,
  type PlanView,
  RING_MASK,
} from "#sim/agents/devices/device.ts";
import { type HeatClimate, heatClimate } from "#sim/agents/devices/heatClimate.ts";
import {
  type HeatingOptions,
  type HeatingSettings,
  roomOf,
} from "#sim/agents/devices/heatingOptions.ts";
import { heatPerformance } from "#sim/agents/devices/heatPerformance.ts";
import { preheat } from "#sim/agents/devices/preheat.ts";
import { newRing } from "#sim/agents/devices/ring.ts";
import { type Room, roomAfter, sunShare } from "#sim/agents/devices/roomAfter.ts";
import { PERIOD_HOURS } from "#sim/clock.ts";
import { exp } from "#sim/world/transcendental.ts";

/** Of owners who are not steered. */
const NO_LIFT = newRing();
/** A store of no size is never used up. */
const LEAST_LIFT_K = 1e-3;

// Scratch of the heating that plans.
const liftOfReference = newRing();
const aheadOfReference = newRing();
const heatPrice = newRing();
const usedShare = newRing();

/**
 * Room heating: first-order building, thermostat, device with a coefficient of performance that
 * falls with the cold. Where heat is cheaper than the heat that it spares later, at night or in the
 * local market, a flexible owner heats ahead within the comfort band.
 */
export class Heating implements Device {
  readonly kind = HEATING;
  readonly flexible: boolean;
  readonly plan = newRing();
  readonly reference: Float64Array;
  readonly referenceWaits: boolean;
  readonly #options: HeatingOptions;
  readonly #climate: HeatClimate;
  /** Kilowatts held for a period, as Wh. */
  readonly #whPerKw: number;
  readonly #room: Room;
  readonly #settings: HeatingSettings;
  /** Hours in which the thermostat makes up a deviation from its setpoint. */
  readonly #recoveryHours: number;
  /** Share of the heat in the rooms that is left after a period. */
  readonly #keptShare: number;
  /** Lift of the setpoint by prices, K. */
  readonly #lift = newRing();
  readonly #ahead = newRing();
  /** Room temperature beyond what the plan foresaw, since it was made, K. */
  #drift = 0;
  #temperature: number;
  #marked: number;

  constructor(options: HeatingOptions) {
    this.#options = options;
    this.flexible = options.flexible;
    this.#settings = options.settings ?? defaultDevices;
    this.#climate = heatClimate(options, this.#settings);
    this.#room = roomOf(options, this.#settings);
    const { stepHours = PERIOD_HOURS, lossKwPerK, capacityKwhPerK } = options;
    this.#whPerKw = 1000 * stepHours;
    this.#keptShare = exp((-stepHours * lossKwPerK) / capacityKwhPerK);
    this.#recoveryHours = this.#settings.heating.recoveryHours;
    this.reference = options.flexible ? newRing() : this.plan;
    this.referenceWaits = options.flexible;
    this.#temperature = options.setpointC[0]!;
    this.#marked = this.#temperature;
  }

  planAhead(view: PlanView, asReference: boolean): void {
    const lift = this.#liftsOf(view, asReference);
    if (asReference) this.#foresee(view, this.#marked, lift, this.reference, aheadOfReference);
    else {
      this.#drift = 0;
      this.#foresee(view, this.#temperature, lift, this.plan, this.#ahead);
    }
  }

  /**
   * How far prices lift the setpoint of an owner who is steered; before `open` as they did. A
   * reference knows retail prices alone.
   */
  #liftsOf(view: PlanView, asReference: boolean): Float64Array {
    if (!this.flexible) return NO_LIFT;
    const { now, open, end } = view;
    const lift = asReference ? liftOfReference : this.#lift;
    if (asReference) {
      for (let i = now; i < open; i++) lift[i & RING_MASK] = this.#lift[i & RING_MASK]!;
    }
    this.#weighHeat(view, asReference ? view.retailPrice : view.consumePrice);
    const { preheatK: mostK, preheatGainMin: gainMin } = this.#settings.heating;
    const keptShare = this.#keptShare;
    const rings = { heatPrice, usedShare, lift };
    preheat({ from: open, to: end, keptShare, mostK, gainMin, ...rings });
    return lift;
  }

  /** What heat costs, and how fast a lift would be used up. */
  #weighHeat({ now, open, end }: PlanView, price: Float64Array): void {
    const { setpointC, heatingLimitC, lossKwPerK, capacityKwhPerK } = this.#options;
    const outsideC = this.#climate.outsideC.at(now);
    const gainsKw = this.#climate.gainsKw.at(now);
    const performance = this.#climate.heatPerKwh.at(now);
    const liftKwh = Math.max(this.#settings.heating.preheatK, LEAST_LIFT_K) * capacityKwhPerK;
    const perKw = this.#whPerKw / 1000 / liftKwh;
    for (let i = open; i < end; i++) {
      const slot = i & RING_MASK;
      const outside = outsideC[slot]!;
      const hold = lossKwPerK * (setpointC[i]! - outside) - gainsKw[slot]!;
      heatPrice[slot] = price[slot]! / performance[slot]!;
      usedShare[slot] = outside < heatingLimitC ? Math.min(1, Math.max(0, hold * perKw)) : 0;
    }
  }

  /**
   * The thermostat at work from now on: writes the plan, and the room temperature at the end of each
   * period.
   */
  #foresee(
    { now, open, end }: PlanView,
    startC: number,
    lift: Float64Array,
    target: Float64Array,
    ahead: Float64Array,
  ): void {
    const { setpointC, lossKwPerK, capacityKwhPerK, heatingLimitC, powerKw } = this.#options;
    const outsideC = this.#climate.outsideC.at(now);
    const gainsKw = this.#climate.gainsKw.at(now);
    const shadedGainsKw = this.#climate.shadedGainsKw.at(now);
    const performance = this.#climate.heatPerKwh.at(now);
    const recoveryHours = this.#recoveryHours;
    const whPerKw = this.#whPerKw;
    const rooms = this.#room;
    const { openAboveC } = rooms;
    // The plan of an owner who is steered stands until the gate.
    const from = this.flexible ? open : now;
    let room = startC;
    for (let i = now; i < end; i++) {
      const slot = i & RING_MASK;
      const outside = outsideC[slot]!;
      const gains = room > openAboveC ? shadedGainsKw[slot]! : gainsKw[slot]!;
      let heatKw = 0;
      let energy = 0;
      if (outside < heatingLimitC) {
        const wanted = setpointC[i]! + lift[slot]!;
        const hold = lossKwPerK * (wanted - outside) - gains;
        const recover = ((wanted - room) * capacityKwhPerK) / recoveryHours;
        heatKw = Math.min(Math.max(hold + recover, 0), powerKw * performance[slot]!);
        energy = (heatKw / performance[slot]!) * whPerKw;
      }
      if (i >= from) target[slot] = energy;
      room = roomAfter(rooms, room, outside, heatKw + gains);
      ahead[slot] = room;
    }
  }

  mark(): void {
    this.#marked = this.#temperature;
  }

  step(i: number, changeWh: number): number {
    const { temperatureC, sunWPerM2, comfortBandK, setpointC, powerKw } = this.#options;
    const outside = temperatureC[i]!;
    const gains = this.#gainsKw(sunWPerM2[i]!);
    const performance = this.#performance(outside);
    const lift = this.flexible ? this.#lift[i & RING_MASK]! : 0;
    const heatKw = this.#thermostatKw(i, this.#temperature, outside, gains, lift);
    const whPerKw = this.#whPerKw;
    let energy = (heatKw / performance) * whPerKw;
    if (changeWh !== 0) {
      // An order goes as far as the comfort band at the period's end lets it.
      const edge = setpointC[i]! + (changeWh < 0 ? -comfortBandK : comfortBandK);
      const edgeWh = (this.#heatTo(edge, outside, gains) / performance) * whPerKw;
      energy =
        changeWh < 0
          ? Math.max(energy + changeWh, Math.min(energy, edgeWh), 0)
          : Math.min(energy + changeWh, Math.max(energy, edgeWh), powerKw * whPerKw);
    }
    const deviceKw = (energy / whPerKw) * performance;
    this.#temperature = roomAfter(this.#room, this.#temperature, outside, deviceKw + gains);
    this.#drift = this.#temperature - this.#ahead[i & RING_MASK]!;
    return energy;
  }

  capability(i: number, direction: 0 | 1, out: Capability): void {
    const { setpointC, comfortBandK, powerKw } = this.#options;
    const planned = this.plan[i & RING_MASK]!;
    const room = this.#ahead[i & RING_MASK]! + this.#drift;
    const performance = this.#performance(this.#options.forecastTemperatureC[2]![i]!);
    const whPerK = this.#whPerKw / (this.#room.riseKPerKw * performance);
    if (direction === 0) {
      out.powerWh = planned;
      out.energyWh = Math.max(0, room - setpointC[i]! + comfortBandK) * whPerK;
    } else if (planned > 0) {
      out.powerWh = powerKw * this.#whPerKw - planned;
      out.energyWh = Math.max(0, setpointC[i]! + comfortBandK - room) * whPerK;
    } else {
      out.powerWh = 0;
      out.energyWh = 0;
    }
  }

  storedWh(): number {
    return 0;
  }

  /** Temperature of the rooms at the start of the running period, °C. */
  get roomC(): number {
    return this.#temperature;
  }

  clone(): Heating {
    const copy = new Heating(this.#options);
    copy.#temperature = this.#temperature;
    copy.#drift = this.#drift;
    copy.plan.set(this.plan);
    copy.#lift.set(this.#lift);
    copy.#ahead.set(this.#ahead);
    return copy;
  }

  #gainsKw(sunWPerM2: number): number {
    const { insideGainsKw, solarApertureM2 } = this.#options;
    const share = sunShare(this.#room, this.#temperature);
    return insideGainsKw + (share * solarApertureM2 * sunWPerM2) / 1000;
  }

  /** Heat that holds the setpoint and makes up a deviation in its time, kW. */
  #thermostatKw(i: number, room: number, outside: number, gains: number, lift: number): number {
    const { lossKwPerK, capacityKwhPerK, heatingLimitC, powerKw, setpointC } = this.#options;
    if (outside >= heatingLimitC) return 0;
    const wanted = setpointC[i]! + lift;
    const hold = lossKwPerK * (wanted - outside) - gains;
    const recover = ((wanted - room) * capacityKwhPerK) / this.#recoveryHours;
    return Math.min(Math.max(hold + recover, 0), powerKw * this.#performance(outside));
  }

  /** Heat that brings the room to a temperature within the period, kW; negative if it is too warm. */
  #heatTo(room: number, outside: number, gains: number): number {
    const surplus = (room - this.#temperature) / this.#room.riseKPerKw;
    return surplus - gains + this.#options.lossKwPerK * (this.#temperature - outside);
  }

  #performance(outside: number): number {
    return heatPerformance(this.#options.type, this.#settings, outside);
  }
}
