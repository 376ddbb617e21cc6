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

export interface Position {
  readonly latitudeDegree: number;
  readonly longitudeDegree: number;
}

const SOLAR_CONSTANT = 1361;
const HALF_PERIOD_SECONDS = 450;
/** Below this altitude light counts as none; refraction alone lifts the sun by half a degree. */
const LOWEST_DEGREE = 0.6;

export function sunPath(calendar: Calendar, place: Position): SunPath {
  const { count, startUnixSeconds, dayOfYear } = calendar;
  const path = {
    sinAltitude: new Float32Array(count),
    azimuthRadian: new Float32Array(count),
    extraterrestrial: new Float32Array(count),
    clearSky: new Float32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const sun = sunAt(startUnixSeconds[i]! + HALF_PERIOD_SECONDS, place);
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

/** Means over six days of each month at half-hourly steps; independent of any run. */
export function monthlySun(place: Position): MonthlySun[] {
  return Array.from({ length: 12 }, (_, month) => {
    let outside = 0;
    let clear = 0;
    const length = new Date(Date.UTC(SAMPLE_YEAR, month + 1, 0)).getUTCDate();
    for (let sample = 0; sample < SAMPLES; sample++) {
      const dayOfMonth = 1 + Math.floor(((sample + 0.5) * length) / SAMPLES);
      const midnight = Date.UTC(SAMPLE_YEAR, month, dayOfMonth) / 1000;
      const dayOfYear = (midnight - Date.UTC(SAMPLE_YEAR, 0, 0) / 1000) / 86_400;
      for (let step = 0; step < 48; step++) {
        const { altitude } = sunAt(midnight + (step + 0.5) * 1800, place);
        if (altitude < LOWEST_DEGREE) continue;
        outside += extraterrestrial(dayOfYear, sin(altitude * RADIAN)) / 2000;
        clear += clearSky(sin(altitude * RADIAN)) / 2000;
      }
    }
    return { extraterrestrialKwh: outside / SAMPLES, clearSkyKwh: clear / SAMPLES };
  });
}

const SAMPLE_YEAR = 2025;
const SAMPLES = 6;

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
