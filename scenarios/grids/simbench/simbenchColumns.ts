import type { ColumnPlan } from "#scenarios/grids/tableReader.ts";

const everywhere = ["subnet", "voltLvl", "substation"];
const powers = ["pMin", "pMax", "qMin", "qMax", "sR"];

/** Tables that are read, with what is done with each of their columns. */
export const simbenchColumns = {
  Node: {
    read: ["id", "vmR", "vmSetp", "vaSetp"],
    ignored: [...everywhere, "type", "vmMin", "vmMax", "coordID"],
  },
  ExternalNet: {
    read: ["id", "node", "calc_type"],
    ignored: [...everywhere, "dspf"],
    neutral: {
      ...{ pExtNet: [0], qExtNet: [0], pWardShunt: [0], qWardShunt: [0] },
      ...{ rXWard: [0], xXWard: [0], vmXWard: [] },
    },
  },
  Line: {
    read: ["id", "nodeA", "nodeB", "type", "length"],
    ignored: [...everywhere, "loadingMax"],
  },
  LineType: { read: ["id", "r", "x", "b", "iMax"], ignored: ["type"] },
  Transformer: {
    read: ["id", "nodeHV", "nodeLV", "type", "tappos"],
    ignored: [...everywhere, "autoTapSide", "loadingMax"],
    neutral: { autoTap: [0] },
  },
  TransformerType: {
    read: [
      ...["id", "sR", "vmHV", "vmLV", "va0", "vmImp", "pCu", "pFe", "iNoLoad", "tapside", "dVm"],
      ...["tapNeutr", "tapMin", "tapMax"],
    ],
    ignored: ["tapable"],
    neutral: { dVa: [0] },
  },
  Switch: {
    read: ["id", "nodeA", "nodeB", "cond"],
    ignored: [...everywhere, "type"],
  },
  Load: {
    read: ["id", "node", "pLoad", "qLoad"],
    ignored: [...everywhere, "profile", "sR"],
  },
  RES: {
    read: ["id", "node", "calc_type", "pRES", "qRES"],
    ignored: [...everywhere, "type", "profile", "sR"],
  },
  PowerPlant: {
    read: ["id", "node", "calc_type", "pPP", "qPP"],
    ignored: [...everywhere, "type", "profile", "dspf", ...powers],
  },
  Storage: {
    read: ["id", "node", "pStor", "qStor"],
    ignored: [
      ...[...everywhere, "type", "profile", "chargeLevel", "eStore", "etaStore", "sdStore"],
      ...powers,
    ],
  },
  Shunt: { read: ["id", "node", "p0", "q0", "vmR", "step"], ignored: everywhere },
} satisfies Readonly<Record<string, ColumnPlan>>;

/** Tables that cannot change the power flow of the nominal state. */
export const ignoredTables: ReadonlySet<string> = new Set([
  ...["Coordinates", "Measurement", "NodePFResult", "StudyCases", "Substation"],
  ...["LoadProfile", "RESProfile", "PowerPlantProfile", "StorageProfile"],
  // Types alone are nothing; what uses them is looked at.
  ...["DCLineType", "Transformer3WType"],
]);
