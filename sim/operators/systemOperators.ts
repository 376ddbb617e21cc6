import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { DSO_CM, type Need, type NeedKind, TSO_CM } from "#engine/coordination/needs.ts";
import type { Corridor } from "#sim/operators/corridor.ts";
import { distributionNeeds } from "#sim/operators/distributionNeeds.ts";
import { GridGuard } from "#sim/operators/gridGuard.ts";
import { balancingNeed, corridorNeeds } from "#sim/operators/transmissionNeeds.ts";
import type { Community } from "#sim/run/community.ts";

/** What an operator counts before it asks: see `SystemOperators.needs`. */
export interface Counted {
  /** Upward energy that enters the balance already, Wh. */
  readonly balancedUpWh: number;
  /** Whether claims of others may still use up headroom. */
  readonly seesOthers: boolean;
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
  needs(kind: NeedKind, period: number, now: number, counted: Counted): Need[] {
    const { world, areas, units } = this.#community;
    const lead = period - now;
    if (kind === DSO_CM) {
      const { flexibility } = world.scenario;
      return areas.flatMap((area) => distributionNeeds(area, units, flexibility, period, lead));
    }
    if (kind === TSO_CM) {
      return corridorNeeds(this.#corridor, units, period, lead, counted.seesOthers);
    }
    return balancingNeed(world, this.#corridor, units, now, period, counted.balancedUpWh);
  }

  /** Caps what the TSO takes by what the DSOs' grids bear, given everything granted so far. */
  guard(flex: FlexPeriod, now: number): Pick<ClearingSettings, "safeWh"> {
    const { world, areas, units } = this.#community;
    const { flexibility } = world.scenario;
    const guards = areas.map(
      (area) => new GridGuard(area, units, flexibility, flex.period, flex.period - now),
    );
    return {
      safeWh: (unit, direction) => guards[units[unit]!.area]!.safeWh(unit, direction, flex.claims),
    };
  }
}
