import type { ColumnPlan } from "#scenarios/grids/tableReader.ts";

/** Columns of any table: names, places, and what belongs to time series. */
const everywhere = [
  ...["name", "type", "geo", "origin_id", "origin_class", "description", "equipment", "uuid"],
  ...["subnet", "substation", "voltLvl", "profile", "phys_type", "zone", "loadingMax"],
];
const limits = [
  ...["min_p_mw", "max_p_mw", "min_q_mvar", "max_q_mvar", "controllable"],
  ...["curve_style", "id_q_capability_characteristic"],
];
/** Data for short circuits. */
const shortCircuit = [
  "k",
  "rx",
  "generator_type",
  "lrc_pu",
  "max_ik_ka",
  "kappa",
  "current_source",
];

function injection(more: Partial<ColumnPlan> = {}): ColumnPlan {
  return {
    read: ["index", "bus", "p_mw", "q_mvar", "scaling", "in_service", ...(more.read ?? [])],
    ignored: [...everywhere, ...limits, "sn_mva", "cos_phi", ...(more.ignored ?? [])],
    neutral: { reactive_capability_curve: [false], ...more.neutral },
  };
}

function tap(prefix: string): readonly string[] {
  const columns = ["side", "pos", "neutral", "step_percent", "step_degree", "phase_shifter"];
  return [...columns, "changer_type"].map((column) => `${prefix}_${column}`);
}

/** Tables that are read, with what is done with each of their columns. */
export const pandapowerColumns = {
  bus: {
    read: ["index", "vn_kv", "in_service"],
    ignored: [...everywhere, "min_vm_pu", "max_vm_pu", "coords", "coordID"],
  },
  ext_grid: {
    read: ["index", "bus", "vm_pu", "va_degree", "in_service"],
    ignored: [
      ...[...everywhere, ...limits, "slack_weight", "s_sc_max_mva", "s_sc_min_mva"],
      ...["rx_max", "rx_min", "r0x0_max", "x0x_max", "r0x0_min", "x0x_min"],
    ],
  },
  line: {
    read: [
      ...["index", "from_bus", "to_bus", "length_km", "r_ohm_per_km", "x_ohm_per_km"],
      ...["c_nf_per_km", "g_us_per_km", "max_i_ka", "df", "parallel", "in_service", "std_type"],
    ],
    ignored: [
      ...[...everywhere, "max_loading_percent", "coords", "endtemp_degree"],
      ...["r0_ohm_per_km", "x0_ohm_per_km", "c0_nf_per_km", "g0_us_per_km"],
      // Only with options of a calculation that is not the plain one.
      ...["alpha", "temperature_degree_celsius", "reference_temperature_degree_celsius"],
    ],
    neutral: { tdpf: [false] },
  },
  trafo: {
    read: [
      ...["index", "hv_bus", "lv_bus", "sn_mva", "vn_hv_kv", "vn_lv_kv", "vk_percent"],
      ...["vkr_percent", "pfe_kw", "i0_percent", "shift_degree", "parallel", "df", "in_service"],
      ...[...tap("tap"), ...tap("tap2")],
    ],
    ignored: [
      ...[...everywhere, "std_type", "tap_min", "tap_max", "tap2_min", "tap2_max"],
      ...["max_loading_percent", "vector_group", "vk0_percent", "vkr0_percent", "mag0_percent"],
      ...["mag0_rx", "si0_hv_partial", "xn_ohm", "power_station_unit", "oltc", "pt_percent"],
      ...["tap_step_min_percent", "tap_step_max_percent", "autoTap", "autoTapSide", "vm_set_pu"],
    ],
    neutral: {
      tap_dependent_impedance: [false],
      tap_dependency_table: [false],
      id_characteristic_table: [],
      id_characteristic_spline: [],
      vk_percent_characteristic: [],
      vkr_percent_characteristic: [],
      leakage_resistance_ratio_hv: [0.5],
      leakage_reactance_ratio_hv: [0.5],
    },
  },
  impedance: {
    read: [
      ...["index", "from_bus", "to_bus", "rft_pu", "xft_pu", "rtf_pu", "xtf_pu", "sn_mva"],
      ...["gf_pu", "bf_pu", "gt_pu", "bt_pu", "in_service"],
    ],
    ignored: [...everywhere, "rft0_pu", "xft0_pu", "rtf0_pu", "xtf0_pu"],
  },
  switch: {
    read: ["index", "bus", "element", "et", "closed", "z_ohm"],
    ignored: [...everywhere, "in_ka"],
  },
  load: injection({
    read: [
      ...["const_z_percent", "const_i_percent", "const_z_p_percent", "const_z_q_percent"],
      ...["const_i_p_percent", "const_i_q_percent"],
    ],
    // The last two stand in published grids of pandapower.
    ignored: ["dist_gas_m", "cost_gas_conn_eur"],
  }),
  sgen: injection({ ignored: shortCircuit, neutral: { controlled_bus: [] } }),
  storage: injection({
    ignored: [
      ...["soc_percent", "min_e_mwh", "max_e_mwh", "efficiency_percent"],
      "self-discharge_percent_per_day",
    ],
  }),
  gen: {
    read: ["index", "bus", "p_mw", "vm_pu", "scaling", "slack", "in_service"],
    ignored: [
      ...[...everywhere, ...limits, "sn_mva", "min_vm_pu", "max_vm_pu", "slack_weight"],
      ...["vn_kv", "xdss_pu", "rdss_ohm", "rdss_pu", "cos_phi", "pg_percent"],
      ...["power_station_trafo", "power_station_unit", "va_degree"],
    ],
    neutral: { reactive_capability_curve: [false] },
  },
  shunt: {
    read: ["index", "bus", "p_mw", "q_mvar", "vn_kv", "step", "in_service"],
    ignored: [...everywhere, "max_step", "controllable"],
    neutral: { step_dependency_table: [false], id_characteristic_table: [] },
  },
} satisfies Readonly<Record<string, ColumnPlan>>;

/** Tables and values that cannot change a balanced power flow. */
export const ignoredTables: ReadonlySet<string> = new Set([
  ...["name", "version", "format_version", "sn_mva", "std_types", "bus_geodata", "line_geodata"],
  ...["bus_xy", "measurement", "poly_cost", "pwl_cost", "group", "loadcases", "profiles"],
  ...["substation", "converged", "OPF_converged", "characteristic", "dtypes", "kwargs"],
  ...["trafo_characteristic_table", "trafo_characteristic_spline", "shunt_characteristic_table"],
  ...["shunt_characteristic_spline", "q_capability_curve_table", "q_capability_characteristic"],
]);
