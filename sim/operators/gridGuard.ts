import type { ClaimEntry } from "#engine/coordination/flexPeriod.ts";
import { loadingSensitivity, voltageSensitivity } from "#engine/grid/sensitivity.ts";
import type { FlexibilitySettings } from "#scenarios/scenario.ts";
import type { Unit } from "#sim/agents/unit.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";

const WH_PER_KW = 250;

/** What was granted to a unit. */
type Grant = Pick<ClaimEntry, "unit" | "direction" | "grantedWh">;

/** One limit of the grid: what is left of it, and what a kilowatt of each unit takes. */
interface Limit {
  /** kVA or pu; negative where the limit is broken already. */
  headroom: number;
  /** Change towards the limit per kW more consumption, by unit. */
  readonly perKw: Float64Array;
}

/**
 * Grid-safe forwarding by filter: how far a unit may still move before a monitored branch or bus of
 * the DSO's area reaches its limit. Starts from the nominations; every grant since takes its share,
 * to first order.
 */
export class GridGuard {
  readonly #area: AreaModel;
  readonly #units: readonly Unit[];
  readonly #settings: FlexibilitySettings;
  readonly #period: number;
  readonly #lead: number;
  #limits: Limit[] | null = null;
  #counted = 0;

  constructor(
    area: AreaModel,
    units: readonly Unit[],
    settings: FlexibilitySettings,
    period: number,
    lead: number,
  ) {
    this.#area = area;
    this.#units = units;
    this.#settings = settings;
    this.#period = period;
    this.#lead = lead;
  }

  /** Energy by which a unit may move in a direction, Wh; unbounded where it loads nothing. */
  safeWh(unit: number, direction: 0 | 1, claims: readonly Grant[]): number {
    this.#limits ??= this.#findLimits();
    this.#count(claims);
    const sign = direction === 0 ? -1 : 1;
    let kw = Number.POSITIVE_INFINITY;
    for (const { headroom, perKw } of this.#limits) {
      const towards = sign * perKw[unit]!;
      if (towards > 1e-9) kw = Math.min(kw, Math.max(0, headroom) / towards);
    }
    return Math.floor(Math.min(kw * WH_PER_KW, 2 ** 30 - 1));
  }

  /** Takes the grants since the last look from the headroom. */
  #count(claims: readonly Grant[]): void {
    for (; this.#counted < claims.length; this.#counted++) {
      const { unit, direction, grantedWh } = claims[this.#counted]!;
      if (grantedWh === 0) continue;
      const kw = ((direction === 0 ? -1 : 1) * grantedWh) / WH_PER_KW;
      for (const limit of this.#limits!) limit.headroom -= limit.perKw[unit]! * kw;
    }
  }

  #findLimits(): Limit[] {
    const { voltagePuMin, voltagePuMax } = this.#settings;
    this.#area.solveNominated(this.#period, this.#lead);
    const { network, powerFlow, state } = this.#area;
    state.evaluate(powerFlow);
    const limits: Limit[] = [];
    for (const branch of network.monitoredBranches) {
      const rated = network.ratedKva[branch]!;
      const headroom = rated * (1 - state.loadingPercent[branch]! / 100);
      limits.push({
        headroom,
        perKw: this.#byUnit(loadingSensitivity(network, powerFlow, branch)),
      });
    }
    for (const bus of network.monitoredBuses) {
      const perKw = this.#byUnit(voltageSensitivity(network, powerFlow, bus));
      const voltage = state.voltagePu[bus]!;
      limits.push({ headroom: voltagePuMax - voltage, perKw });
      limits.push({ headroom: voltage - voltagePuMin, perKw: perKw.map((x) => -x) });
    }
    return limits;
  }

  #byUnit(byBus: Float64Array): Float64Array {
    const { index, place } = this.#area;
    return Float64Array.from(this.#units, ({ area, members }) => {
      if (area !== index) return 0;
      return members.reduce((sum, { bus }) => sum + byBus[place[bus]!]!, 0) / members.length;
    });
  }
}
