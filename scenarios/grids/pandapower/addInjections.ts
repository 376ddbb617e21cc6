import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { NetBus, PandapowerNet } from "#scenarios/grids/pandapower/pandapowerNet.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

/** Adds what hangs at single buses: external grids, generators, loads, storages, shunts. */
export function addPandapowerInjections(net: PandapowerNet, builder: CaseBuilder): void {
  const setPoints = addSources(net, builder);
  eachInService("gen", net, (row, bus) => {
    if (row.flag("slack", false)) return;
    const voltagePu = row.number("vm_pu", { above: 0 });
    const held = setPoints.get(bus.id);
    if (held !== undefined && held !== voltagePu)
      row.refuse("vm_pu", `${held}, which the bus is held at already`);
    builder.add("generators", row, {
      id: `gen ${row.text("index")}`,
      bus: bus.id,
      powerKw: scaled(row, "p_mw"),
      reactiveKvar: 0,
      // An external grid at the bus holds it; the generator then adds its power alone.
      voltagePu: held === undefined ? voltagePu : null,
    });
  });
  eachInService("load", net, (row, bus) => addLoad(row, bus, builder));
  eachInService("sgen", net, (row, bus) =>
    builder.add("generators", row, { ...powerOf("sgen", row, bus), voltagePu: null }),
  );
  eachInService("storage", net, (row, bus) =>
    builder.add("storages", row, powerOf("storage", row, bus)),
  );
  eachInService("shunt", net, (row, bus) => {
    const kv = row.number("vn_kv", { above: 0, otherwise: bus.kv });
    const step = row.integer("step", { min: 0, otherwise: 1 });
    builder.add("shunts", row, {
      id: `shunt ${row.text("index")}`,
      bus: bus.id,
      gSiemens: (row.number("p_mw", { otherwise: 0 }) * step) / (kv * kv),
      // Reactive power counts as consumed; a capacitor has less than none.
      bSiemens: (-row.number("q_mvar") * step) / (kv * kv),
    });
  });
}

/** Adds external grids, and generators that are slack; returns the voltage each bus is held at. */
function addSources(net: PandapowerNet, builder: CaseBuilder): ReadonlyMap<string, number> {
  const setPoints = new Map<string, number>();
  const add = (table: "ext_grid" | "gen") => (row: SourceRow, bus: NetBus) => {
    if (table === "gen" && !row.flag("slack", false)) return;
    const voltagePu = row.number("vm_pu", { above: 0 });
    const held = setPoints.get(bus.id);
    if (held !== undefined && held !== voltagePu)
      row.refuse("vm_pu", `${held}, which the bus is held at already`);
    setPoints.set(bus.id, voltagePu);
    const angleDegree = table === "gen" ? 0 : row.number("va_degree", { otherwise: 0 });
    const id = `${table} ${row.text("index")}`;
    builder.add("sources", row, { id, bus: bus.id, voltagePu, angleDegree, rOhm: 0, xOhm: 0 });
  };
  eachInService("ext_grid", net, add("ext_grid"));
  eachInService("gen", net, add("gen"), false);
  return setPoints;
}

function addLoad(row: SourceRow, bus: NetBus, builder: CaseBuilder): void {
  const impedance = zipShare(row, "z");
  const current = zipShare(row, "i");
  if (impedance + current > 1 + 1e-12)
    row.refuse("const_z_percent", "shares of impedance and current of at most 100 together");
  builder.add("loads", row, {
    ...powerOf("load", row, bus),
    constantPower: 1 - (impedance + current),
    constantCurrent: current,
    constantImpedance: impedance,
  });
}

/** Share of constant impedance or current; newer files have one for each kind of power. */
function zipShare(row: SourceRow, letter: "z" | "i"): number {
  const percent = { min: 0, max: 100, otherwise: 0 };
  const active = `const_${letter}_p_percent`;
  const reactive = `const_${letter}_q_percent`;
  const p = row.number(active, percent);
  if (row.number(reactive, percent) !== p)
    row.refuse(reactive, `the same as ${active}; a load has one share for both`);
  const both = row.number(`const_${letter}_percent`, percent);
  return (row.has(active) ? p : both) / 100;
}

function powerOf(table: string, row: SourceRow, bus: NetBus) {
  return {
    id: `${table} ${row.text("index")}`,
    bus: bus.id,
    powerKw: scaled(row, "p_mw"),
    reactiveKvar: scaled(row, "q_mvar"),
  };
}

/** A power in MW or Mvar times the scaling of its row, in kW or kvar. */
function scaled(row: SourceRow, column: "p_mw" | "q_mvar"): number {
  const power = column === "p_mw" ? row.number(column) : row.number(column, { otherwise: 0 });
  return 1000 * power * row.number("scaling", { otherwise: 1 });
}

function eachInService(
  table: "ext_grid" | "gen" | "load" | "sgen" | "storage" | "shunt",
  net: PandapowerNet,
  add: (row: SourceRow, bus: NetBus) => void,
  remark = true,
): void {
  let leftOut = 0;
  for (const row of net.open(table)) {
    const bus = row.lookup("bus", net.buses, "a bus");
    const inService = row.flag("in_service", true);
    if (bus === undefined) continue;
    if (inService && bus.inService) add(row, bus);
    else leftOut++;
  }
  if (remark) net.reader.remarkLeftOut(leftOut, `the table ${table}`);
}
