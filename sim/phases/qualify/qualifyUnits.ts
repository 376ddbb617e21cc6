import type { Unit } from "#sim/agents/unit.ts";
import { marketMinute } from "#sim/clock.ts";
import type { MarketProducts } from "#sim/operators/marketProducts.ts";
import { type Qualification, qualifyProducts } from "#sim/operators/qualifyProducts.ts";
import { lightNote, lightOf, type StaticLight, staticLights } from "#sim/operators/staticLight.ts";
import type { UnitRegister } from "#sim/phases/qualify/unitRegister.ts";
import { streamKey, uniform } from "#sim/random/randomStream.ts";
import type { Community } from "#sim/run/community.ts";

/** What became of a unit's application, for those who put it on record. */
export interface QualifiedUnit {
  readonly light: StaticLight;
  readonly qualification: Qualification;
  /** Whether it offers all or nothing in auctions. */
  readonly divisible: boolean;
}

/**
 * Registers all units at the first instant of the world, before any of them has offered anything: the
 * DSO's traffic light over the scenario's load cases, then the products one by one.
 *
 * Where the light only advises, a unit goes on with all it registered; where it binds, with what is
 * safe, and not at all where nothing is.
 */
export function qualifyUnits(
  community: Community,
  products: MarketProducts,
  register: UnitRegister,
): QualifiedUnit[] {
  const { world, units } = community;
  const { qualification: rules } = world.scenario.flexibility;
  const minute = marketMinute(world.calendar, 0, 0);
  const lights = staticLights(community);
  return units.map((unit) => {
    const { index } = unit;
    const { upWhMax, downWhMax } = unit.registeredWh();
    const light = lights[index]!;
    const binds = rules.light === "binds";
    register.limit(index, upWhMax, downWhMax);
    register.advance(index, "registered", minute, "signed by its owner");
    const upWh = binds ? light.upWh : upWhMax;
    const downWh = binds ? light.downWh : downWhMax;
    const divisible = isDivisible(community, unit);
    const responseMinutes = unit.responseMinutes();
    const application = { upWh, downWh, responseMinutes, divisible };
    const qualification = qualifyProducts(products, application);
    const result = { light, qualification, divisible };
    register.limit(index, upWh, downWh);
    if (binds && lightOf(light) === "red") {
      register.advance(index, "rejected", minute, lightNote(light));
      return result;
    }
    const told = binds ? "" : ", as advice";
    register.advance(index, "gridPrequalified", minute, `${lightNote(light)}${told}`);
    const isWanted = qualification.forNeed.includes(true) || qualification.forReservation;
    register.advance(index, isWanted ? "productQualified" : "rejected", minute, qualification.note);
    return result;
  });
}

function isDivisible({ world }: Community, { name }: Unit): boolean {
  const { indivisibleShare } = world.scenario.flexibility.reservation;
  return uniform(streamKey(world.seed, `${name}/divisible`), 0) >= indivisibleShare;
}
