import { parse } from "yaml";
import type { Finding } from "#scenarios/scenarioError.ts";

/** Paths that `--set` has changed, so that findings can point there. */
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
    if (!put(raw, path.split("."), value)) refuse(path, "a known field", `unknown path "${path}"`);
    else paths.add(path);
  }
  return paths;
}

function put(root: unknown, keys: readonly string[], value: unknown): boolean {
  let owner = root;
  for (const [index, key] of keys.entries()) {
    if (typeof owner !== "object" || owner === null) return false;
    // Existing entries of a list only; sections may grow, what is unknown in them is refused later.
    if (Array.isArray(owner) && !Object.hasOwn(owner, key)) return false;
    if (key === "__proto__" || key === "") return false;
    const section = owner as Record<string, unknown>;
    if (index === keys.length - 1) section[key] = value;
    else if (!Object.hasOwn(section, key)) section[key] = {};
    owner = section[key];
  }
  return true;
}
