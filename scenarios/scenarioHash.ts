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

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
