import { parse } from "yaml";
import type { Finding } from "#scenarios/scenarioError.ts";

/** Paths that `--set` has changed or added, so that findings can point there. */
export type OverriddenPaths = ReadonlySet<string>;

/**
 * Applies overrides "path=value" (`calendar.days=7`, `prices.retail.day=18 ct/kWh`) to raw YAML
 * before it is checked. The value is read as YAML. A path through something that is no section is
 * a finding here; a path to an unknown field becomes one when the result is checked.
 */
export function applyOverrides(
  raw: unknown,
  overrides: readonly string[],
  findings: Finding[],
): OverriddenPaths {
  const paths = new Set<string>();
  for (const override of overrides) {
    const refuse = (field: string, expected: string, found: string) =>
      findings.push({ file: "--set", field, expected, found });
    const [, path, valueText] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(override) ?? [];
    if (path === undefined || valueText === undefined) {
      refuse("(override)", "path=value", JSON.stringify(override));
      continue;
    }
    let value: unknown;
    try {
      value = parse(valueText);
    } catch {
      refuse(path, "a value that is YAML", JSON.stringify(valueText));
      continue;
    }
    const changed = put(raw, path.split("."), value);
    if (changed === undefined) refuse(path, "a known field", `unknown path "${path}"`);
    else paths.add(changed);
  }
  return paths;
}

/** Sets a value; answers with the path of what changed, or nothing when there is no such place. */
function put(root: unknown, keys: readonly string[], value: unknown): string | undefined {
  let owner = root;
  let depthOld = 0;
  for (const [index, key] of keys.entries()) {
    if (typeof owner !== "object" || owner === null) return undefined;
    const isKnown = Object.hasOwn(owner, key);
    // Lists keep their entries; sections may grow, and what is unknown in them is refused later.
    if ((Array.isArray(owner) && !isKnown) || key === "__proto__" || key === "") return undefined;
    if (isKnown && depthOld === index) depthOld = index + 1;
    const section = owner as Record<string, unknown>;
    if (index === keys.length - 1) section[key] = value;
    else if (!isKnown) section[key] = {};
    owner = section[key];
  }
  return keys.slice(0, depthOld + 1).join(".");
}
