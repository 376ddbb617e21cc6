import { RING_MASK } from "#sim/agents/devices/device.ts";

// Kernels of the forecast: [from, to), seen at the start of period `now`. Energies in Wh per period into
// rings over the world index; forecasts are such rings too, what is usual is by period, in kW. `noise` is the
// deviation last seen, `fading` what is left of it by lead.

/** Kilowatts held for a period, as Wh. */
const WH_PER_KW = 250;
/** Base load never falls below this share of what is expected. */
const SHARE_MIN = 0.05;

/** Base load alone: its deviation fades towards what is expected. */
export function writeLoad(
  scaleKw: number,
  shape: Float32Array,
  noise: number,
  fading: Float64Array,
  now: number,
  from: number,
  to: number,
  loadWh: Float64Array,
): void {
  for (let i = from; i < to; i++) {
    const share = Math.max(SHARE_MIN, 1 + noise * fading[i - now + 1]!);
    loadWh[i & RING_MASK] = scaleKw * shape[i]! * share * WH_PER_KW;
  }
}

/** The same with the cooling of a home. */
export function writeHome(
  scaleKw: number,
  shape: Float32Array,
  noise: number,
  fading: Float64Array,
  coolingKw: Float64Array,
  now: number,
  from: number,
  to: number,
  loadWh: Float64Array,
): void {
  for (let i = from; i < to; i++) {
    const share = Math.max(SHARE_MIN, 1 + noise * fading[i - now + 1]!);
    loadWh[i & RING_MASK] = (scaleKw * shape[i]! * share + coolingKw[i & RING_MASK]!) * WH_PER_KW;
  }
}

/** The same with the cooling of an office. */
export function writeOffice(
  scaleKw: number,
  shape: Float32Array,
  noise: number,
  fading: Float64Array,
  wPerM2: Float64Array,
  floorM2: number,
  now: number,
  from: number,
  to: number,
  loadWh: Float64Array,
): void {
  for (let i = from; i < to; i++) {
    const share = Math.max(SHARE_MIN, 1 + noise * fading[i - now + 1]!);
    const kw = scaleKw * shape[i]! * share + (wPerM2[i & RING_MASK]! * floorM2) / 1000;
    loadWh[i & RING_MASK] = kw * WH_PER_KW;
  }
}

/** Load less PV. */
export function writeNet(
  loadWh: Float64Array,
  pvKwPerKwp: Float64Array,
  pvKwp: number,
  from: number,
  to: number,
  netWh: Float64Array,
): void {
  for (let i = from; i < to; i++) {
    const slot = i & RING_MASK;
    netWh[slot] = loadWh[slot]! - pvKwPerKwp[slot]! * pvKwp * WH_PER_KW;
  }
}

/** Net of nothing. */
export function copyRing(
  source: Float64Array,
  from: number,
  to: number,
  target: Float64Array,
): void {
  for (let i = from; i < to; i++) target[i & RING_MASK] = source[i & RING_MASK]!;
}
