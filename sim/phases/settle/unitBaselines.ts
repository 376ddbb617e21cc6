import type { BaselineMethod } from "#engine/settlement/baseline.ts";
import {
  type BaselineTerms,
  makeBaseline,
  type PublishedReference,
} from "#engine/settlement/baselineFor.ts";
import type { SameDayAdjustment } from "#engine/settlement/sameDayAdjustment.ts";
import type { BaselineAdjustment, BaselineSettings } from "#scenarios/flexibilityRules.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Unit } from "#sim/agents/unit.ts";
import { historyOf, orderedWindows } from "#sim/baselines/orderedWindows.ts";
import { PERIODS, type UnitDay } from "#sim/baselines/unitDays.ts";
import { PublishedProfiles } from "#sim/phases/reserve/publishedProfiles.ts";
import type { Community } from "#sim/run/community.ts";
import type { Meters } from "#sim/run/meters.ts";
import { WEEKDAY } from "#sim/world/calendar.ts";

/** Days that a method may look back, and the day itself. */
const DAYS_KEPT = 61;

/** Terms of the engine for what a scenario says. */
export function baselineTerms(settings: BaselineSettings): BaselineTerms {
  if (settings.method === "zero") return { method: "capacity", energyWh: 0 };
  if (!("adjustment" in settings) || settings.adjustment === undefined)
    return settings as BaselineTerms;
  return { ...settings, adjustment: adjustmentOf(settings.adjustment) } as BaselineTerms;
}

function adjustmentOf({ kind, cap, ...when }: BaselineAdjustment): SameDayAdjustment {
  if (kind === "additive") return { ...when, kind, capShare: cap };
  return { ...when, kind, factorMin: 1 - cap, factorMax: 1 + cap };
}

/**
 * The baselines by which a run verifies its orders: the method of each unit's kind, over what its meters
 * showed on earlier days and on the day itself. Where a method has no answer (too little history, a
 * day on which clocks change, an order that was cancelled by its opposite) the nomination stands in.
 */
export class UnitBaselines {
  /** Periods of orders for which the nomination stood in for the method of the unit. */
  fallbacks = 0;
  readonly #community: Community;
  readonly #meters: Meters;
  /** By unit; null where the nomination is the method. */
  readonly #methods: (BaselineMethod | null)[] = [];
  readonly #terms: readonly BaselineTerms[];
  readonly #profiles: PublishedProfiles;
  readonly #days: (UnitDay | undefined)[][];
  /** By unit: estimates of the open day by period, Wh; NaN where there is none. */
  readonly #estimatedWh: readonly Float64Array[];
  #from = 0;

  constructor(community: Community, meters: Meters) {
    const { world, units } = community;
    const { baseline } = world.scenario.flexibility;
    this.#community = community;
    this.#meters = meters;
    this.#terms = units.map((unit) => baselineTerms(baseline[kindOf(unit)]));
    this.#profiles = new PublishedProfiles();
    this.#days = units.map(() => []);
    this.#estimatedWh = units.map(() => new Float64Array(PERIODS));
  }

  /** Baseline of a unit in a period of the open day, Wh. */
  wh(unit: Unit, i: number): number {
    const nominatedWh = unit.nominatedWh(i);
    if (this.#isNominated(unit)) return nominatedWh;
    const estimatedWh = this.#estimatedWh[unit.index]![i - this.#from];
    if (estimatedWh !== undefined && !Number.isNaN(estimatedWh)) return Math.round(estimatedWh);
    this.fallbacks++;
    return nominatedWh;
  }

  /**
   * Opens the day [from, to), all of which is metered, and estimates what is needed to verify it.
   *
   * @param orderedWh - Net change ordered of each unit in a period, Wh; negative is up.
   */
  openDay(from: number, to: number, orderedWh: (i: number) => Float64Array): void {
    this.#from = from;
    const measured = this.#community.units.filter((unit) => !this.#isNominated(unit));
    if (measured.length === 0) return;
    const isWhole = to - from === PERIODS;
    for (const unit of measured) {
      const day = isWhole ? this.#dayOf(unit, from) : undefined;
      const days = this.#days[unit.index]!;
      days.push(day);
      if (days.length > DAYS_KEPT) days.shift();
    }
    if (!isWhole) {
      for (const unit of measured) this.#estimatedWh[unit.index]!.fill(Number.NaN);
      return;
    }
    for (let period = 0; period < PERIODS; period++) {
      const ordered = orderedWh(from + period);
      for (const { index } of measured) {
        this.#days[index]!.at(-1)!.orderedWh[period] = -ordered[index]!;
      }
    }
    const isMarket = from >= this.#community.world.calendar.firstRun;
    for (const unit of measured) {
      if (isMarket) this.#estimate(unit);
      else this.#profiles.learn(kindOf(unit), unit.members.length, this.#days[unit.index]!.at(-1)!);
    }
  }

  #estimate({ index, members }: Unit): void {
    const estimated = this.#estimatedWh[index]!.fill(Number.NaN);
    const days = this.#days[index]!;
    const method = this.#methodOf(index, members.length);
    for (const window of orderedWindows(days.at(-1)!)) {
      const estimate = method.estimate(historyOf(days, days.length - 1, window), window);
      if (estimate !== null) estimated.set(estimate, window.from);
    }
  }

  /** Made when it is first needed: published profiles are those of the whole spin-up. */
  #methodOf(unit: number, devices: number): BaselineMethod {
    const kind = kindOf(this.#community.units[unit]!);
    const deviceWh = this.#profiles.of(kind);
    const reference: PublishedReference | null = deviceWh === null ? null : { deviceWh, devices };
    this.#methods[unit] ??= makeBaseline(this.#terms[unit]!, reference);
    return this.#methods[unit];
  }

  #dayOf(unit: Unit, from: number): UnitDay {
    const { dayType } = this.#community.world.calendar;
    const series = () => new Float64Array(PERIODS);
    const day: UnitDay = {
      isWorkingDay: dayType[from] === WEEKDAY,
      nominatedWh: series(),
      meteredWh: series(),
      truthWh: series(),
      orderedWh: series(),
    };
    for (let period = 0; period < PERIODS; period++) {
      const i = from + period;
      const metered = this.#meters.of(i);
      for (const { agent } of unit.members) day.meteredWh[period]! += metered[agent]!;
      day.nominatedWh[period] = unit.nominatedWh(i);
      day.truthWh[period] = unit.truthWh[i & RING_MASK]!;
    }
    return day;
  }

  #isNominated({ index }: Unit): boolean {
    return this.#terms[index]!.method === "nominated";
  }
}

function kindOf({ members }: Unit): "household" | "office" {
  return members[0]!.series.prosumer.kind;
}
