import { mean } from "#cli/calibration/distances.ts";
import type { Climate } from "#scenarios/scenario.ts";
import type { Calendar } from "#sim/world/calendar.ts";

export const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Sums and means of the months of one year of weather. */
export interface Year {
  readonly ghiKwh: readonly number[];
  readonly yieldKwh: readonly number[];
  readonly temperatureC: readonly number[];
  readonly dailyKwh: readonly number[];
}

/** The normals of the scenario with the means of one year's months in their place. */
export function climateOf(climate: Climate, { ghiKwh, temperatureC }: Year): Climate {
  const warmer = (m: number) => temperatureC[m]! - climate.temperatureC[m]!;
  return {
    ...climate,
    temperatureC,
    temperatureLowC: climate.temperatureLowC.map((low, m) => low + warmer(m)),
    temperatureHighC: climate.temperatureHighC.map((high, m) => high + warmer(m)),
    ghiKwhPerM2Day: ghiKwh.map((kwh, m) => kwh / MONTH_DAYS[m]!),
  };
}

/** Means over years, by month. */
export function monthMeans(
  years: readonly Year[],
  pick: (year: Year) => readonly number[],
): number[] {
  return MONTHS.map((_, m) => mean(years.map((year) => pick(year)[m]!)));
}

/** Sums the days of the run by month; sums and means of what it saw. */
export function yearOf(
  calendar: Calendar,
  ghiWPerM2: Float32Array,
  kwPerKwp: Float32Array,
  temperature: Float32Array,
): Year {
  const zeros = () => new Array<number>(MONTHS.length).fill(0);
  const [ghiKwh, yieldKwh, temperatureC, count] = [zeros(), zeros(), zeros(), zeros()];
  const dailyKwh = new Array<number>(calendar.dayCount).fill(0);
  for (let i = calendar.firstRun; i < calendar.endRun; i++) {
    const day = calendar.day[i]!;
    const month = Number(calendar.isoDate[day]!.slice(5, 7)) - 1;
    ghiKwh[month]! += ghiWPerM2[i]! / 4000;
    yieldKwh[month]! += kwPerKwp[i]! / 4;
    temperatureC[month]! += temperature[i]!;
    count[month]!++;
    dailyKwh[day]! += kwPerKwp[i]! / 4;
  }
  return {
    ghiKwh,
    yieldKwh,
    temperatureC: temperatureC.map((total, month) => total / count[month]!),
    dailyKwh: dailyKwh.slice(calendar.firstRunDay, calendar.firstRunDay + daysOf(calendar)),
  };
}

function daysOf({ day, firstRun, endRun }: Calendar): number {
  return day[endRun]! - day[firstRun]!;
}
