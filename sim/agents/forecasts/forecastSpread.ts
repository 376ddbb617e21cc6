import { RING_MASK } from "#sim/agents/devices/device.ts";
import { fading } from "#sim/agents/fading.ts";
import { type Leads, leadsOf } from "#sim/agents/forecasts/leads.ts";
import { PvForecastError } from "#sim/agents/forecasts/pvForecastError.ts";
import type { ProsumerSeries, World } from "#sim/world/world.ts";

/** Kilowatts held for a period, as Wh. */
const WH_PER_KW = 250;

/**
 * How far what a customer needs may be from its forecast, for many periods at once: the sd that
 * `BaseForecast.sdWh` states.
 */
export class ForecastSpread {
  readonly #scaleKw: number;
  readonly #shape: Float32Array;
  /** Relative sd of the base load far ahead. */
  readonly #noiseSd: number;
  /** Part of it at a lead. */
  readonly #unseen: Float64Array;
  readonly #leads: Leads;
  /** Forecast PV by vintage, kW per kWp; null without a roof. */
  readonly #pvForecast: readonly Float32Array[] | null;
  readonly #pvKwp: number;
  /** sd over the forecast of PV, by vintage and period. */
  readonly #pvShare: readonly Float64Array[];

  constructor(series: ProsumerSeries, world: World) {
    const { scaleKw, shape, noiseLag1, orientation, prosumer } = series;
    const { householdNoiseSd, officeNoiseSd } = world.scenario.behaviour;
    this.#scaleKw = scaleKw;
    this.#shape = shape;
    this.#noiseSd = prosumer.kind === "household" ? householdNoiseSd : officeNoiseSd;
    this.#unseen = unseen(noiseLag1);
    this.#leads = leadsOf(world.vintageOf);
    this.#pvForecast =
      orientation < 0
        ? null
        : world.forecast.pvKwPerKwp.map((byOrientation) => byOrientation[orientation]!);
    this.#pvKwp = prosumer.pvKwp;
    this.#pvShare = orientation < 0 ? [] : pvShares(world);
  }

  /** Writes the sd of net energy in [from, to) as forecast at the start of period `now` (ring), Wh. */
  write(now: number, from: number, to: number, sdWh: Float64Array): void {
    writeLoadSd(this.#scaleKw, this.#shape, this.#noiseSd, this.#unseen, now, from, to, sdWh);
    const pvForecast = this.#pvForecast;
    for (let i = from; i < to; ) {
      const lead = i - now;
      const vintage = this.#leads.vintage[lead]!;
      const end = Math.min(to, now + this.#leads.until[lead]!);
      if (pvForecast === null) inWh(i, end, sdWh);
      else addPvSd(pvForecast[vintage]!, this.#pvKwp, this.#pvShare[vintage]!, i, end, sdWh);
      i = end;
    }
  }
}

/** Of the base load, kW. */
function writeLoadSd(
  scaleKw: number,
  shape: Float32Array,
  noiseSd: number,
  unseenShare: Float64Array,
  now: number,
  from: number,
  to: number,
  sdKw: Float64Array,
): void {
  for (let i = from; i < to; i++)
    sdKw[i & RING_MASK] = scaleKw * shape[i]! * noiseSd * unseenShare[i - now + 1]!;
}

function inWh(from: number, to: number, sd: Float64Array): void {
  for (let i = from; i < to; i++) sd[i & RING_MASK]! *= WH_PER_KW;
}

/** Adds the error of PV to that of the load, which it has nothing to do with. */
function addPvSd(
  kwPerKwp: Float32Array,
  kwp: number,
  share: Float64Array,
  from: number,
  to: number,
  sd: Float64Array,
): void {
  for (let i = from; i < to; i++) {
    const load = sd[i & RING_MASK]!;
    const pv = kwPerKwp[i]! * kwp * share[i]!;
    sd[i & RING_MASK] = Math.sqrt(load * load + pv * pv) * WH_PER_KW;
  }
}

const unseenOf = new Map<number, Float64Array>();

/** What is not known yet of a deviation k periods after one was seen, shared by all who ask. */
function unseen(lag1: number): Float64Array {
  let shares = unseenOf.get(lag1);
  if (shares === undefined) {
    shares = fading(lag1).map((faded) => Math.sqrt(1 - faded * faded));
    unseenOf.set(lag1, shares);
  }
  return shares;
}

const pvSharesOf = new WeakMap<World, readonly Float64Array[]>();

/** Tabulates `PvForecastError.share`, once for all customers of a world. */
function pvShares(world: World): readonly Float64Array[] {
  let shares = pvSharesOf.get(world);
  if (shares === undefined) {
    const error = PvForecastError.of(world);
    shares = world.forecast.ghiWPerM2.map((ghi, vintage) =>
      Float64Array.from(ghi, (_, i) => error.share(vintage, i)),
    );
    pvSharesOf.set(world, shares);
  }
  return shares;
}
