import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { NetBus, PandapowerNet } from "#scenarios/grids/pandapower/pandapowerNet.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

/** Adds lines and impedances in service; an open switch leaves a line hanging at its other end. */
export function addPandapowerBranches(net: PandapowerNet, builder: CaseBuilder): void {
  checkSwitchedElements(net);
  let leftOut = 0;
  for (const row of net.open("line")) if (!addLine(row, net, builder)) leftOut++;
  net.reader.remarkLeftOut(leftOut, "the table line");
  leftOut = 0;
  for (const row of net.open("impedance")) if (!addImpedance(row, net, builder)) leftOut++;
  net.reader.remarkLeftOut(leftOut, "the table impedance");
}

/** An open switch at an element that is not there would be lost without a word. */
function checkSwitchedElements(net: PandapowerNet): void {
  const known = new Set<string>();
  for (const table of ["line", "trafo"] as const)
    for (const row of net.open(table)) known.add(`${table} ${row.raw.cells["index"]}`);
  for (const row of net.open("switch")) {
    const et = row.raw.cells["et"];
    if (et !== "l" && et !== "t") continue;
    const key = `${et === "l" ? "line" : "trafo"} ${row.raw.cells["element"]}`;
    if (!known.has(key)) row.refuse("element", et === "l" ? "a line" : "a transformer");
  }
}

/** Returns false where the line is out of service. */
function addLine(row: SourceRow, net: PandapowerNet, builder: CaseBuilder): boolean {
  const inService = row.flag("in_service", true);
  const id = `line ${row.text("index")}`;
  const from = row.lookup("from_bus", net.buses, "a bus");
  const to = row.lookup("to_bus", net.buses, "a bus");
  const lengthKm = row.number("length_km", { above: 0 });
  const parallel = row.integer("parallel", { min: 1, otherwise: 1 });
  const r = row.number("r_ohm_per_km", { min: 0 });
  const x = row.number("x_ohm_per_km");
  const c = row.number("c_nf_per_km", { min: 0 });
  const g = row.number("g_us_per_km", { min: 0, otherwise: 0 });
  const ratedKa = row.has("max_i_ka") ? row.number("max_i_ka", { above: 0 }) : null;
  const derating = row.number("df", { above: 0, otherwise: 1 });
  if (from === undefined || to === undefined || !inService) return inService;
  const ends = connectedEnds(id, [from, to], net);
  if (!ends.from && !ends.to) return false;
  const km = lengthKm * parallel;
  builder.addLine(row, {
    id,
    busFrom: ends.from ? from.id : builder.addOpenEnd(row, id, liveOf(from, to, builder)),
    busTo: ends.to ? to.id : builder.addOpenEnd(row, id, liveOf(to, from, builder)),
    type: row.text("std_type", "") || null,
    lengthKm,
    rOhm: (r * lengthKm) / parallel,
    xOhm: (x * lengthKm) / parallel,
    gSiemens: g * km * 1e-6,
    bSiemens: 2 * Math.PI * net.frequencyHz * c * km * 1e-9,
    ratedA: ratedKa === null ? null : ratedKa * 1000 * parallel * derating,
  });
  return true;
}

/** Which ends of a branch are connected: no open switch there, and the bus in service. */
export function connectedEnds(
  id: string,
  [from, to]: readonly [NetBus, NetBus],
  net: PandapowerNet,
): { readonly from: boolean; readonly to: boolean } {
  const open = net.openEnds.get(id);
  const isLive = (bus: NetBus) => bus.inService && open?.has(bus.id) !== true;
  return { from: isLive(from), to: isLive(to) };
}

/** The bus whose name and voltage an open end takes: its own, where that is in service. */
function liveOf(bus: NetBus, other: NetBus, builder: CaseBuilder): string {
  return builder.kvOf(bus.id) > 0 ? bus.id : other.id;
}

/** Returns false where the impedance is out of service. */
function addImpedance(row: SourceRow, net: PandapowerNet, builder: CaseBuilder): boolean {
  const inService = row.flag("in_service", true);
  const id = `impedance ${row.text("index")}`;
  const from = row.lookup("from_bus", net.buses, "a bus");
  const to = row.lookup("to_bus", net.buses, "a bus");
  const ratedMva = row.number("sn_mva", { above: 0 });
  const rPu = row.number("rft_pu");
  const xPu = row.number("xft_pu");
  const gPu = row.number("gf_pu", { otherwise: 0 });
  const bPu = row.number("bf_pu", { otherwise: 0 });
  for (const [there, back] of [
    ["rft_pu", "rtf_pu"],
    ["xft_pu", "xtf_pu"],
    ["gf_pu", "gt_pu"],
    ["bf_pu", "bt_pu"],
  ] as const)
    if (row.number(there, { otherwise: 0 }) !== row.number(back, { otherwise: 0 }))
      row.refuse(back, `the same as ${there}; impedances are alike in both directions`);
  if (from === undefined || to === undefined || !inService) return inService;
  if (!from.inService || !to.inService) return false;
  const ohm = (from.kv * from.kv) / ratedMva;
  builder.addLine(row, {
    id,
    busFrom: from.id,
    busTo: to.id,
    type: null,
    lengthKm: null,
    rOhm: rPu * ohm,
    xOhm: xPu * ohm,
    // Given for each end; halves of the whole stand there again.
    gSiemens: (2 * gPu) / ohm,
    bSiemens: (2 * bPu) / ohm,
    ratedA: null,
  });
  return true;
}
