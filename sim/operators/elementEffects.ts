import { GridState } from "#engine/grid/gridState.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { loadingSensitivity } from "#engine/grid/sensitivity.ts";
import type { Unit } from "#sim/agents/unit.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";
import { loadCaseOf } from "#sim/operators/staticLight.ts";
import type { Community } from "#sim/run/community.ts";

const PERMILLE = 1000;

/** One monitored branch in one load case. */
interface Effect {
  readonly loadingPercent: number;
  /** kVA more on the branch per kW more consumption, by unit of the community. */
  readonly perKw: Float64Array;
}

/**
 * What a unit does at a monitored branch, for auctions months ahead: the sensitivity in the load case
 * that loads the branch most in the direction that is to be relieved.
 */
export class ElementEffects {
  readonly #community: Community;
  readonly #known = new Map<string, readonly Effect[]>();

  constructor(community: Community) {
    this.#community = community;
  }

  /** Relief of the branch per W of the unit, thousandths, at most 1000; not positive where it harms. */
  permille(area: number, branch: string, direction: 0 | 1, unit: number): number {
    const model = this.#community.areas[area]!;
    const key = `${area}/${branch}`;
    const effects = this.#known.get(key) ?? this.#look(model, branch);
    this.#known.set(key, effects);
    const sign = direction === 0 ? 1 : -1;
    const fitting = effects.filter(({ perKw }) => sign * sum(perKw) > 0);
    if (fitting.length === 0) return 0;
    const worst = fitting.reduce((a, b) => (b.loadingPercent > a.loadingPercent ? b : a));
    return Math.min(PERMILLE, Math.round(PERMILLE * sign * worst.perKw[unit]!));
  }

  #look(area: AreaModel, branchId: string): Effect[] {
    const { world, units } = this.#community;
    const { normal } = area;
    const branch = normal.branchIds.indexOf(branchId);
    return world.scenario.flexibility.qualification.loadCases.map((settings) => {
      const { pKw, qKvar } = loadCaseOf(world.scenario, area, settings);
      const flow = new PowerFlow(normal);
      const state = new GridState(normal);
      flow.solve(pKw, qKvar);
      state.evaluate(flow);
      const byBus = loadingSensitivity(normal, flow, branch);
      const perKw = Float64Array.from(units, (unit) => meanOf(unit, area.index, byBus));
      return { loadingPercent: state.loadingPercent[branch]!, perKw };
    });
  }
}

/** Mean over a unit's members; 0 for units of other areas. */
function meanOf({ area, members }: Unit, index: number, byBus: Float64Array): number {
  if (area !== index) return 0;
  return members.reduce((total, { bus }) => total + byBus[bus]!, 0) / members.length;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
