import type { Unit } from "#sim/agents/unit.ts";
import { marketMinute } from "#sim/clock.ts";
import type { MarketProducts } from "#sim/operators/marketProducts.ts";
import { type Qualification, qualifyProducts, questionOf } from "#sim/operators/qualifyProducts.ts";
import { lightNote, lightOf, type StaticLight, staticLights } from "#sim/operators/staticLight.ts";
import {
  type RegistrationPaper,
  registrationPaper,
} from "#sim/phases/qualify/registrationPaper.ts";
import type { UnitRegister } from "#sim/phases/qualify/unitRegister.ts";
import { streamKey, uniform } from "#sim/random/randomStream.ts";
import type { Community } from "#sim/run/community.ts";

const MINUTES_PER_DAY = 1440;

/** What became of a unit's application, for those who put it on record. */
export interface QualifiedUnit {
  readonly light: StaticLight;
  readonly qualification: Qualification;
  /** Whether it offers all or nothing in auctions. */
  readonly divisible: boolean;
}

/**
 * Registers all units at the first instant of the world, before any of them has offered anything: the
 * DSO's traffic light over the scenario's load cases, then the products one by one. Who left out what a
 * product asks for is asked, and decided upon when it answers or the deadline is over.
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
    const paper = registrationPaper(world, unit);
    const filed = { upWh, downWh, responseMinutes, divisible, missing: paper.missing };
    const question = questionOf(products, filed);
    const isAnswered = question !== null && paper.answerDays !== null;
    const missing = isAnswered ? [] : paper.missing;
    const qualification = qualifyProducts(products, { ...filed, missing });
    const result = { light, qualification, divisible };
    register.limit(index, upWh, downWh);
    if (binds && lightOf(light) === "red") {
      register.advance(index, "rejected", minute, lightNote(light));
      return result;
    }
    const told = binds ? "" : ", as advice";
    register.advance(index, "gridPrequalified", minute, `${lightNote(light)}${told}`);
    const decided = minute + inquire(register, index, minute, question, paper);
    const isWanted = qualification.forNeed.includes(true) || qualification.forReservation;
    register.advance(
      index,
      isWanted ? "productQualified" : "rejected",
      decided,
      qualification.note,
    );
    return result;
  });
}

/** Asks a unit for what its registration leaves out; returns the minutes until its application is decided. */
function inquire(
  register: UnitRegister,
  unit: number,
  minute: number,
  question: string | null,
  { answerDays, deadlineDays }: RegistrationPaper,
): number {
  if (question === null) return 0;
  register.inquire(unit, "asked", minute, question);
  if (answerDays === null) return deadlineDays * MINUTES_PER_DAY;
  const later = answerDays * MINUTES_PER_DAY;
  register.inquire(unit, "answered", minute + later, `after ${answerDays} days`);
  return later;
}

function isDivisible({ world }: Community, { name }: Unit): boolean {
  const { indivisibleShare } = world.scenario.flexibility.reservation;
  return uniform(streamKey(world.seed, `${name}/divisible`), 0) >= indivisibleShare;
}
