import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { PvForecastError } from "#sim/agents/pvForecastError.ts";
import { coolingKw, isOfficeOccupied } from "#sim/world/cooling.ts";
import type { ProsumerSeries, World } from "#sim/world/world.ts";

/** Kilowatts held for a period, as Wh. */
const WH_PER_KW = 250;
/** Base load never falls below this share of what is expected. */
const SHARE_MIN = 0.05;

/** Base load, cooling and PV of a customer: what really happens and what it expects of it. */
export class BaseForecast {
  readonly #world: World;
  readonly #series: ProsumerSeries;
  readonly #pv: Float32Array | null;
  readonly #cools: boolean;
  readonly #noisePower: Float64Array;
  readonly #vintages: Vintages;
  /** Relative sd of the base load far ahead. */
  readonly #noiseSd: number;

  constructor(series: ProsumerSeries, world: World) {
    this.#world = world;
    this.#series = series;
    this.#pv = series.orientation < 0 ? null : world.pvKwPerKwp[series.orientation]!;
    this.#cools = series.prosumer.cooling || series.prosumer.kind === "office";
    this.#noisePower = powersOf(series.noiseLag1);
    this.#vintages = vintagesOf(world);
    const { householdNoiseSd, officeNoiseSd } = world.scenario.behaviour;
    this.#noiseSd = series.prosumer.kind === "household" ? householdNoiseSd : officeNoiseSd;
  }

  /**
   * sd of base load less PV in period `i` as forecast at the start of period `now`, Wh: the base
   * load's deviation fades from what was last seen, PV has the error of the irradiance's vintage.
   */
  sdWh(i: number, now: number): number {
    const { scaleKw, shape, orientation, prosumer } = this.#series;
    const faded = this.#noisePower[i - now + 1]!;
    const load = scaleKw * shape[i]! * this.#noiseSd * Math.sqrt(1 - faded * faded);
    if (orientation < 0) return load * WH_PER_KW;
    const vintage = this.#vintages.of[i - now]!;
    const pvKw = this.#world.forecast.pvKwPerKwp[vintage]![orientation]![i]! * prosumer.pvKwp;
    const pv = pvKw * PvForecastError.of(this.#world).share(vintage, i);
    return Math.sqrt(load * load + pv * pv) * WH_PER_KW;
  }

  /** Base load and cooling as they turn out in period `i`, Wh. */
  loadWh(i: number): number {
    const { scaleKw, shape, noise } = this.#series;
    const base = scaleKw * shape[i]! * Math.max(SHARE_MIN, 1 + noise[i]!);
    const cooling = this.#cools ? this.#coolingKw(i, this.#world.weather.temperatureC[i]!) : 0;
    return (base + cooling) * WH_PER_KW;
  }

  /** PV as it turns out in period `i`, Wh. */
  pvWh(i: number): number {
    return this.#pv === null ? 0 : this.#pv[i]! * this.#series.prosumer.pvKwp * WH_PER_KW;
  }

  /**
   * Writes what is expected at the start of period `now`: gross load into ring `loadWh`, net of PV
   * into ring `netWh`. `noise` is the relative deviation of the base load last seen; it fades.
   */
  write(
    now: number,
    open: number,
    end: number,
    noise: number,
    loadWh: Float64Array,
    netWh: Float64Array,
  ): void {
    const { scaleKw, shape } = this.#series;
    for (let from = open; from < end; ) {
      // Periods up to the next change of vintage are alike.
      const lead = from - now;
      const vintage = this.#vintages.of[lead]!;
      const to = Math.min(end, now + this.#vintages.until[lead]!);
      if (this.#cools) this.#writeCooled(now, from, to, noise, vintage, loadWh);
      else writeLoad(scaleKw, shape, noise, this.#noisePower, now, from, to, loadWh);
      this.#writeNet(from, to, vintage, loadWh, netWh);
      from = to;
    }
  }

  #writeCooled(
    now: number,
    from: number,
    to: number,
    noise: number,
    vintage: number,
    loadWh: Float64Array,
  ): void {
    const { scaleKw, shape } = this.#series;
    const temperatureC = this.#world.forecast.temperatureC[vintage]!;
    for (let i = from; i < to; i++) {
      const share = Math.max(SHARE_MIN, 1 + noise * this.#noisePower[i - now + 1]!);
      const kw = scaleKw * shape[i]! * share + this.#coolingKw(i, temperatureC[i]!);
      loadWh[i & RING_MASK] = kw * WH_PER_KW;
    }
  }

  #writeNet(
    from: number,
    to: number,
    vintage: number,
    loadWh: Float64Array,
    netWh: Float64Array,
  ): void {
    const { orientation, prosumer } = this.#series;
    if (orientation < 0) {
      for (let i = from; i < to; i++) netWh[i & RING_MASK] = loadWh[i & RING_MASK]!;
      return;
    }
    const pv = this.#world.forecast.pvKwPerKwp[vintage]![orientation]!;
    const { pvKwp } = prosumer;
    for (let i = from; i < to; i++) {
      netWh[i & RING_MASK] = loadWh[i & RING_MASK]! - pv[i]! * pvKwp * WH_PER_KW;
    }
  }

  #coolingKw(i: number, temperatureC: number): number {
    const { calendar, scenario } = this.#world;
    const occupied = isOfficeOccupied(calendar.dayType[i]!, calendar.minuteOfDay[i]!);
    return coolingKw(this.#series.prosumer, scenario.behaviour, temperatureC, occupied);
  }
}

function writeLoad(
  scaleKw: number,
  shape: Float32Array,
  noise: number,
  noisePower: Float64Array,
  now: number,
  from: number,
  to: number,
  loadWh: Float64Array,
): void {
  for (let i = from; i < to; i++) {
    const share = Math.max(SHARE_MIN, 1 + noise * noisePower[i - now + 1]!);
    loadWh[i & RING_MASK] = scaleKw * shape[i]! * share * WH_PER_KW;
  }
}

// What customers share, made once.
const powers = new Map<number, Float64Array>();
const vintages = new WeakMap<World, Vintages>();

/** By lead: the vintage of the forecast, and the first lead of another vintage. */
interface Vintages {
  readonly of: Uint8Array;
  readonly until: Uint16Array;
}

/** base^0 … base^(RING − 1). */
function powersOf(base: number): Float64Array {
  let result = powers.get(base);
  if (result === undefined) {
    result = new Float64Array(RING);
    let power = 1;
    for (let k = 0; k < RING; k++) {
      result[k] = power;
      power *= base;
    }
    powers.set(base, result);
  }
  return result;
}

function vintagesOf(world: World): Vintages {
  let result = vintages.get(world);
  if (result === undefined) {
    const of = Uint8Array.from({ length: RING }, (_, lead) => world.vintageOf(lead));
    const until = new Uint16Array(RING).fill(RING);
    for (let lead = RING - 2; lead >= 0; lead--) {
      until[lead] = of[lead] === of[lead + 1] ? until[lead + 1]! : lead + 1;
    }
    result = { of, until };
    vintages.set(world, result);
  }
  return result;
}
