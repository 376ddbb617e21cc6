import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import { nameplateCircuit } from "#scenarios/grids/nameplate.ts";
import type { ComponentSet } from "#scenarios/grids/powerGridModel/componentSet.ts";
import { readTap } from "#scenarios/grids/powerGridModel/readTap.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

const OMEGA = 2 * Math.PI * 50;

interface Node {
  readonly id: string;
  readonly kv: number;
}

/** Both ends of a branch; one that is switched off has a bus of its own. */
interface Ends {
  readonly id: string;
  readonly from: Node;
  readonly to: Node;
  readonly busFrom: string;
  readonly busTo: string;
}

/** Adds lines, links, generic branches and transformers that are connected at one end at least. */
export function addComponentBranches(set: ComponentSet, builder: CaseBuilder): void {
  const adders = {
    line: addLine,
    link: addLink,
    generic_branch: addGenericBranch,
    transformer: addTransformer,
  };
  for (const component of ["line", "link", "generic_branch", "transformer"] as const) {
    let leftOut = 0;
    for (const row of set.open(component)) {
      const read = adders[component](row);
      const from = row.lookup("from_node", set.nodes, "a node");
      const to = row.lookup("to_node", set.nodes, "a node");
      const [fromOn, toOn] = [row.flag("from_status"), row.flag("to_status")];
      if (from === undefined || to === undefined) continue;
      // A link of one end carries nothing.
      if ((!fromOn && !toOn) || (component === "link" && !(fromOn && toOn))) {
        leftOut++;
        continue;
      }
      const id = row.text("id");
      const busFrom = fromOn ? from.id : builder.addOpenEnd(row, id, from.id);
      const busTo = toOn ? to.id : builder.addOpenEnd(row, id, to.id);
      read({ id, from, to, busFrom, busTo }, builder);
    }
    set.reader.remarkLeftOut(leftOut, component);
  }
}

/** Reads the attributes at once, so that also a branch without nodes tells what is wrong with it. */
type Adder = (row: SourceRow) => (ends: Ends, builder: CaseBuilder) => void;

const addLine: Adder = (row) => {
  const rOhm = row.number("r1");
  const xOhm = row.number("x1");
  const siemens = OMEGA * row.number("c1", { min: 0 });
  const tangent = row.number("tan1", { min: 0 });
  const ratedA = row.has("i_n") ? row.number("i_n", { above: 0 }) : null;
  return ({ id, busFrom, busTo }, builder) =>
    builder.addLine(row, {
      ...{ id, busFrom, busTo, type: null, lengthKm: null, rOhm, xOhm },
      gSiemens: siemens * tangent,
      bSiemens: siemens,
      ratedA,
    });
};

const addLink: Adder =
  (row) =>
  ({ id, from, to, busFrom, busTo }, builder) => {
    if (from.kv !== to.kv && from.kv > 0 && to.kv > 0)
      row.refuse("to_node", "nodes of one rated voltage", `${from.kv} kV and ${to.kv} kV`);
    builder.add("links", row, { id, busFrom, busTo });
  };

const addGenericBranch: Adder = (row) => {
  const circuit = {
    rOhm: row.number("r1"),
    xOhm: row.number("x1"),
    gSiemens: row.number("g1"),
    bSiemens: row.number("b1"),
  };
  const ratio = row.number("k", { above: 0, otherwise: 1 });
  const shiftDegree = (row.number("theta", { otherwise: 0 }) * 180) / Math.PI;
  const ratedKva = row.has("sn") ? row.number("sn", { above: 0 }) / 1000 : null;
  return ({ id, from, to, busFrom, busTo }, builder) =>
    builder.addTransformer(
      row,
      {
        ...{ id, busFrom, busTo, kvFrom: from.kv, kvTo: to.kv },
        ...circuit,
        ...{ circuit: "pi", ratio, shiftDegree, ratedKva },
      },
      true,
    );
};

const addTransformer: Adder = (row) => {
  const [kv1, kv2] = [row.number("u1", { above: 0 }) / 1000, row.number("u2", { above: 0 }) / 1000];
  const ratedKva = row.number("sn", { above: 0 }) / 1000;
  const tap = readTap(row);
  const kvTo = kv2 + (tap.side === "to" ? tap.addedKv : 0);
  const ratio = tap.side === "from" ? (kv1 + tap.addedKv) / kv1 : kv2 / kvTo;
  const circuit = nameplateCircuit({
    // A tap on the `to` side moves the voltage that impedance and admittance go by.
    kv: kvTo,
    ratedKva,
    shortCircuit: tap.uk,
    shortCircuitResistive: tap.pkKw / ratedKva,
    noLoadKw: row.number("p0", { min: 0 }) / 1000,
    noLoadCurrent: row.number("i0", { min: 0 }),
    parallel: 1,
  });
  const shiftDegree = 30 * row.integer("clock", { min: -12, max: 12 });
  return ({ id, busFrom, busTo }, builder) =>
    builder.addTransformer(
      row,
      {
        ...{ id, busFrom, busTo, kvFrom: kv1, kvTo: kv2 },
        ...circuit,
        ...{ circuit: "pi", ratio, shiftDegree, ratedKva },
      },
      tap.regulates || shiftDegree % 360 !== 0,
    );
};
