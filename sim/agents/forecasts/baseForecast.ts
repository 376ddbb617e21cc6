import { fading } from "#sim/agents/fading.ts";
import {
  copyRing,
  writeHome,
  writeLoad,
  writeNet,
  writeOffice,
} from "#sim/agents/forecasts/forecastKernels.ts";
import { type LatestSeries, latestForecast } from "#sim/agents/forecasts/latestForecast.ts";
import { type Leads, leadsOf } from "#sim/agents/forecasts/leads.ts";
import { PvForecastError } from "#sim/agents/forecasts/pvForecastError.ts";
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
  readonly #isHome: boolean;
  readonly #floorM2: number;
  /** Of the series: read in every round. */
  readonly #scaleKw: number;
  readonly #shape: Float32Array;
  /** Forecast cooling, kW of a home or W per m² of an office; null for those who have none. */
  readonly #cooling: LatestSeries | null;
  /** Forecast PV, kW per kWp; null without a roof. */
  readonly #pvForecast: LatestSeries | null;
  readonly #pvKwp: number;
  readonly #fading: Float64Array;
  readonly #leads: Leads;
  /** Relative sd of the base load far ahead. */
  readonly #noiseSd: number;

  constructor(series: ProsumerSeries, world: World) {
    this.#world = world;
    this.#series = series;
    this.#pv = series.orientation < 0 ? null : world.pvKwPerKwp[series.orientation]!;
    this.#cools = series.prosumer.cooling || series.prosumer.kind === "office";
    const { orientation, prosumer } = series;
    this.#isHome = prosumer.kind === "household";
    const latest = latestForecast(world);
    const cooling = this.#isHome ? latest.homeKw : latest.officeWPerM2;
    this.#cooling = this.#cools ? cooling : null;
    this.#floorM2 = prosumer.floorM2;
    this.#scaleKw = series.scaleKw;
    this.#shape = series.shape;
    this.#pvForecast = orientation < 0 ? null : latest.pvKwPerKwp[orientation]!;
    this.#pvKwp = series.prosumer.pvKwp;
    this.#fading = fading(series.noiseLag1);
    this.#leads = leadsOf(world.vintageOf);
    const { householdNoiseSd, officeNoiseSd } = world.scenario.behaviour;
    this.#noiseSd = series.prosumer.kind === "household" ? householdNoiseSd : officeNoiseSd;
  }

  /**
   * sd of base load less PV in period `i` as forecast at the start of period `now`, Wh: the base
   * load's deviation fades from what was last seen, PV has the error of the irradiance's vintage.
   */
  sdWh(i: number, now: number): number {
    const { scaleKw, shape, orientation, prosumer } = this.#series;
    const faded = this.#fading[i - now + 1]!;
    const load = scaleKw * shape[i]! * this.#noiseSd * Math.sqrt(1 - faded * faded);
    if (orientation < 0) return load * WH_PER_KW;
    const vintage = this.#leads.vintage[i - now]!;
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
    const scaleKw = this.#scaleKw;
    const shape = this.#shape;
    const faded = this.#fading;
    if (this.#cooling === null) writeLoad(scaleKw, shape, noise, faded, now, open, end, loadWh);
    else {
      const cooling = this.#cooling.at(now);
      if (this.#isHome) writeHome(scaleKw, shape, noise, faded, cooling, now, open, end, loadWh);
      else {
        const floorM2 = this.#floorM2;
        writeOffice(scaleKw, shape, noise, faded, cooling, floorM2, now, open, end, loadWh);
      }
    }
    if (this.#pvForecast === null) copyRing(loadWh, open, end, netWh);
    else writeNet(loadWh, this.#pvForecast.at(now), this.#pvKwp, open, end, netWh);
  }

  #coolingKw(i: number, temperatureC: number): number {
    const { calendar, scenario } = this.#world;
    const occupied = isOfficeOccupied(calendar.dayType[i]!, calendar.minuteOfDay[i]!);
    return coolingKw(this.#series.prosumer, scenario.behaviour, temperatureC, occupied);
  }
}
