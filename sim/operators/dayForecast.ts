import type { LoadCase } from "#engine/grid/lightVerdict.ts";
import { BACKGROUND_POWER_FACTOR, tangentOf } from "#sim/operators/staticLight.ts";
import type { Community } from "#sim/run/community.ts";
import type { Meters } from "#sim/run/meters.ts";
import { WEEKDAY } from "#sim/world/calendar.ts";
import type { ProsumerSeries } from "#sim/world/world.ts";

const SLOTS = 96;
/** Weekdays, and all other days. */
const KINDS = 2;
const MINUTES_PER_SLOT = 15;
const WH_PER_KW = 250;
/** Weight of one more day in the profile of its kind. */
const WEIGHT = 0.25;

/**
 * What DSOs expect of a day to come, before anyone has nominated: each customer's consumption as it was
 * metered on days of the same kind, the more recent the more, less what the weather forecast gives its
 * roof; and the forecast of all other load.
 */
export class DayForecast {
  readonly #community: Community;
  /** By customer, kind of day and quarter hour, Wh of consumption. */
  readonly #profileWh: Float32Array;
  readonly #daysSeen: [number, number] = [0, 0];

  constructor(community: Community) {
    this.#community = community;
    this.#profileWh = new Float32Array(community.prosumers.length * KINDS * SLOTS);
  }

  /** Whether any day was metered yet. */
  get isReady(): boolean {
    return this.#daysSeen[0] + this.#daysSeen[1] > 0;
  }

  /** Learns from the metered day [from, to). */
  learn(from: number, to: number, meters: Pick<Meters, "of">): void {
    const kind = this.#kindOf(from);
    const weight = this.#daysSeen[kind] === 0 ? 1 : WEIGHT;
    this.#daysSeen[kind]++;
    for (let i = from; i < to; i++) {
      const metered = meters.of(i);
      const slot = this.#slotOf(i);
      for (const [k, { agent, series }] of this.#community.prosumers.entries()) {
        // What the roof gave is known from the weather as it was forecast last.
        const loadWh = metered[agent]! + this.#roofKw(series, i, 0) * WH_PER_KW;
        const at = (k * KINDS + kind) * SLOTS + slot;
        this.#profileWh[at]! += weight * (loadWh - this.#profileWh[at]!);
      }
    }
  }

  /**
   * The situations of day [from, to) in which an area is expected to draw most and least, as they are seen
   * at the start of period `now`; named by their local time.
   */
  extremes(area: number, from: number, to: number, now: number): LoadCase[] {
    const totals = Array.from({ length: to - from }, (_, k) => {
      const { pKw } = this.#caseAt(area, from + k, now);
      return pKw.reduce((sum, kw) => sum + kw, 0);
    });
    const most = totals.indexOf(Math.max(...totals));
    const least = totals.indexOf(Math.min(...totals));
    return [...new Set([most, least])].map((k) => this.#caseAt(area, from + k, now));
  }

  #caseAt(area: number, i: number, now: number): LoadCase {
    const { world, areas, prosumers } = this.#community;
    const { normal } = areas[area]!;
    const { powerFactor } = world.scenario.behaviour;
    const pKw = new Float64Array(normal.busCount);
    const qKvar = new Float64Array(normal.busCount);
    const other = world.backgroundForecast[world.vintageOf(i - now)]![area]![i]!;
    for (const { id, backgroundKwPeak } of world.scenario.areas[area]!.network.buses) {
      const bus = normal.busIndex.get(id)!;
      pKw[bus] = other * backgroundKwPeak;
      qKvar[bus] = pKw[bus]! * tangentOf(BACKGROUND_POWER_FACTOR);
    }
    const kind = this.#kindOf(i);
    const known = this.#daysSeen[kind] > 0 ? kind : 1 - kind;
    const slot = this.#slotOf(i);
    for (const [k, { area: home, bus, series }] of prosumers.entries()) {
      if (home !== area) continue;
      const loadKw = this.#profileWh[(k * KINDS + known) * SLOTS + slot]! / WH_PER_KW;
      pKw[bus]! += loadKw - this.#roofKw(series, i, i - now);
      qKvar[bus]! += Math.max(0, loadKw) * tangentOf(powerFactor[series.prosumer.kind]);
    }
    const minute = world.calendar.minuteOfDay[i]!;
    const two = (count: number) => String(count).padStart(2, "0");
    const id = `${world.calendar.isoDate[world.calendar.day[i]!]} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
    return { id, pKw, qKvar };
  }

  /** Feed-in of a roof as it is forecast `lead` periods ahead, kW. */
  #roofKw({ orientation, prosumer }: ProsumerSeries, i: number, lead: number): number {
    if (orientation < 0) return 0;
    const { world } = this.#community;
    const forecast = world.forecast.pvKwPerKwp[world.vintageOf(lead)]!;
    return forecast[orientation]![i]! * prosumer.pvKwp;
  }

  #kindOf(i: number): 0 | 1 {
    return this.#community.world.calendar.dayType[i] === WEEKDAY ? 0 : 1;
  }

  #slotOf(i: number): number {
    return Math.floor(this.#community.world.calendar.minuteOfDay[i]! / MINUTES_PER_SLOT);
  }
}
