import type { DayAheadPrices, ImbalancePrices, RetailTariff } from "#scenarios/scenario.ts";
import { streamKey } from "#sim/random/randomStream.ts";
import { autoregression } from "#sim/world/autoregression.ts";
import { type Calendar, SUNDAY, WEEKDAY } from "#sim/world/calendar.ts";
import { isSummerHalf, seasonOfMonth } from "#sim/world/seasons.ts";
import { exp } from "#sim/world/transcendental.ts";

/** Monday to Sunday over the mean: prices-bg 2023 (pilot-facts 6.1); holidays as Sundays. */
const DAY_OF_WEEK = [1.07, 1.07, 1.13, 1.12, 1.05, 0.87, 0.71];
const DAY_OF_WEEK_MEAN = DAY_OF_WEEK.reduce((a, b) => a + b, 0) / 7;
/** 1 January 1970 was a Thursday. */
const UNIX_DAY_0_WEEKDAY = 3;

const MICRO_PER_MWH = 1000;

/**
 * Day-ahead prices by period, µEUR/kWh, one price an hour: mean × month × day of week × shape ×
 * noise of day and hour, both AR(1) and of mean 1 (lognormal or mirrored), between floor and cap.
 */
export function drawDayAhead(
  calendar: Calendar,
  prices: DayAheadPrices,
  latitudeDegree: number,
  seed: number,
): Int32Array {
  const { firstUnixDay, firstUnixQuarter, dayCount, count } = calendar;
  const firstHour = Math.floor(firstUnixQuarter / 4);
  const hours = Math.ceil(count / 4) + 1;
  const dayNoise = autoregression(
    streamKey(seed, "price/day"),
    prices.dailyLag1,
    firstUnixDay,
    dayCount,
  );
  const hourNoise = autoregression(
    streamKey(seed, "price/hour"),
    prices.hourlyLag1,
    firstHour,
    hours,
  );

  const out = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const day = calendar.day[i]!;
    const month = calendar.month[i]!;
    const dayType = calendar.dayType[i]!;
    const shape = prices.shape[dayType === WEEKDAY ? "weekday" : "weekend"];
    const hourly = shape[seasonOfMonth(month, latitudeDegree)];
    const hour = Math.floor((firstUnixQuarter + i) / 4) - firstHour;
    const eurPerMwh =
      prices.meanEurPerMwh *
      prices.monthFactor[month]! *
      dayOfWeekFactor(firstUnixDay + day, dayType) *
      hourly[Math.floor(calendar.minuteOfDay[i]! / 60)]! *
      deviation(prices.mirroredAt, prices.dailyLogSd, dayNoise[day]!) *
      deviation(prices.mirroredAt, prices.hourlyLogSd, hourNoise[hour]!);
    const bounded = Math.min(prices.capEurPerMwh, Math.max(prices.floorEurPerMwh, eurPerMwh));
    out[i] = Math.round(bounded * MICRO_PER_MWH);
  }
  return out;
}

/** Price of being short or long, µEUR/kWh: factor × day-ahead + add. */
export function imbalancePrices(
  dayAhead: Int32Array,
  prices: ImbalancePrices,
): { short: Int32Array; long: Int32Array } {
  const shortAdd = prices.shortAddEurPerMwh * MICRO_PER_MWH;
  const longAdd = prices.longAddEurPerMwh * MICRO_PER_MWH;
  return {
    short: dayAhead.map((price) => Math.round(prices.shortFactor * price + shortAdd)),
    long: dayAhead.map((price) => Math.round(prices.longFactor * price + longAdd)),
  };
}

/** All-in import price of the retail contract by period, µEUR/kWh. */
export function retailImport(
  calendar: Calendar,
  retail: RetailTariff,
  latitudeDegree: number,
): Int32Array {
  return Int32Array.from(calendar.minuteOfDay, (minute, i) => {
    const summer = isSummerHalf(calendar.month[i]!, latitudeDegree);
    const night = summer ? retail.nightHoursSummer : retail.nightHoursWinter;
    return within(minute / 60, night) ? retail.nightMicroEurPerKwh : retail.dayMicroEurPerKwh;
  });
}

function within(hour: number, [from, end]: readonly [number, number]): boolean {
  return from <= end ? hour >= from && hour < end : hour >= from || hour < end;
}

function dayOfWeekFactor(unixDay: number, dayType: number): number {
  const weekday = dayType === SUNDAY ? 6 : (unixDay + UNIX_DAY_0_WEEKDAY) % 7;
  return DAY_OF_WEEK[weekday]! / DAY_OF_WEEK_MEAN;
}

/** A factor of mean 1: lognormal, or mirrored at 1 and scaled to end at `most`, and not below zero. */
function deviation(most: number | null, sd: number, z: number): number {
  if (most === null) return lognormal(sd, z);
  return Math.max(0, most - (most - 1) * lognormal(sd, -z));
}

function lognormal(sd: number, z: number): number {
  return exp(sd * z - (sd * sd) / 2);
}
