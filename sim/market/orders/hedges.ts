import { roundHalfUp } from "#engine/roundHalfUp.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import { type Leads, leadsOf } from "#sim/agents/forecasts/leads.ts";
import { pvShares, unseenShares } from "#sim/agents/forecasts/spreadShares.ts";
import { hedgedWh } from "#sim/agents/targetQuantity.ts";
import type { WishTable } from "#sim/market/orders/wishes.ts";
import type { ProsumerSeries, World } from "#sim/world/world.ts";

/** Kilowatts held for a period, as Wh. */
const WH_PER_KW = 250;

/** How far, by period (ring), those at a place go beyond their plan, in sd of their forecast. */
export interface Reach {
  readonly bought: Float64Array;
  readonly sold: Float64Array;
}

/**
 * What customers of an area who hedge their forecasts aim at, for many periods at once: `hedgedWh`
 * around the plan, with the sd that `BaseForecast.sdWh` states. Its terms stand side by side, by place
 * in the area.
 */
export class Hedges {
  readonly #scaleKw: Float64Array;
  readonly #shape: readonly Float32Array[];
  /** Relative sd of the base load far ahead. */
  readonly #noiseSd: Float64Array;
  /** Part of it at a lead. */
  readonly #unseen: readonly Float64Array[];
  readonly #leads: Leads;
  /** −1 without a roof. */
  readonly #orientation: Int32Array;
  readonly #pvKwp: Float64Array;
  /** Forecast PV by vintage and orientation, kW per kWp. */
  readonly #pvForecast: World["forecast"]["pvKwPerKwp"];
  /** sd over the forecast of PV, by vintage and period. */
  readonly #pvShare: readonly Float64Array[];

  constructor(customers: readonly ProsumerSeries[], world: World) {
    const { householdNoiseSd, officeNoiseSd } = world.scenario.behaviour;
    this.#scaleKw = Float64Array.from(customers, ({ scaleKw }) => scaleKw);
    this.#shape = customers.map(({ shape }) => shape);
    this.#noiseSd = Float64Array.from(customers, ({ prosumer }) =>
      prosumer.kind === "household" ? householdNoiseSd : officeNoiseSd,
    );
    this.#unseen = customers.map(({ noiseLag1 }) => unseenShares(noiseLag1));
    this.#leads = leadsOf(world.vintageOf);
    this.#orientation = Int32Array.from(customers, ({ orientation }) => orientation);
    this.#pvKwp = Float64Array.from(customers, ({ prosumer }) => prosumer.pvKwp);
    this.#pvForecast = world.forecast.pvKwPerKwp;
    this.#pvShare = pvShares(world);
  }

  /**
   * Writes what a customer wants of [from, to) beyond what it traded, in whole Wh, as seen at the start
   * of period `now`.
   *
   * @param planWh - Net energy by plan (ring), Wh.
   * @param tradedWh - Bought less sold (ring), Wh.
   */
  write(
    customer: number,
    now: number,
    from: number,
    to: number,
    planWh: Float64Array,
    tradedWh: Float64Array,
    { bought, sold }: Reach,
    { wishWh, columns }: WishTable,
  ): void {
    const scaleKw = this.#scaleKw[customer]!;
    const noiseSd = this.#noiseSd[customer]!;
    const shape = this.#shape[customer]!;
    const unseen = this.#unseen[customer]!;
    const orientation = this.#orientation[customer]!;
    if (orientation < 0) {
      for (let i = from; i < to; i++) {
        const slot = i & RING_MASK;
        const sdWh = scaleKw * shape[i]! * noiseSd * unseen[i - now + 1]! * WH_PER_KW;
        const aimWh = roundHalfUp(hedgedWh(planWh[slot]!, sdWh, bought[slot]!, sold[slot]!));
        wishWh[slot * columns + customer] = aimWh - tradedWh[slot]!;
      }
      return;
    }
    const pvKwp = this.#pvKwp[customer]!;
    const { vintage, until } = this.#leads;
    for (let first = from; first < to; ) {
      const seen = vintage[first - now]!;
      const end = Math.min(to, now + until[first - now]!);
      const kwPerKwp = this.#pvForecast[seen]![orientation]!;
      const pvShare = this.#pvShare[seen]!;
      for (let i = first; i < end; i++) {
        const slot = i & RING_MASK;
        const loadKw = scaleKw * shape[i]! * noiseSd * unseen[i - now + 1]!;
        // The error of PV has nothing to do with that of the load.
        const pvKw = kwPerKwp[i]! * pvKwp * pvShare[i]!;
        const sdWh = Math.sqrt(loadKw * loadKw + pvKw * pvKw) * WH_PER_KW;
        const aimWh = roundHalfUp(hedgedWh(planWh[slot]!, sdWh, bought[slot]!, sold[slot]!));
        wishWh[slot * columns + customer] = aimWh - tradedWh[slot]!;
      }
      first = end;
    }
  }
}
