import type { GridCase } from "#scenarios/grids/gridCase.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

const NAMES_MAX = 10;

/** Finds islands without a source, one finding each. */
export function checkConnected(
  { buses, sources, lines, transformers, links }: Omit<GridCase, "name">,
  file: string,
  findings: Finding[],
): void {
  if (sources.length === 0) {
    findings.push({ file, field: "(grid)", expected: "at least one source", found: "none" });
    return;
  }
  const neighbours = new Map<string, string[]>(buses.map(({ id }) => [id, []]));
  for (const { busFrom, busTo } of [...lines, ...transformers, ...links]) {
    neighbours.get(busFrom)?.push(busTo);
    neighbours.get(busTo)?.push(busFrom);
  }
  const reached = new Set<string>();
  reach(
    sources.map(({ bus }) => bus),
    neighbours,
    reached,
  );
  for (const { id } of buses) {
    if (reached.has(id)) continue;
    const island = reach([id], neighbours, reached);
    findings.push({
      file,
      field: "(grid)",
      expected: "every bus connected to a source",
      found: `an island of ${island.length === 1 ? "bus" : `${island.length} buses:`} ${some(island)}`,
    });
  }
}

/** Adds everything connected with `start` to `reached`, and returns what was added. */
function reach(
  start: readonly string[],
  neighbours: ReadonlyMap<string, readonly string[]>,
  reached: Set<string>,
): string[] {
  const added = [...new Set(start)];
  for (const bus of added) reached.add(bus);
  // Grows while it is walked.
  for (const bus of added)
    for (const next of neighbours.get(bus) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      added.push(next);
    }
  return added;
}

function some(names: readonly string[]): string {
  const more = names.length - NAMES_MAX;
  return `${names.slice(0, NAMES_MAX).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
