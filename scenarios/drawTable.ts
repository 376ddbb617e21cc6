import { checkPopulation, type PopulationFault } from "#scenarios/checks/checkPopulation.ts";
import { drawProsumers } from "#scenarios/population/drawProsumers.ts";
import type { Population } from "#scenarios/population/population.ts";
import type { Table } from "#scenarios/readTable.ts";
import type { BusRecord, Prosumer } from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

interface DrawnFrom {
  readonly area: string;
  /** Areas by the prefix of their populations, as far as these are drawn. */
  readonly prefixes: Map<string, string>;
  readonly buses: Table<BusRecord>;
  /** Of the place; undefined when its section could not be read. */
  readonly latitudeDegree: number | undefined;
  /** Known aggregators; undefined when their section could not be read. */
  readonly aggregators: ReadonlySet<string> | undefined;
  /** Path and file of a field of the population's own section. */
  readonly section: (field: string) => Pick<Finding, "file" | "line" | "field">;
}

/**
 * Draws the attribute table of an area from its population. A population that asks for what the area
 * does not have is found at its section, and its table stays empty.
 */
export function drawTable(
  population: Population,
  { area, prefixes, buses, latitudeDegree, aggregators, section }: DrawnFrom,
  findings: Finding[],
): Table<Prosumer> {
  const { file, line = 1 } = section("population");
  const add = ({ field, expected, found }: PopulationFault) =>
    findings.push({ ...section(`population.${field}`), expected, found });
  const nobody = { file, rows: [], lines: [], ids: new Set<string>(), complete: false };
  // Buses that could not be read have findings of their own.
  if (!buses.complete) return nobody;
  const faults = checkPopulation(population, buses.rows, aggregators);
  const { prefix } = population;
  const other = prefixes.get(prefix);
  // Two populations of one prefix would give every uid twice: that is said once.
  if (other !== undefined)
    faults.push({
      field: "prefix",
      expected: "a prefix of its own",
      found: `${JSON.stringify(prefix)}, which area ${other} has already`,
    });
  prefixes.set(prefix, area);
  faults.forEach(add);
  if (faults.length > 0) return nobody;
  const drawn = drawProsumers(population, buses.rows, latitudeDegree);
  const { prosumers: rows, shortages } = drawn;
  for (const { field, asked, available } of shortages)
    add({ field, expected: `at most the ${available} homes that can`, found: `${asked} homes` });
  const lines = rows.map(() => line);
  return { file, rows, lines, ids: new Set(rows.map(({ uid }) => uid)), complete: true };
}
