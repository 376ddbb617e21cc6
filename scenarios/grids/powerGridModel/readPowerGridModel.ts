import { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { GridReading } from "#scenarios/grids/gridReading.ts";
import { addAppliances } from "#scenarios/grids/powerGridModel/addAppliances.ts";
import { addComponentBranches } from "#scenarios/grids/powerGridModel/addBranches.ts";
import {
  componentColumns,
  ignoredComponents,
} from "#scenarios/grids/powerGridModel/componentColumns.ts";
import { componentRows } from "#scenarios/grids/powerGridModel/componentRows.ts";
import type { ComponentSet } from "#scenarios/grids/powerGridModel/componentSet.ts";
import { type RawRow, refuseRepeated, type SourceRow } from "#scenarios/grids/sourceRow.ts";
import { TableReader } from "#scenarios/grids/tableReader.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";

/**
 * Reads an input data set of power-grid-model for its balanced power flow at 50 Hz: positive
 * sequence, transformers as pi circuits at their tap positions. Ids are those of the file.
 *
 * @throws {ScenarioError} with everything that is wrong or cannot be represented.
 */
export function readPowerGridModel(raw: unknown, file: string): GridReading {
  const reader = new TableReader();
  const components = componentRows(raw, file, reader.findings);
  checkComponents(components, file, reader);
  const builder = new CaseBuilder(reader.findings);
  const opened = new Map<string, SourceRow[]>();
  // Ids are shared by all components.
  const ids = new Map<string, string>();
  const set: ComponentSet = {
    reader,
    nodes: new Map(),
    open: (name) => {
      const rows =
        opened.get(name) ?? reader.open(name, components.get(name) ?? [], componentColumns[name]);
      if (!opened.has(name)) refuseRepeated(rows, "id", ids);
      opened.set(name, rows);
      return rows;
    },
  };
  for (const row of set.open("node")) {
    const id = row.text("id");
    const kv = row.number("u_rated", { above: 0 }) / 1000;
    set.nodes.set(id, { id, kv });
    builder.addBus(row, { id, voltageKvRated: kv });
  }
  addComponentBranches(set, builder);
  addAppliances(set, builder);
  const gridCase = builder.finish(file, file);
  if (reader.findings.length > 0) throw new ScenarioError(`cannot read ${file}`, reader.findings);
  const { fieldsRead, fieldsIgnored, remarks } = reader;
  const { openEnds } = builder;
  return { format: "power-grid-model", gridCase, fieldsRead, fieldsIgnored, remarks, openEnds };
}

function checkComponents(
  components: ReadonlyMap<string, readonly RawRow[]>,
  file: string,
  reader: TableReader,
): void {
  for (const [name, rows] of components) {
    if (Object.hasOwn(componentColumns, name)) continue;
    // A regulator that is switched off leaves the tap where it stands.
    const active = rows.filter(({ cells }) => cells["status"] !== 0);
    if (ignoredComponents.has(name)) reader.noteIgnored(name);
    else if (active.length === 0) reader.remarkLeftOut(rows.length, name);
    else
      reader.findings.push({
        file,
        field: name,
        expected: "no such component; it is not modelled",
        found: `${active.length} of them`,
      });
  }
}
