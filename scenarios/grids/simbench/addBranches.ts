import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import { nameplateCircuit } from "#scenarios/grids/nameplate.ts";
import type { SimbenchGrid, SimbenchNode } from "#scenarios/grids/simbench/simbenchGrid.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

/** Adds lines, transformers and closed switches. */
export function addSimbenchBranches(grid: SimbenchGrid, builder: CaseBuilder): void {
  const lineTypes = typesOf("LineType", grid);
  for (const row of grid.open("Line")) addLine(row, lineTypes, grid, builder);
  const transformerTypes = typesOf("TransformerType", grid);
  for (const row of grid.open("Transformer")) addTransformer(row, transformerTypes, grid, builder);
  let open = 0;
  for (const row of grid.open("Switch")) {
    const [a, b] = nodesOf(row, ["nodeA", "nodeB"], grid);
    if (!row.flag("cond")) open++;
    else if (a !== undefined && b !== undefined) {
      if (a.kv !== b.kv && a.kv > 0 && b.kv > 0)
        row.refuse("nodeB", "nodes of one rated voltage", `${a.kv} kV and ${b.kv} kV`);
      builder.add("links", row, { id: row.text("id"), busFrom: a.id, busTo: b.id });
    }
  }
  if (open > 0) grid.reader.remarks.push(`open: ${open} of Switch`);
}

type Types = ReadonlyMap<string, SourceRow>;

function typesOf(table: "LineType" | "TransformerType", grid: SimbenchGrid): Types {
  return new Map(grid.open(table).map((row) => [row.text("id"), row]));
}

function nodesOf(
  row: SourceRow,
  columns: readonly [string, string],
  grid: SimbenchGrid,
): readonly [SimbenchNode | undefined, SimbenchNode | undefined] {
  const [a, b] = columns;
  return [row.lookup(a, grid.nodes, "a node"), row.lookup(b, grid.nodes, "a node")];
}

function addLine(row: SourceRow, types: Types, grid: SimbenchGrid, builder: CaseBuilder): void {
  const [a, b] = nodesOf(row, ["nodeA", "nodeB"], grid);
  const type = row.lookup("type", types, "a type of LineType.csv");
  const lengthKm = row.number("length", { above: 0 });
  if (a === undefined || b === undefined || type === undefined) return;
  builder.addLine(row, {
    id: row.text("id"),
    busFrom: a.id,
    busTo: b.id,
    type: type.text("id"),
    lengthKm,
    rOhm: type.number("r", { min: 0 }) * lengthKm,
    xOhm: type.number("x") * lengthKm,
    gSiemens: 0,
    bSiemens: type.number("b", { min: 0 }) * lengthKm * 1e-6,
    ratedA: type.has("iMax") ? type.number("iMax", { above: 0 }) : null,
  });
}

function addTransformer(
  row: SourceRow,
  types: Types,
  grid: SimbenchGrid,
  builder: CaseBuilder,
): void {
  const [hv, lv] = nodesOf(row, ["nodeHV", "nodeLV"], grid);
  const type = row.lookup("type", types, "a type of TransformerType.csv");
  if (hv === undefined || lv === undefined || type === undefined) return;
  const ratedKva = 1000 * type.number("sR", { above: 0 });
  const shortCircuit = type.number("vmImp", { above: 0 }) / 100;
  const resistive = type.number("pCu", { min: 0 }) / ratedKva;
  if (resistive > shortCircuit) type.refuse("pCu", "losses within the short-circuit voltage");
  const tap = readTap(row, type);
  const kvTo = type.number("vmLV", { above: 0 });
  builder.addTransformer(
    row,
    {
      id: row.text("id"),
      busFrom: hv.id,
      busTo: lv.id,
      kvFrom: type.number("vmHV", { above: 0 }),
      kvTo,
      ...nameplateCircuit({
        // A tap on the low side moves the voltage that impedance and admittance go by.
        kv: kvTo * (tap.side === "LV" ? tap.factor : 1),
        ratedKva,
        shortCircuit,
        shortCircuitResistive: resistive,
        noLoadKw: type.number("pFe", { min: 0 }),
        noLoadCurrent: type.number("iNoLoad", { min: 0 }) / 100,
        parallel: 1,
      }),
      circuit: "t",
      ratio: tap.side === "HV" ? tap.factor : 1 / tap.factor,
      shiftDegree: type.number("va0", { otherwise: 0 }),
      ratedKva,
    },
    tap.regulates,
  );
}

/** Position and side of the tap changer; each step from neutral adds `dVm` percent. */
function readTap(row: SourceRow, type: SourceRow) {
  const neutral = type.integer("tapNeutr", { otherwise: 0 });
  const position = row.integer("tappos", {
    min: type.integer("tapMin", { otherwise: neutral }),
    max: type.integer("tapMax", { otherwise: neutral }),
    otherwise: neutral,
  });
  const percent = type.number("dVm", { otherwise: 0 });
  return {
    side: type.choice("tapside", ["HV", "LV"], "HV"),
    factor: 1 + ((position - neutral) * percent) / 100,
    regulates: percent !== 0,
  };
}
