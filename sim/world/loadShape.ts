import { Temporal } from "temporal-polyfill";
import type { Behaviour, Scenario } from "#scenarios/scenario.ts";
import { type Calendar, dayTypeOf, SATURDAY, SUNDAY, WEEKDAY } from "#sim/world/calendar.ts";
import { dailyClimatology } from "#sim/world/climatology.ts";

/** Load of 96 quarter hours on a date, over its yearly mean. */
type ShapeOfDay = (dayOfYear: number, dayType: number) => Float64Array;

/** Expected load of one kind of customer, mean 1 over the reference year. */
export interface LoadShape {
  readonly ofDay: ShapeOfDay;
  /** Highest value in the reference year. */
  readonly peak: number;
}

/** Standard household profile: season × day type × hour, times F(t). */
export function householdShape(scenario: Scenario): LoadShape {
  const { behaviour, place } = scenario;
  const rows = rowsByDayType(behaviour.householdShape);
  const monthFactor = dailyClimatology(behaviour.householdMonthFactor);
  return normalised(scenario, (dayOfYear, dayType) => {
    const row = rows[profileSeason(dayOfYear, place.latitudeDegree)][dayType]!;
    return row.map((value) => value * monthFactor[dayOfYear]!);
  });
}

/** Office: weekday or weekend, the year round. */
export function officeShape(scenario: Scenario): LoadShape {
  const open = quarterHours(scenario.behaviour.officeShape.weekday);
  const closed = quarterHours(scenario.behaviour.officeShape.weekend);
  return normalised(scenario, (_, dayType) => (dayType === WEEKDAY ? open : closed));
}

/** `share` of the yearly energy from `one`, the rest from `other`. */
export function mixedShape(
  scenario: Scenario,
  share: number,
  one: LoadShape,
  other: LoadShape,
): LoadShape {
  return normalised(scenario, (dayOfYear, dayType) => {
    const rest = other.ofDay(dayOfYear, dayType);
    return one.ofDay(dayOfYear, dayType).map((x, q) => share * x + (1 - share) * rest[q]!);
  });
}

/** Lays a shape out over the periods of a calendar. */
export function layOut(calendar: Calendar, load: LoadShape): Float32Array {
  const shape = new Float32Array(calendar.count);
  for (let d = 0; d < calendar.dayCount; d++) {
    const from = calendar.dayStart[d]!;
    const quarters = load.ofDay(calendar.dayOfYear[from]!, calendar.dayType[from]!);
    for (let i = from; i < calendar.dayStart[d + 1]!; i++) {
      shape[i] = quarters[Math.floor(calendar.minuteOfDay[i]! / 15)]!;
    }
  }
  return shape;
}

/**
 * Draws 96 quarter-hour values through 24 hourly means: straight from the middle of one hour to
 * the next, around the clock, so that the day's mean stays.
 */
export function quarterHours(hourly: readonly number[]): Float64Array {
  return Float64Array.from({ length: 96 }, (_, quarter) => {
    const position = (quarter + 0.5) / 4 - 0.5 + 24;
    const hour = Math.floor(position);
    const weight = position - hour;
    return hourly[hour % 24]! * (1 - weight) + hourly[(hour + 1) % 24]! * weight;
  });
}

/** Winter 1 November to 20 March, summer 15 May to 14 September (BDEW); south half a year later. */
function profileSeason(
  dayOfYear: number,
  latitudeDegree: number,
): keyof Behaviour["householdShape"] {
  const day = latitudeDegree < 0 ? ((dayOfYear + 181) % 365) + 1 : dayOfYear;
  if (day >= 305 || day <= 79) return "winter";
  return day >= 135 && day <= 257 ? "summer" : "between";
}

function rowsByDayType(shape: Behaviour["householdShape"]) {
  const rows = (of: Behaviour["householdShape"]["winter"]) => {
    const byType: Float64Array[] = [];
    byType[WEEKDAY] = quarterHours(of.weekday);
    byType[SATURDAY] = quarterHours(of.saturday);
    byType[SUNDAY] = quarterHours(of.sunday);
    return byType;
  };
  return {
    winter: rows(shape.winter),
    between: rows(shape.between),
    summer: rows(shape.summer),
  };
}

/**
 * Scales to mean 1 over the calendar year in which the scenario starts, with its holidays: a run
 * of 14 days and a run of a year share one scale.
 */
function normalised(scenario: Scenario, ofDay: ShapeOfDay): LoadShape {
  const holidays = new Set(scenario.place.holidays);
  const start = Temporal.PlainDate.from(scenario.calendar.start).with({ month: 1, day: 1 });
  let sum = 0;
  let peak = 0;
  for (let d = 0; d < start.daysInYear; d++) {
    const date = start.add({ days: d });
    for (const value of ofDay(date.dayOfYear, dayTypeOf(date, holidays))) {
      sum += value;
      peak = Math.max(peak, value);
    }
  }
  const mean = sum / (start.daysInYear * 96);
  return {
    ofDay: (dayOfYear, dayType) => ofDay(dayOfYear, dayType).map((value) => value / mean),
    peak: peak / mean,
  };
}
