import type { ColumnPlan } from "#scenarios/grids/tableReader.ts";

/** The format lets every row carry a remark in `extra`. */
const remark = ["extra"];
const branch = ["id", "from_node", "to_node", "from_status", "to_status"];
const appliance = ["id", "node", "status"];
const load: ColumnPlan = {
  read: [...appliance, "type", "p_specified", "q_specified"],
  ignored: remark,
};

/** Components that are read, with what is done with each of their attributes. */
export const componentColumns = {
  node: { read: ["id", "u_rated"], ignored: remark },
  line: {
    read: [...branch, "r1", "x1", "c1", "tan1", "i_n"],
    ignored: [...remark, "r0", "x0", "c0", "tan0"],
  },
  link: { read: branch, ignored: remark },
  generic_branch: {
    read: [...branch, "r1", "x1", "g1", "b1", "k", "theta", "sn"],
    ignored: remark,
    // Not an attribute of the format; some files have it where `theta` is meant.
    neutral: { shift: [0] },
  },
  transformer: {
    read: [
      ...[...branch, "u1", "u2", "sn", "uk", "pk", "i0", "p0", "clock", "tap_side", "tap_pos"],
      ...["tap_min", "tap_max", "tap_nom", "tap_size", "uk_min", "uk_max", "pk_min", "pk_max"],
    ],
    ignored: [
      ...[...remark, "winding_from", "winding_to", "r_grounding_from", "x_grounding_from"],
      ...["r_grounding_to", "x_grounding_to", "i0_zero_sequence", "p0_zero_sequence"],
    ],
  },
  source: {
    read: [...appliance, "u_ref", "u_ref_angle", "sk", "rx_ratio"],
    ignored: [...remark, "z01_ratio"],
  },
  sym_load: load,
  sym_gen: load,
  asym_load: load,
  asym_gen: load,
  shunt: { read: [...appliance, "g1", "b1"], ignored: [...remark, "g0", "b0"] },
  voltage_regulator: {
    read: ["id", "regulated_object", "status", "u_ref"],
    ignored: remark,
    neutral: { q_min: [], q_max: [] },
  },
} satisfies Readonly<Record<string, ColumnPlan>>;

/** Components that a power flow takes no notice of. */
export const ignoredComponents: ReadonlySet<string> = new Set([
  ...["sym_voltage_sensor", "asym_voltage_sensor", "sym_power_sensor", "asym_power_sensor"],
  ...["sym_current_sensor", "asym_current_sensor", "fault"],
]);
