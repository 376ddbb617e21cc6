import { createHash } from "node:crypto";
import type { Scenario } from "#scenarios/scenario.ts";

/**
 * SHA-256 over the canonical JSON (keys in order) of a scenario's content. Name, seed, first day
 * and number of days stay out: they are part of a run's key by themselves.
 */
export function scenarioHash(scenario: Omit<Scenario, "hash">): string {
  const { name: _name, seed: _seed, calendar, ...content } = scenario;
  const hashed = { ...content, calendar: { spinUpDays: calendar.spinUpDays } };
  return createHash("sha256").update(canonicalJson(hashed)).digest("hex");
}

/** Lists that a scenario may leave out: an empty one is the same content as none. */
const OPTIONAL_LISTS = new Set(["events", "openLines"]);

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (Array.isArray(part)) return part.length === 0 && OPTIONAL_LISTS.has(key) ? undefined : part;
    return typeof part === "object" && part !== null
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  });
}
