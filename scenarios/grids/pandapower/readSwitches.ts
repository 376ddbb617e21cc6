import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { NetBus, PandapowerNet } from "#scenarios/grids/pandapower/pandapowerNet.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

const tableOf = { l: "line", t: "trafo" } as const;

/**
 * Reads the switches: closed ones between buses become links, open ones at lines and transformers
 * are noted in `net.openEnds`. An open switch between buses and a closed one at an element say
 * nothing more.
 */
export function readSwitches(net: PandapowerNet, builder: CaseBuilder): void {
  for (const row of net.open("switch")) {
    const et = row.choice("et", ["b", "l", "t", "t3"]);
    const closed = row.flag("closed");
    const bus = row.lookup("bus", net.buses, "a bus");
    if (et === "b") readBusSwitch(row, { closed, bus }, net, builder);
    else if (et === "t3") {
      if (!closed) row.refuse("et", "b, l or t; transformers of three windings are not modelled");
    } else if (!closed && bus !== undefined) {
      const key = `${tableOf[et]} ${row.text("element")}`;
      const ends = net.openEnds.get(key) ?? new Set();
      net.openEnds.set(key, ends.add(bus.id));
    }
  }
}

function readBusSwitch(
  row: SourceRow,
  { closed, bus }: { readonly closed: boolean; readonly bus: NetBus | undefined },
  net: PandapowerNet,
  builder: CaseBuilder,
): void {
  const other = row.lookup("element", net.buses, "a bus");
  if (!closed || bus === undefined || other === undefined) return;
  // With impedance, its angle would be an option of the calculation, not of the file.
  if (row.number("z_ohm", { min: 0, otherwise: 0 }) !== 0)
    row.refuse("z_ohm", "0; switches with impedance are not modelled");
  if (bus.kv !== other.kv && bus.kv > 0 && other.kv > 0)
    row.refuse("element", "buses of one rated voltage", `${bus.kv} kV and ${other.kv} kV`);
  if (!bus.inService || !other.inService) return;
  builder.add("links", row, {
    id: `switch ${row.text("index")}`,
    busFrom: bus.id,
    busTo: other.id,
  });
}
