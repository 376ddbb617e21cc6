import { getPosition } from "suncalc";
import type { Calendar } from "#sim/world/calendar.ts";
import { cos, exp, RADIAN, sin } from "#sim/world/transcendental.ts";

/** Where the sun stands in the middle of each period, and what it would give. Zero at night. */
export interface SunPath {
  readonly sinAltitude: Float32Array;
  /** 180° = south. */
  readonly azimuthRadian: Float32Array;
  /** Outside the atmosphere, on the horizontal, W/m². */
  readonly extraterrestrial: Float32Array;
  /** Under a cloudless sky, on the horizontal, W/m². */
  readonly clearSky: Float32Array;
}

/** A place on the globe; north and east positive. */
export interface Position {
  readonly latitudeDegree: number;
  readonly longitudeDegree: number;
}

const SOLAR_CONSTANT = 1361;
const PERIOD_SECONDS = 900;
/** Below this altitude light counts as none; refraction alone lifts the sun by half a degree. */
const LOWEST_DEGREE = 0.6;

/** Follows the sun over all periods of a calendar, or over steps of another length. */
export function sunPath(
  calendar: Pick<Calendar, "count" | "startUnixSeconds" | "dayOfYear">,
  place: Position,
  stepSeconds = PERIOD_SECONDS,
): SunPath {
  const { count, startUnixSeconds, dayOfYear } = calendar;
  const path = {
    sinAltitude: new Float32Array(count),
    azimuthRadian: new Float32Array(count),
    extraterrestrial: new Float32Array(count),
    clearSky: new Float32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const sun = sunAt(startUnixSeconds[i]! + stepSeconds / 2, place);
    if (sun.altitude < LOWEST_DEGREE) continue;
    const sinAltitude = sin(sun.altitude * RADIAN);
    path.sinAltitude[i] = sinAltitude;
    path.azimuthRadian[i] = sun.azimuth * RADIAN;
    path.extraterrestrial[i] = extraterrestrial(dayOfYear[i]!, sinAltitude);
    path.clearSky[i] = clearSky(sinAltitude);
  }
  return path;
}

/** Daily sums of a month in the long run, kWh/m². */
export interface MonthlySun {
  readonly extraterrestrialKwh: number;
  readonly clearSkyKwh: number;
}

/** Means over every day of each month at hourly steps; independent of any run. */
export function monthlySun(place: Position): MonthlySun[] {
  return Array.from({ length: 12 }, (_, month) => {
    const first = Date.UTC(SAMPLE_YEAR, month, 1) / 1000;
    const days = (Date.UTC(SAMPLE_YEAR, month + 1, 1) / 1000 - first) / DAY_SECONDS;
    const dayOfYear = (first - Date.UTC(SAMPLE_YEAR, 0, 0) / 1000) / DAY_SECONDS;
    let outside = 0;
    let clear = 0;
    for (let hour = 0; hour < 24 * days; hour++) {
      const { altitude } = sunAt(first + (hour + 0.5) * 3600, place);
      if (altitude < LOWEST_DEGREE) continue;
      const sinAltitude = sin(altitude * RADIAN);
      outside += extraterrestrial(dayOfYear + Math.floor(hour / 24), sinAltitude) / 1000;
      clear += clearSky(sinAltitude) / 1000;
    }
    return { extraterrestrialKwh: outside / days, clearSkyKwh: clear / days };
  });
}

const DAY_SECONDS = 86_400;
const SAMPLE_YEAR = 2025;

/** Apparent altitude and azimuth in degrees. */
export function sunAt(unixSeconds: number, place: Position): { altitude: number; azimuth: number } {
  return getPosition(new Date(unixSeconds * 1000), place.latitudeDegree, place.longitudeDegree);
}

function extraterrestrial(dayOfYear: number, sinAltitude: number): number {
  return SOLAR_CONSTANT * (1 + 0.033 * cos((2 * Math.PI * dayOfYear) / 365)) * sinAltitude;
}

/** Haurwitz 1945: needs no turbidity, errs by a few percent (Reno et al., SAND2012-2389). */
function clearSky(sinAltitude: number): number {
  return 1098 * sinAltitude * exp(-0.057 / sinAltitude);
}
