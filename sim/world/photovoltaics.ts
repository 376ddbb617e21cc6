import type { PhotovoltaicSettings } from "#scenarios/deviceSettings.ts";
import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";
import type { SunPath } from "#sim/world/sunPath.ts";
import { cos, RADIAN, sin } from "#sim/world/transcendental.ts";

export interface Orientation {
  readonly tiltDegree: number;
  /** 180 = south. */
  readonly azimuthDegree: number;
}

/** Of the cells, where a module has its rating. */
const RATED_C = 25;
/** Beam on the tilted plane is limited near the horizon, where the ratio of cosines explodes. */
const SIN_ALTITUDE_MIN = 0.087;

/** Cosine of the angle of incidence by period, 0 at night and behind the plane. */
export function incidence(sun: SunPath, orientation: Orientation): Float32Array {
  const up = cos(orientation.tiltDegree * RADIAN);
  const aside = sin(orientation.tiltDegree * RADIAN);
  const facing = orientation.azimuthDegree * RADIAN;
  return sun.sinAltitude.map((sinAltitude, i) => {
    if (sinAltitude === 0) return 0;
    const cosAltitude = Math.sqrt(1 - sinAltitude * sinAltitude);
    const turn = cos(sun.azimuthRadian[i]! - facing);
    return Math.max(0, sinAltitude * up + cosAltitude * aside * turn);
  });
}

/**
 * AC output in kW per kWp: Erbs' split into beam and diffuse, isotropic transposition, cell
 * temperature, performance ratio; never above the rating, however bright and cold it is.
 */
export function pvOutput(
  sun: SunPath,
  cosIncidence: Float32Array,
  tiltDegree: number,
  ghiWPerM2: Float32Array,
  temperatureC: Float32Array,
  settings: PhotovoltaicSettings = defaultDevices.photovoltaics,
): Float32Array {
  const { performanceRatio, lossPerK, heatingKPerWPerM2, albedo } = settings;
  const sky = (1 + cos(tiltDegree * RADIAN)) / 2;
  const ground = (albedo * (1 - cos(tiltDegree * RADIAN))) / 2;
  const out = new Float32Array(ghiWPerM2.length);
  for (let i = 0; i < out.length; i++) {
    const ghi = ghiWPerM2[i]!;
    if (!(ghi > 0)) continue;
    const diffuse = ghi * diffuseShare(ghi / sun.extraterrestrial[i]!);
    const ratio = cosIncidence[i]! / Math.max(SIN_ALTITUDE_MIN, sun.sinAltitude[i]!);
    const plane = (ghi - diffuse) * ratio + diffuse * sky + ghi * ground;
    const warmer = temperatureC[i]! + heatingKPerWPerM2 * plane - RATED_C;
    const share = (plane / 1000) * performanceRatio * (1 - lossPerK * warmer);
    out[i] = Math.min(1, Math.max(0, share));
  }
  return out;
}

/** Diffuse share of global irradiance by clearness index: Erbs, Klein and Duffie 1982. */
export function diffuseShare(clearness: number): number {
  const k = clearness;
  if (k <= 0.22) return 1 - 0.09 * k;
  if (k > 0.8) return 0.165;
  return 0.9511 + k * (-0.1604 + k * (4.388 + k * (-16.638 + k * 12.336)));
}
