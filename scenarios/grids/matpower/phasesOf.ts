import { caseColumns } from "#scenarios/grids/matpower/caseColumns.ts";
import type { CaseParts } from "#scenarios/grids/matpower/runCase.ts";
import type { TableReader } from "#scenarios/grids/tableReader.ts";

/**
 * Tells whether a case is written per phase: its base power as a third, "50/3", and its base
 * voltages from line to neutral, "12/sqrt(3)". Then powers count three times and voltages √3 times.
 * One without the other cannot be told apart from a mistake.
 */
export function phasesOf(
  { expressions, parts }: CaseParts,
  file: string,
  reader: TableReader,
): { readonly threefold: number; readonly kvFactor: number } {
  const isThird = expressions.get("baseMVA")?.some((text) => /\/\s*3(\.0*)?$/.test(text)) === true;
  const buses = parts.get("bus");
  const column = caseColumns.bus.indexOf("BASE_KV");
  const rated = Array.isArray(buses) ? buses.filter((row) => row[column] !== 0).length : 0;
  const toNeutral = (expressions.get("bus") ?? []).filter((text) => /\/sqrt\(3\)$/.test(text));
  if (!isThird && toNeutral.length === 0) return { threefold: 1, kvFactor: 1 };
  if (!isThird || toNeutral.length !== rated)
    reader.findings.push({
      file,
      field: "mpc.baseMVA",
      expected: "a third, as in 50/3, together with all base voltages over sqrt(3), or neither",
      found: `${isThird ? "a third" : "no third"}, and ${toNeutral.length} of ${rated} base voltages over sqrt(3)`,
    });
  reader.remarks.push(
    "written per phase: powers are taken three times, voltages from line to line",
  );
  return { threefold: 3, kvFactor: Math.sqrt(3) };
}
