import {
  REGISTRATION_ITEMS,
  type RegistrationItem,
} from "#engine/settlement/applicationLifeCycle.ts";
import type { Unit } from "#sim/agents/unit.ts";
import { streamKey, uniform, uniformInt } from "#sim/random/randomStream.ts";
import type { World } from "#sim/world/world.ts";

/** What a registration leaves out, and how its owner answers a question. */
export interface RegistrationPaper {
  readonly missing: readonly RegistrationItem[];
  /** Days from the question to the answer; null where none comes before the deadline. */
  readonly answerDays: number | null;
  readonly deadlineDays: number;
}

/** Draws a unit's registration from its own stream `<unit>/registration`. */
export function registrationPaper(
  { scenario, seed }: Pick<World, "scenario" | "seed">,
  { name }: Pick<Unit, "name">,
): RegistrationPaper {
  const { missing: shares, answer } = scenario.flexibility.qualification;
  const key = streamKey(seed, `${name}/registration`);
  const missing = REGISTRATION_ITEMS.filter((item, at) => uniform(key, at) < shares[item]);
  const { daysMin, daysMax, deadlineDays, never } = answer;
  const isSilent = uniform(key, REGISTRATION_ITEMS.length) < never;
  const days = daysMin + uniformInt(key, REGISTRATION_ITEMS.length + 1, daysMax - daysMin + 1);
  return { missing, answerDays: isSilent || days > deadlineDays ? null : days, deadlineDays };
}
