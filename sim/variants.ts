import { checkScheme } from "#engine/coordination/checkScheme.ts";
import { BAL, DSO_CM, type NeedKind, TSO_CM } from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import {
  parseVariant,
  VARIANT_WORDS,
  type Variant,
  variantIds,
} from "#engine/coordination/variant.ts";
import type { OwnScheme, Scenario } from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

const NEEDS: Readonly<Record<"DSO_CM" | "TSO_CM" | "BAL", NeedKind>> = { DSO_CM, TSO_CM, BAL };

/** Reads the id of a variant in a scenario, which may have schemes of its own; null for an unknown one. */
export function variantOf({ schemes: own }: Scenario, id: string): Variant | null {
  return parseVariant(id, Object.fromEntries(own.map((scheme) => [scheme.id, schemeOf(scheme)])));
}

/** Says in one phrase what an id of a variant may be. */
export function variantsOf({ schemes: own }: Scenario): string {
  const ids = [...variantIds, ...own.map(({ id }) => id)].join(", ");
  return `one of ${ids}; a scheme may be followed by +${VARIANT_WORDS.join(", +")}`;
}

/** Finds everything that is wrong with a scenario's own schemes. */
export function schemeFindings({ schemes: own, name }: Scenario): Finding[] {
  const findings: Finding[] = [];
  for (const scheme of own) {
    const add = (field: string, expected: string, found: string) =>
      findings.push({ file: `${name}/scenario.yaml`, field, expected, found });
    const field = `schemes.${scheme.id}`;
    if (variantIds.includes(scheme.id)) add(field, "an id of its own", "that of a shipped variant");
    if (!Object.hasOwn(schemes, scheme.like)) {
      add(`${field}.like`, `one of ${Object.keys(schemes).join(", ")}`, scheme.like);
      continue;
    }
    for (const sentence of checkScheme(schemeOf(scheme)))
      add(field, "a row without contradictions", sentence);
  }
  return findings;
}

function schemeOf({ like, changes }: OwnScheme): Scheme {
  const start: Scheme = (schemes as Readonly<Record<string, Scheme>>)[like] ?? schemes["1A"];
  const { acts, ...columns } = changes;
  const given = Object.entries(columns).filter(([, value]) => value !== undefined);
  return {
    ...start,
    ...(Object.fromEntries(given) as Partial<Scheme>),
    ...(acts === undefined ? {} : { acts: acts.map((need) => NEEDS[need]) }),
  };
}
