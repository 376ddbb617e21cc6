import { heldWh } from "#engine/coordination/claimedEnergy.ts";
import type { ClaimEntry } from "#engine/coordination/flexPeriod.ts";
import { type Direction, DOWN, DSO_CM, type Need, UP } from "#engine/coordination/needs.ts";
import { loadingSensitivity, voltageSensitivity } from "#engine/grid/sensitivity.ts";
import type { FlexibilitySettings } from "#scenarios/scenario.ts";
import type { Unit } from "#sim/agents/unit.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";

const WH_PER_KW = 250;

/** What a DSO looks at besides what hurts now. */
export interface DistributionView {
  /** Also elements inside their limits, with the headroom that picks may use (negative quantity). */
  readonly watches?: boolean;
  /** Grants of the period that its flows contain; else only nominations. */
  readonly claims?: readonly ClaimEntry[];
}

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
  { watches = false, claims = [] }: DistributionView = {},
): Need[] {
  area.solveNominated(i, lead);
  if (claims.length > 0) {
    addClaims(area, units, claims);
    area.solve();
  }
  area.state.evaluate(area.powerFlow);
  return [
    ...branchNeeds(area, units, settings, watches),
    ...voltageNeeds(area, units, settings, watches),
  ];
}

/** Adds granted changes to the working injections, evenly over the members of each unit. */
function addClaims(area: AreaModel, units: readonly Unit[], claims: readonly ClaimEntry[]): void {
  for (const claim of claims) {
    const { unit, direction } = claim;
    const { members, area: home } = units[unit]!;
    if (home !== area.index) continue;
    const kw = ((direction === UP ? -1 : 1) * heldWh(claim)) / WH_PER_KW / members.length;
    for (const { bus } of members) area.addPower(bus, kw);
  }
}

function branchNeeds(
  area: AreaModel,
  units: readonly Unit[],
  { targetLoadingPercent }: FlexibilitySettings,
  watches: boolean,
): Need[] {
  const { index, network, powerFlow, state } = area;
  const needs: Need[] = [];
  for (const branch of network.monitoredBranches) {
    const loading = state.loadingPercent[branch]!;
    if (loading <= 100 && !watches) continue;
    // What is overloaded is brought down to the target; what is not may fill up to its rating.
    const wantedPercent = loading > 100 ? targetLoadingPercent : 100;
    const excessKva = ((loading - wantedPercent) / 100) * network.ratedKva[branch]!;
    const perConsumption = byUnit(units, area, loadingSensitivity(network, powerFlow, branch));
    const direction = sum(perConsumption) >= 0 ? UP : DOWN;
    needs.push({
      kind: DSO_CM,
      operator: index,
      area: index,
      element: network.branchIds[branch]!,
      direction,
      quantityWh: Math.ceil(excessKva * WH_PER_KW),
      effectiveness: direction === UP ? perConsumption : perConsumption.map((x) => -x),
      shown: loading,
    });
  }
  return needs;
}

function voltageNeeds(
  area: AreaModel,
  units: readonly Unit[],
  { voltagePuMin, voltagePuMax }: FlexibilitySettings,
  watches: boolean,
): Need[] {
  const { network, state } = area;
  const voltage = (bus: number) => state.voltagePu[bus]!;
  const buses = Array.from(network.monitoredBuses);
  if (watches) {
    return buses.flatMap((bus) => [
      voltageNeed(area, units, bus, DOWN, voltage(bus) - voltagePuMax),
      voltageNeed(area, units, bus, UP, voltagePuMin - voltage(bus)),
    ]);
  }
  const needs: Need[] = [];
  const highest = buses.reduce(
    (one, other) => (voltage(other) > voltage(one) ? other : one),
    buses[0]!,
  );
  const lowest = buses.reduce(
    (one, other) => (voltage(other) < voltage(one) ? other : one),
    buses[0]!,
  );
  if (buses.length > 0 && voltage(highest) > voltagePuMax)
    needs.push(voltageNeed(area, units, highest, DOWN, voltage(highest) - voltagePuMax));
  if (buses.length > 0 && voltage(lowest) < voltagePuMin)
    needs.push(voltageNeed(area, units, lowest, UP, voltagePuMin - voltage(lowest)));
  return needs;
}

/** Need of one bus: `excessPu` beyond its band, negative for headroom. */
function voltageNeed(
  area: AreaModel,
  units: readonly Unit[],
  bus: number,
  direction: Direction,
  excessPu: number,
): Need {
  const { index, network, powerFlow, state } = area;
  const perConsumption = voltageSensitivity(network, powerFlow, bus);
  const own = Math.abs(perConsumption[bus]!);
  return {
    kind: DSO_CM,
    operator: index,
    area: index,
    element: network.busIds[bus]!,
    direction,
    quantityWh: Math.ceil((excessPu / own) * WH_PER_KW),
    effectiveness: byUnit(units, area, perConsumption).map((x) => (x === 0 ? 0 : -x / own)),
    shown: state.voltagePu[bus]!,
  };
}

/** Mean of a bus quantity over the members of each unit; 0 for units of other areas. */
function byUnit(
  units: readonly Unit[],
  { index, place }: AreaModel,
  byBus: Float64Array,
): Float64Array {
  return Float64Array.from(units, (unit) => {
    if (unit.area !== index) return 0;
    let total = 0;
    for (const member of unit.members) total += byBus[place[member.bus]!]!;
    return total / unit.members.length;
  });
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
