import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { ComponentSet } from "#scenarios/grids/powerGridModel/componentSet.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

interface Node {
  readonly id: string;
  readonly kv: number;
}

/** Adds what hangs at single nodes: sources, loads, generators with their regulators, shunts. */
export function addAppliances(set: ComponentSet, builder: CaseBuilder): void {
  eachConnected("source", set, (row, node) => addSource(row, node, builder));
  const regulated = readRegulators(set);
  for (const component of ["sym_load", "asym_load", "sym_gen", "asym_gen"] as const)
    eachConnected(component, set, (row, node) =>
      addLoad(row, { node, component, voltagePu: regulated.get(row.text("id")) }, builder),
    );
  eachConnected("shunt", set, (row, node) =>
    builder.add("shunts", row, {
      id: row.text("id"),
      bus: node.id,
      gSiemens: row.number("g1"),
      bSiemens: row.number("b1"),
    }),
  );
}

/** A source stands behind the impedance of its short-circuit power. */
function addSource(row: SourceRow, node: Node, builder: CaseBuilder): void {
  const shortCircuitVa = row.number("sk", { above: 0, infinite: true, otherwise: 1e10 });
  const ratio = row.number("rx_ratio", { min: 0, otherwise: 0.1 });
  const ohm = (node.kv * node.kv * 1e6) / shortCircuitVa;
  const xOhm = ohm / Math.sqrt(1 + ratio * ratio);
  builder.add("sources", row, {
    id: row.text("id"),
    bus: node.id,
    voltagePu: row.number("u_ref", { above: 0 }),
    angleDegree: (row.number("u_ref_angle", { otherwise: 0 }) * 180) / Math.PI,
    rOhm: xOhm * ratio,
    xOhm,
  });
}

/** Voltages that are held, by the id of the load or generator that holds them. */
function readRegulators(set: ComponentSet): ReadonlyMap<string, number> {
  const objects = new Map(
    (["sym_load", "asym_load", "sym_gen", "asym_gen"] as const).flatMap((component) =>
      set.open(component).map((row): [string, SourceRow] => [String(row.raw.cells["id"]), row]),
    ),
  );
  const regulated = new Map<string, number>();
  for (const row of set.open("voltage_regulator")) {
    const voltagePu = row.number("u_ref", { above: 0 });
    const object = row.lookup("regulated_object", objects, "a load or generator");
    if (!row.flag("status") || object === undefined) continue;
    const id = object.text("id");
    const other = regulated.get(id);
    if (other !== undefined && other !== voltagePu)
      row.refuse("u_ref", `${other}, as another regulator of ${id} has it`);
    regulated.set(id, voltagePu);
  }
  return regulated;
}

interface LoadPlace {
  readonly node: Node;
  readonly component: "sym_load" | "asym_load" | "sym_gen" | "asym_gen";
  /** Voltage that a regulator has it hold. */
  readonly voltagePu: number | undefined;
}

function addLoad(
  row: SourceRow,
  { node, component, voltagePu }: LoadPlace,
  builder: CaseBuilder,
): void {
  const [type, id] = [row.integer("type", { min: 0, max: 2 }), row.text("id")];
  const isPerPhase = component.startsWith("asym");
  const powerKw = power(row, "p_specified", isPerPhase) / 1000;
  const reactiveKvar = power(row, "q_specified", isPerPhase) / 1000;
  const isGenerator = component.endsWith("gen");
  if (voltagePu !== undefined && type !== 0)
    row.refuse("type", "0, constant power, where a regulator holds the voltage");
  // Generators have constant power; one of another type is a load that gives.
  const addsGenerator = voltagePu !== undefined || (isGenerator && type === 0);
  const sign = addsGenerator === isGenerator ? 1 : -1;
  const element = {
    id,
    bus: node.id,
    powerKw: sign * powerKw || 0,
    reactiveKvar: sign * reactiveKvar || 0,
  };
  if (addsGenerator) builder.add("generators", row, { ...element, voltagePu: voltagePu ?? null });
  else
    builder.add("loads", row, {
      ...element,
      constantPower: type === 0 ? 1 : 0,
      constantImpedance: type === 1 ? 1 : 0,
      constantCurrent: type === 2 ? 1 : 0,
    });
}

/** Power of all phases in W or var; unlike phases cannot be represented. */
function power(row: SourceRow, column: string, isPerPhase: boolean): number {
  if (!isPerPhase) return row.number(column);
  const phases = row.raw.cells[column];
  const isAlike =
    Array.isArray(phases) &&
    phases.length === 3 &&
    phases.every((phase) => Number.isFinite(phase) && phase === phases[0]);
  if (isAlike) return 3 * Number(phases[0]);
  row.refuse(column, "three phases alike; a balanced grid has no other");
  return Number.NaN;
}

function eachConnected(
  component: "source" | "shunt" | LoadPlace["component"],
  set: ComponentSet,
  add: (row: SourceRow, node: Node) => void,
): void {
  let leftOut = 0;
  for (const row of set.open(component)) {
    const node = row.lookup("node", set.nodes, "a node");
    if (node === undefined) continue;
    if (row.flag("status")) add(row, node);
    else leftOut++;
  }
  set.reader.remarkLeftOut(leftOut, component);
}
