import type { AreaTables } from "#scenarios/areaTables.ts";
import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import type { Table } from "#scenarios/readTable.ts";
import type { Finding } from "#scenarios/scenarioError.ts";
import type { AreaFile } from "#scenarios/schema/areaSchema.ts";

interface References {
  /** Path and file of the area's own section. */
  readonly section: (field: string) => Pick<Finding, "file" | "line" | "field">;
  /** Known aggregators; undefined when their section could not be read. */
  readonly aggregators: ReadonlySet<string> | undefined;
}

/** Checks that everything an area's tables and section refer to exists. */
export function checkReferences(
  tables: AreaTables,
  area: AreaFile,
  references: References,
  findings: Finding[],
): void {
  const { buses, lines, transformers, lineTypes, transformerTypes } = tables;
  checkColumn(lines, ["busFrom", "from"], "a bus", buses, findings);
  checkColumn(lines, ["busTo", "to"], "a bus", buses, findings);
  checkColumn(lines, ["type", "type"], "a line type", lineTypes, findings);
  checkColumn(transformers, ["busHv", "hv"], "a bus", buses, findings);
  checkColumn(transformers, ["busLv", "lv"], "a bus", buses, findings);
  checkColumn(transformers, ["type", "type"], "a transformer type", transformerTypes, findings);
  checkColumn(tables.prosumers, ["bus", "bus"], "a bus", buses, findings);
  checkProsumers(tables, references, findings);

  const check = (field: string, what: string, value: string, known: ReadonlySet<string>) => {
    // An empty set is a file that could not be read, and has its own finding.
    if (known.size === 0 || known.has(value)) return;
    const expected = `${what}${didYouMean(value, known)}`;
    findings.push({ ...references.section(field), expected, found: JSON.stringify(value) });
  };
  const someUnread = lines.ids.size === 0 || transformers.ids.size === 0;
  const branches = new Set(someUnread ? [] : [...lines.ids, ...transformers.ids]);
  check("sourceBus", "a bus of buses", area.sourceBus, buses.ids);
  check("mainTransformer", "a transformer type", area.mainTransformer, transformerTypes.ids);
  for (const [index, id] of area.openLines.entries())
    check(`openLines.${index}`, "a line", id, lines.ids);
  for (const [index, id] of area.monitoredBranches.entries())
    check(`monitoredBranches.${index}`, "a line or transformer", id, branches);
  for (const [index, id] of area.monitoredBuses.entries())
    check(`monitoredBuses.${index}`, "a bus", id, buses.ids);
}

function checkColumn<Row>(
  table: Table<Row>,
  [key, field]: readonly [keyof Row & string, string],
  what: string,
  target: Table<unknown>,
  findings: Finding[],
): void {
  if (target.ids.size === 0) return;
  for (const [index, row] of table.rows.entries()) {
    const id = String(row[key]);
    if (target.ids.has(id)) continue;
    findings.push({
      file: table.file,
      line: table.lines[index]!,
      field,
      expected: `${what} of ${target.file}${didYouMean(id, target.ids)}`,
      found: JSON.stringify(id),
    });
  }
}

function checkProsumers(
  { buses, prosumers }: AreaTables,
  { aggregators }: References,
  findings: Finding[],
): void {
  const feeders = new Map(buses.rows.map(({ id, feeder }) => [id, feeder]));
  for (const [index, { bus, aggregator, flexible }] of prosumers.rows.entries()) {
    const add = (field: string, expected: string, found: string) =>
      findings.push({
        file: prosumers.file,
        line: prosumers.lines[index]!,
        field,
        expected,
        found: JSON.stringify(found),
      });
    if (feeders.get(bus) === "") add("bus", "a bus on a low-voltage feeder", bus);
    if (aggregator === "") {
      if (flexible) add("aggregator", "an aggregator for a flexible prosumer", aggregator);
    } else if (aggregators !== undefined && !aggregators.has(aggregator)) {
      add("aggregator", `one of ${[...aggregators].join(", ")}`, aggregator);
    }
  }
}
