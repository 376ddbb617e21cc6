import { BAL, DOWN, type Need, TSO_CM, TSO_OPERATOR, UP } from "#engine/coordination/needs.ts";
import type { Unit } from "#sim/agents/unit.ts";
import type { Corridor } from "#sim/operators/corridor.ts";
import { imbalanceSdMw } from "#sim/world/nationalSystem.ts";
import type { World } from "#sim/world/world.ts";

const WH_PER_KW = 250;

/** Loading from which a line is watched although it needs nothing yet, percent. */
const WATCHED_PERCENT = 85;

/**
 * What the TSO needs on each overloaded line, in energy of the pilot. Lines on which no unit has a
 * sensitivity that counts are relieved elsewhere in the country and not listed. With `watched`, lines close to
 * their limit are listed too, with the headroom that others' claims may still use (negative).
 */
export function corridorNeeds(
  corridor: Corridor,
  units: readonly Unit[],
  i: number,
  lead: number,
  watched = false,
): Need[] {
  const { sensitivityMin } = corridor;
  corridor.forecast(i, lead);
  const needs: Need[] = [];
  for (let line = 0; line < corridor.lineIds.length; line++) {
    const flow = corridor.flowMw[line]!;
    const excessMw = Math.abs(flow) - corridor.limitMw[line]!;
    const least = watched ? (WATCHED_PERCENT / 100 - 1) * corridor.limitMw[line]! : 0;
    if (excessMw <= least) continue;
    const relief = (area: number) => Math.sign(flow) * corridor.ptdf(line, area);
    if (!units.some((unit) => Math.abs(relief(unit.area)) >= sensitivityMin)) continue;
    const direction = units.reduce((total, unit) => total + relief(unit.area), 0) > 0 ? DOWN : UP;
    needs.push({
      kind: TSO_CM,
      operator: TSO_OPERATOR,
      area: -1,
      element: corridor.lineIds[line]!,
      direction,
      quantityWh: Math.ceil(((excessMw * 1000) / corridor.replica) * WH_PER_KW),
      effectiveness: Float64Array.from(units, (unit) =>
        direction === DOWN ? relief(unit.area) : -relief(unit.area),
      ),
      shown: (100 * Math.abs(flow)) / corridor.limitMw[line]!,
    });
  }
  return needs;
}

/** What the TSO counts and lists when it looks at the balance. */
export interface BalanceView {
  /**
   * Net upward energy that enters the balance already: the TSO's congestion picks, and those of the
   * DSOs where the exchange shows them.
   */
  readonly ownUpWh: number;
  /** Lists both sides of the band, what is inside it as headroom (negative). */
  readonly watches: boolean;
  /** All units count: a joint clearing knows the congested lines itself. */
  readonly isJoint: boolean;
}

/**
 * The balancing need: the imbalance expected from the last one metered, beyond one standard
 * deviation, at the scale of the pilot. Units whose call would load a congested line further by at
 * least the sensitivity that counts are of no use to it: the same operator relieves that line.
 *
 */
export function balancingNeed(
  world: World,
  corridor: Corridor,
  units: readonly Unit[],
  now: number,
  i: number,
  { ownUpWh, watches, isJoint }: BalanceView,
): Need[] {
  const { shortWh, bandWh } = expectedBalance(world, corridor, now, i, ownUpWh);
  const sides = ([UP, DOWN] as const)
    .map((direction) => ({
      direction,
      needWh: Math.floor((direction === UP ? shortWh : -shortWh) - bandWh),
    }))
    .filter(({ needWh }) => watches || needWh > 0);
  if (sides.length === 0) return [];
  const congested = isJoint ? [] : corridorNeeds(corridor, units, i, i - now);
  const { sensitivityMin } = world.scenario.flexibility;
  const harms = (unit: Unit, way: 0 | 1) =>
    congested.some(
      ({ direction: relief, effectiveness }) =>
        relief !== way && effectiveness[unit.index]! >= sensitivityMin,
    );
  return sides.map(({ direction, needWh }) => ({
    kind: BAL,
    operator: TSO_OPERATOR,
    area: -1,
    element: "system",
    direction,
    quantityWh: needWh,
    effectiveness: Float64Array.from(units, (unit) => (harms(unit, direction) ? 0 : 1)),
    shown: shortWh / WH_PER_KW,
  }));
}

/** Energy that the system is expected to lack in period `i`, and the band that is left alone, Wh. */
function expectedBalance(
  world: World,
  corridor: Corridor,
  now: number,
  i: number,
  ownUpWh: number,
): { shortWh: number; bandWh: number } {
  const expectedMw = world.system.imbalanceMw[now - 1]! * lagPower(world, i - now + 1);
  const whPerMw = (1000 / corridor.replica) * WH_PER_KW;
  const { loadFactor } = world.system.forecast[world.vintageOf(i - now)]!;
  const { clearPvFactor } = world.system;
  const sdMw = imbalanceSdMw(world.scenario.transmission, loadFactor[i]!, clearPvFactor[i]!);
  return { shortWh: expectedMw * whPerMw - ownUpWh, bandWh: sdMw * whPerMw };
}

function lagPower(world: World, periods: number): number {
  let power = 1;
  for (let k = 0; k < periods; k++) power *= world.scenario.transmission.imbalance.lag1;
  return power;
}
