import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { DSO_CM, type Need, type NeedKind, TSO_CM } from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { knownClaims } from "#engine/coordination/visibleClaims.ts";
import { aggregateSupply } from "#sim/operators/aggregateSupply.ts";
import type { Corridor } from "#sim/operators/corridor.ts";
import { distributionNeeds } from "#sim/operators/distributionNeeds.ts";
import { GridGuard } from "#sim/operators/gridGuard.ts";
import { balancingNeed, corridorNeeds } from "#sim/operators/transmissionNeeds.ts";
import type { Community } from "#sim/run/community.ts";

/** What an operator counts before it asks: see `SystemOperators.needs`. */
export interface Counted {
  /** Upward energy that enters the balance already, Wh. */
  readonly balancedUpWh: number;
  /** Whether elements with headroom are listed, because picks or claims of others may use it up. */
  readonly watches: boolean;
  /** Whether one clearing meets congestion and balance: then lines keep units from no balancing. */
  readonly isJoint?: boolean;
}

/** The DSOs and the TSO at their desks: from what is known now to needs. */
export class SystemOperators {
  readonly #community: Community;
  readonly #corridor: Corridor;

  constructor(community: Community, corridor: Corridor) {
    this.#community = community;
    this.#corridor = corridor;
  }

  /** Needs of one kind for a period, all operators. */
  needs(
    kind: NeedKind,
    period: number,
    now: number,
    { balancedUpWh, watches, isJoint = false }: Counted,
  ): Need[] {
    const { world, areas, units } = this.#community;
    const lead = period - now;
    if (kind === DSO_CM) {
      const { flexibility } = world.scenario;
      const view = { watches };
      return areas.flatMap((area) =>
        distributionNeeds(area, units, flexibility, period, lead, view),
      );
    }
    if (kind === TSO_CM) return corridorNeeds(this.#corridor, units, period, lead, watches);
    const view = { ownUpWh: balancedUpWh, watches, isJoint };
    return balancingNeed(world, this.#corridor, units, now, period, view);
  }

  /** What the DSOs' grids lack with everything in their flows that was granted so far and they know of. */
  corrections(flex: FlexPeriod, scheme: Scheme, now: number): Need[] {
    const { world, areas, units } = this.#community;
    const { flexibility } = world.scenario;
    const { period } = flex;
    const claims = knownClaims(flex, scheme, DSO_CM);
    return areas
      .flatMap((area) =>
        distributionNeeds(area, units, flexibility, period, period - now, { claims }),
      )
      .map((need) => ({ ...need, origin: "correction" }));
  }

  /** How far apart two areas are on the transmission grid: what differs in their effect on its lines. */
  areaDistance(one: number, other: number): number {
    let sum = 0;
    for (let line = 0; line < this.#corridor.lineIds.length; line++) {
      sum += Math.abs(this.#corridor.ptdf(line, one) - this.#corridor.ptdf(line, other));
    }
    return sum;
  }

  /**
   * Caps what later operators take by what the DSOs' grids bear, given everything granted so far: offer
   * by offer, or by the residual supply that each DSO hands over before the gate.
   */
  guard(
    flex: FlexPeriod,
    now: number,
    kind: Exclude<Scheme["guard"], "none" | "corrective">,
  ): Pick<ClearingSettings, "safeWh"> {
    const { world, areas, units } = this.#community;
    const { flexibility } = world.scenario;
    const guardOf = (area: number) =>
      new GridGuard(areas[area]!, units, flexibility, flex.period, flex.period - now);
    if (kind === "aggregate")
      return { safeWh: aggregateSupply(flex, units, areas.length, guardOf) };
    const guards = areas.map((_, area) => guardOf(area));
    return {
      safeWh: (unit, direction) => guards[units[unit]!.area]!.safeWh(unit, direction, flex.claims),
    };
  }
}
