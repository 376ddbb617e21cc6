/** Columns of the tables of a case, format version 2, in their order. */
export const caseColumns = {
  bus: [
    ...["BUS_I", "BUS_TYPE", "PD", "QD", "GS", "BS", "BUS_AREA", "VM", "VA", "BASE_KV"],
    ...["ZONE", "VMAX", "VMIN", "LAM_P", "LAM_Q", "MU_VMAX", "MU_VMIN"],
  ],
  gen: [
    ...["GEN_BUS", "PG", "QG", "QMAX", "QMIN", "VG", "MBASE", "GEN_STATUS", "PMAX", "PMIN"],
    ...["PC1", "PC2", "QC1MIN", "QC1MAX", "QC2MIN", "QC2MAX", "RAMP_AGC", "RAMP_10"],
    ...["RAMP_30", "RAMP_Q", "APF", "MU_PMAX", "MU_PMIN", "MU_QMAX", "MU_QMIN"],
  ],
  branch: [
    ...["F_BUS", "T_BUS", "BR_R", "BR_X", "BR_B", "RATE_A", "RATE_B", "RATE_C", "TAP", "SHIFT"],
    ...["BR_STATUS", "ANGMIN", "ANGMAX", "PF", "QF", "PT", "QT", "MU_SF", "MU_ST"],
    ...["MU_ANGMIN", "MU_ANGMAX"],
  ],
} as const;

/** Columns that take part in a power flow; the others are results, costs, limits, names. */
export const readColumns = {
  bus: ["BUS_I", "BUS_TYPE", "PD", "QD", "GS", "BS", "VA", "BASE_KV"],
  gen: ["GEN_BUS", "PG", "QG", "VG", "GEN_STATUS"],
  branch: [...["F_BUS", "T_BUS", "BR_R", "BR_X", "BR_B", "RATE_A", "TAP", "SHIFT", "BR_STATUS"]],
} as const;

/** Parts of a case beside the three tables and the base power. */
export const ignoredParts: ReadonlySet<string> = new Set([
  ...["version", "gencost", "areas", "bus_name", "gentype", "genfuel"],
]);

/**
 * What the functions of MATPOWER return that name the columns, in the order of their results:
 * `[PQ, PV, REF, NONE, BUS_I, ...] = idx_bus`.
 */
export const indexFunctions: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  idx_bus: [["PQ", 1], ["PV", 2], ["REF", 3], ["NONE", 4], ...numbered(caseColumns.bus)],
  idx_brch: inOrder(caseColumns.branch, [
    ...["F_BUS", "T_BUS", "BR_R", "BR_X", "BR_B", "RATE_A", "RATE_B", "RATE_C", "TAP", "SHIFT"],
    ...["BR_STATUS", "PF", "QF", "PT", "QT", "MU_SF", "MU_ST", "ANGMIN", "ANGMAX"],
    ...["MU_ANGMIN", "MU_ANGMAX"],
  ]),
  idx_gen: inOrder(caseColumns.gen, [
    ...["GEN_BUS", "PG", "QG", "QMAX", "QMIN", "VG", "MBASE", "GEN_STATUS", "PMAX", "PMIN"],
    ...["MU_PMAX", "MU_PMIN", "MU_QMAX", "MU_QMIN", "PC1", "PC2", "QC1MIN", "QC1MAX"],
    ...["QC2MIN", "QC2MAX", "RAMP_AGC", "RAMP_10", "RAMP_30", "RAMP_Q", "APF"],
  ]),
};

function numbered(columns: readonly string[]): [string, number][] {
  return columns.map((name, index) => [name, index + 1]);
}

function inOrder(columns: readonly string[], order: readonly string[]): [string, number][] {
  return order.map((name) => [name, columns.indexOf(name) + 1]);
}
