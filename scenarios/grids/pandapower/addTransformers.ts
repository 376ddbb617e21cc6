import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import { nameplateCircuit } from "#scenarios/grids/nameplate.ts";
import { connectedEnds } from "#scenarios/grids/pandapower/addBranches.ts";
import type { PandapowerNet } from "#scenarios/grids/pandapower/pandapowerNet.ts";
import { readTap } from "#scenarios/grids/pandapower/readTap.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

/** Adds the two-winding transformers in service as T circuits at their tap positions. */
export function addPandapowerTransformers(net: PandapowerNet, builder: CaseBuilder): void {
  let leftOut = 0;
  for (const row of net.open("trafo")) if (!addTransformer(row, net, builder)) leftOut++;
  net.reader.remarkLeftOut(leftOut, "the table trafo");
}

/** Returns false where the transformer is out of service. */
function addTransformer(row: SourceRow, net: PandapowerNet, builder: CaseBuilder): boolean {
  const inService = row.flag("in_service", true);
  const id = `trafo ${row.text("index")}`;
  const hv = row.lookup("hv_bus", net.buses, "a bus");
  const lv = row.lookup("lv_bus", net.buses, "a bus");
  const ratedKva = 1000 * row.number("sn_mva", { above: 0 });
  const kvHv = row.number("vn_hv_kv", { above: 0 });
  const kvLv = row.number("vn_lv_kv", { above: 0 });
  const shortCircuit = row.number("vk_percent", { above: 0 }) / 100;
  const resistive = row.number("vkr_percent", { min: 0 }) / 100;
  if (resistive > shortCircuit) row.refuse("vkr_percent", "no more than vk_percent");
  const noLoadKw = row.number("pfe_kw", { min: 0, otherwise: 0 });
  const noLoadCurrent = row.number("i0_percent", { min: 0, otherwise: 0 }) / 100;
  const shift = row.number("shift_degree", { otherwise: 0 });
  const parallel = row.integer("parallel", { min: 1, otherwise: 1 });
  const derating = row.number("df", { above: 0, otherwise: 1 });
  const taps = [readTap(row, "tap"), readTap(row, "tap2")];
  if (hv === undefined || lv === undefined || !inService) return inService;
  const ends = connectedEnds(id, [hv, lv], net);
  if (!hv.inService || !lv.inService || !(ends.from || ends.to)) return false;
  const factor = (side: "hv" | "lv") =>
    taps.reduce((product, tap) => (tap.side === side ? product * tap.factor : product), 1);
  builder.addTransformer(
    row,
    {
      id,
      busFrom: ends.from ? hv.id : builder.addOpenEnd(row, id, hv.id),
      busTo: ends.to ? lv.id : builder.addOpenEnd(row, id, lv.id),
      kvFrom: kvHv,
      kvTo: kvLv,
      ...nameplateCircuit({
        // A tap on the low side moves the voltage that impedance and admittance go by.
        kv: kvLv * factor("lv"),
        ratedKva,
        shortCircuit,
        shortCircuitResistive: resistive,
        noLoadKw,
        noLoadCurrent,
        parallel,
      }),
      circuit: "t",
      ratio: factor("hv") / factor("lv"),
      shiftDegree: taps.reduce((sum, tap) => sum + tap.shiftDegree, shift),
      ratedKva: ratedKva * parallel * derating,
    },
    taps.some((tap) => tap.regulates),
  );
  return true;
}
