import { diffuseShare } from "#sim/world/photovoltaics.ts";
import type { SunPath } from "#sim/world/sunPath.ts";

/** Beam on a wall is limited near the horizon, where the ratio of cosines explodes. */
const SIN_ALTITUDE_MIN = 0.087;

/**
 * Irradiance on vertical windows that look evenly in all directions, W/m²: a wall sees half of the
 * sky and half of the ground, and on average over all directions 1/π of the horizontal part of the
 * beam (mean of max(0, cos) over a turn). Erbs' split, isotropic sky as in EN ISO 52010-1.
 */
export function facadeIrradiance(
  sun: SunPath,
  ghiWPerM2: Float32Array,
  albedo: number,
): Float32Array {
  const out = new Float32Array(ghiWPerM2.length);
  for (let i = 0; i < out.length; i++) {
    const ghi = ghiWPerM2[i]!;
    if (!(ghi > 0)) continue;
    const diffuse = ghi * diffuseShare(ghi / sun.extraterrestrial[i]!);
    const sine = Math.max(SIN_ALTITUDE_MIN, sun.sinAltitude[i]!);
    const cotangent = Math.sqrt(1 - sine * sine) / sine;
    out[i] = ((ghi - diffuse) * cotangent) / Math.PI + diffuse / 2 + (albedo * ghi) / 2;
  }
  return out;
}
