import { DOWN, DSO_CM, type Need, UP } from "#engine/coordination/needs.ts";
import { loadingSensitivity, voltageSensitivity } from "#engine/grid/sensitivity.ts";
import type { FlexibilitySettings } from "#scenarios/scenario.ts";
import type { Unit } from "#sim/agents/unit.ts";
import type { AreaModel } from "#sim/market/areaModel.ts";

const WH_PER_KW = 250;

/**
 * What a DSO needs in one area for period `i`, from the power flow of the nominations frozen at its
 * gate: relief of every monitored branch above its rating, down to the target loading, and of the
 * worst bus above and below the voltage band.
 *
 * A branch's quantity is apparent energy to shed; a bus's is the energy that would cure it at the
 * bus itself. Effectiveness of a unit is the mean over its members' buses.
 */
export function distributionNeeds(
  area: AreaModel,
  units: readonly Unit[],
  settings: FlexibilitySettings,
  i: number,
  lead: number,
): Need[] {
  area.solveNominated(i, lead);
  area.state.evaluate(area.powerFlow);
  return [...branchNeeds(area, units, settings), ...voltageNeeds(area, units, settings)];
}

function branchNeeds(
  { index, network, powerFlow, state }: AreaModel,
  units: readonly Unit[],
  { targetLoadingPercent }: FlexibilitySettings,
): Need[] {
  const needs: Need[] = [];
  for (const branch of network.monitoredBranches) {
    const loading = state.loadingPercent[branch]!;
    if (loading <= 100) continue;
    const excessKva = ((loading - targetLoadingPercent) / 100) * network.ratedKva[branch]!;
    const perConsumption = byUnit(units, index, loadingSensitivity(network, powerFlow, branch));
    const direction = sum(perConsumption) >= 0 ? UP : DOWN;
    needs.push({
      kind: DSO_CM,
      operator: index,
      area: index,
      element: network.branchIds[branch]!,
      direction,
      quantityWh: Math.ceil(excessKva * WH_PER_KW),
      effectiveness: perConsumption.map((x) => Math.max(0, direction === UP ? x : -x)),
      shown: loading,
    });
  }
  return needs;
}

function voltageNeeds(
  { index, network, powerFlow, state }: AreaModel,
  units: readonly Unit[],
  { voltagePuMin, voltagePuMax }: FlexibilitySettings,
): Need[] {
  const needs: Need[] = [];
  let highest = -1;
  let lowest = -1;
  for (const bus of network.monitoredBuses) {
    const voltage = state.voltagePu[bus]!;
    if (voltage > voltagePuMax && (highest < 0 || voltage > state.voltagePu[highest]!))
      highest = bus;
    if (voltage < voltagePuMin && (lowest < 0 || voltage < state.voltagePu[lowest]!)) lowest = bus;
  }
  for (const [bus, direction] of [
    [highest, DOWN],
    [lowest, UP],
  ] as const) {
    if (bus < 0) continue;
    const perConsumption = voltageSensitivity(network, powerFlow, bus);
    const own = Math.abs(perConsumption[bus]!);
    const voltage = state.voltagePu[bus]!;
    const excess = direction === DOWN ? voltage - voltagePuMax : voltagePuMin - voltage;
    needs.push({
      kind: DSO_CM,
      operator: index,
      area: index,
      element: network.busIds[bus]!,
      direction,
      quantityWh: Math.ceil((excess / own) * WH_PER_KW),
      effectiveness: byUnit(units, index, perConsumption).map((x) => Math.max(0, -x / own)),
      shown: voltage,
    });
  }
  return needs;
}

/** Mean of a bus quantity over the members of each unit; 0 for units of other areas. */
function byUnit(units: readonly Unit[], area: number, byBus: Float64Array): Float64Array {
  return Float64Array.from(units, (unit) => {
    if (unit.area !== area) return 0;
    let total = 0;
    for (const member of unit.members) total += byBus[member.bus]!;
    return total / unit.members.length;
  });
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
