import type { FlexibilitySettings } from "#scenarios/scenario.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** Periods that a quantile is taken over: a week, so that every hour and kind of day counts. */
const MEMORY = 7 * 96;
/** Below this many there is nothing to take a quantile of: the share itself is offered. */
const MEMORY_MIN = 96;
/** Periods between two quantiles: a week changes little in an hour. */
const REFRESH = 4;
/** Least capability that says anything about the pool, Wh. */
const SEEN_WH_MIN = 50;

type Settings = Pick<FlexibilitySettings, "offerQuantile" | "pooling">;

/**
 * What an aggregator has learned of one unit, by direction: how much of the capability seen at the
 * freeze was there at delivery, and how much of what was ordered it delivered by verification.
 */
export class PoolMemory {
  /** Whether capability has to be looked at again at delivery. */
  readonly observes: boolean;
  readonly #settings: Settings;
  /** Delivered over ordered, an exponential mean from 1 on. */
  readonly #reliability: [number, number] = [1, 1];
  /** Capability at the freeze by direction and period (ring), Wh. */
  readonly #frozenWh: readonly Float64Array[];
  readonly #ratios: readonly Float64Array[];
  readonly #count: [number, number] = [0, 0];
  readonly #quantile: [number, number];

  constructor(settings: Settings) {
    const { capability } = settings.pooling;
    this.observes = capability === "quantile";
    this.#settings = settings;
    const size = this.observes ? RING : 0;
    this.#frozenWh = [new Float64Array(size), new Float64Array(size)];
    const kept = this.observes ? MEMORY : 0;
    this.#ratios = [new Float64Array(kept), new Float64Array(kept)];
    this.#quantile = [settings.offerQuantile, settings.offerQuantile];
  }

  /** Share of the capability seen that the unit offers. */
  offerShare(direction: 0 | 1): number {
    return this.#quantile[direction] * this.#reliability[direction];
  }

  /** Delivered over ordered as it is known by now. */
  reliability(direction: 0 | 1): number {
    return this.#reliability[direction];
  }

  /** Remembers what an offer for period `i` was made from, Wh. */
  freeze(i: number, direction: 0 | 1, capabilityWh: number): void {
    if (this.observes) this.#frozenWh[direction]![i & RING_MASK] = capabilityWh;
  }

  /** Sees at delivery how much of it is there. */
  observe(i: number, direction: 0 | 1, capabilityWh: number): void {
    const frozenWh = this.#frozenWh[direction]![i & RING_MASK]!;
    this.#frozenWh[direction]![i & RING_MASK] = 0;
    if (frozenWh < SEEN_WH_MIN) return;
    const ratios = this.#ratios[direction]!;
    ratios[this.#count[direction]++ % MEMORY] = Math.min(1, capabilityWh / frozenWh);
    const count = this.#count[direction];
    if (count < MEMORY_MIN || count % REFRESH !== 0) return;
    const known = ratios.slice(0, Math.min(count, MEMORY)).sort();
    // There in so many of the periods: the quantile from below is the rest.
    const place = Math.floor((1 - this.#settings.offerQuantile) * (known.length - 1));
    this.#quantile[direction] = known[place]!;
  }

  /** Learns how an order was answered, by verification, Wh. */
  verify(direction: 0 | 1, orderedWh: number, deliveredWh: number): void {
    const weight = this.#settings.pooling.reliabilityLearning;
    if (orderedWh <= 0) return;
    const share = Math.max(0, Math.min(1, deliveredWh / orderedWh));
    this.#reliability[direction] += weight * (share - this.#reliability[direction]);
  }
}
