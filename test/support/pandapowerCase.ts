import { readFileSync } from "node:fs";
import type { NetworkTables } from "#engine/grid/networkRecords.ts";
import { radialTree } from "#engine/grid/radialTree.ts";

type Row = Readonly<Record<string, number | string | boolean | null>>;
type Tables = Readonly<Record<string, readonly Row[] | undefined>>;

/** What one slack bus of a pandapower case feeds, in our tables; `loads` by bus id. */
export interface PandapowerGrid {
  readonly tables: NetworkTables;
  readonly loads: ReadonlyMap<string, readonly [kw: number, kvar: number]>;
  /** Bus id by pandapower's bus number; buses joined by a closed switch share one. */
  readonly busOf: ReadonlyMap<number, string>;
}

/**
 * Reads a pandapower case from plain JSON: one grid per slack bus. Switches decide the topology: a
 * closed bus-bus switch merges buses, a line with one open end keeps its charging and ends blind.
 *
 * @throws for what the tables cannot say: conductance of lines, taps on the low-voltage side.
 */
export function readPandapowerCase(file: string): PandapowerGrid[] {
  const tables = JSON.parse(readFileSync(file, "utf8")) as Tables;
  const rows = (name: string) => (tables[name] ?? []).filter((row) => row["in_service"] !== false);
  const name = mergedBuses(rows("bus"), tables["switch"] ?? []);
  const all = convert(rows, tables["switch"] ?? [], name);
  return rows("ext_grid").map((slack) => {
    const sourceBus = name.get(Number(slack["bus"]))!;
    const edges = [
      ...all.lines,
      ...all.transformers.map(({ id, busHv, busLv }) => ({ id, busFrom: busHv, busTo: busLv })),
    ];
    const buses = all.buses.map((bus) => bus.id);
    const reached = new Set(radialTree(buses, sourceBus, edges).busIds);
    return {
      tables: {
        ...all,
        sourceBus,
        sourceVoltagePu: Number(slack["vm_pu"]),
        buses: all.buses.filter((bus) => reached.has(bus.id)),
        lines: all.lines.filter((line) => reached.has(line.busFrom)),
        transformers: all.transformers.filter(({ busHv }) => reached.has(busHv)),
        mainTransformerType: "main",
        monitoredBranches: [],
        monitoredBuses: [],
      },
      loads: new Map([...loadsOf(rows, name)].filter(([id]) => reached.has(id))),
      busOf: new Map([...name].filter(([, id]) => reached.has(id))),
    };
  });
}

function mergedBuses(buses: readonly Row[], switches: readonly Row[]): Map<number, string> {
  const name = new Map(buses.map((bus) => [Number(bus["index"]), `b${bus["index"]}`]));
  for (const row of switches) {
    if (row["et"] !== "b" || row["closed"] !== true) continue;
    const keep = name.get(Number(row["bus"]))!;
    const drop = name.get(Number(row["element"]))!;
    for (const [bus, id] of name) if (id === drop) name.set(bus, keep);
  }
  return name;
}

function convert(
  rows: (name: string) => readonly Row[],
  switches: readonly Row[],
  name: ReadonlyMap<number, string>,
) {
  const open = new Set(
    switches
      .filter((row) => row["closed"] === false)
      .map((s) => `${s["et"]}${s["element"]}@${s["bus"]}`),
  );
  const n = (row: Row, column: string) => Number(row[column] ?? 0);
  const buses = new Map(
    rows("bus").map((bus) => {
      const id = name.get(n(bus, "index"))!;
      return [id, { id, voltageKvRated: n(bus, "vn_kv"), feeder: "" }];
    }),
  );
  const lines = rows("line").flatMap((row) => {
    if (n(row, "g_us_per_km") !== 0) throw new Error("lines with conductance are not modelled");
    const id = `l${row["index"]}`;
    const [from, to] = [n(row, "from_bus"), n(row, "to_bus")];
    const [fromOpen, toOpen] = [open.has(`${id}@${from}`), open.has(`${id}@${to}`)];
    if (fromOpen && toOpen) return [];
    const blind = { ...buses.get(name.get(from)!)!, id: `${id}.open` };
    if (fromOpen || toOpen) buses.set(blind.id, blind);
    const busFrom = fromOpen ? blind.id : name.get(from)!;
    const busTo = toOpen ? blind.id : name.get(to)!;
    return [{ id, busFrom, busTo, type: id, lengthM: 1000 * n(row, "length_km") }];
  });
  const transformers = rows("trafo").flatMap((row) => {
    const [hv, lv] = [n(row, "hv_bus"), n(row, "lv_bus")];
    const id = `t${row["index"]}`;
    if (open.has(`${id}@${hv}`) || open.has(`${id}@${lv}`)) return [];
    const steps = n(row, "tap_pos") - n(row, "tap_neutral");
    if (steps !== 0 && row["tap_side"] !== "hv") throw new Error("taps stand on the hv side only");
    const ratio = 1 + (steps * n(row, "tap_step_percent")) / 100;
    return [{ id, busHv: name.get(hv)!, busLv: name.get(lv)!, type: id, ratio }];
  });
  return {
    buses: [...buses.values()],
    lines,
    transformers,
    lineTypes: rows("line").map((row) => ({
      id: `l${row["index"]}`,
      rOhmPerKm: n(row, "r_ohm_per_km") / n(row, "parallel"),
      xOhmPerKm: n(row, "x_ohm_per_km") / n(row, "parallel"),
      cNfPerKm: n(row, "c_nf_per_km") * n(row, "parallel"),
      ratedA: 1000 * n(row, "max_i_ka") * n(row, "parallel") * n(row, "df"),
    })),
    transformerTypes: [MAIN, ...rows("trafo").map(transformerType)],
  };
}

/** Nothing stands above a slack bus; our tables want a transformer there. */
const MAIN = {
  id: "main",
  ratedKva: 100_000,
  hvKv: 110,
  lvKv: 20,
  shortCircuitPercent: 10,
  shortCircuitResistivePercent: 0,
  noLoadKw: 0,
  noLoadCurrentPercent: 0,
};

function transformerType(row: Row) {
  return {
    id: `t${row["index"]}`,
    ratedKva: 1000 * Number(row["sn_mva"]) * Number(row["parallel"]),
    hvKv: Number(row["vn_hv_kv"]),
    lvKv: Number(row["vn_lv_kv"]),
    shortCircuitPercent: Number(row["vk_percent"]),
    shortCircuitResistivePercent: Number(row["vkr_percent"]),
    noLoadKw: Number(row["pfe_kw"]) * Number(row["parallel"]),
    noLoadCurrentPercent: Number(row["i0_percent"]),
  };
}

function loadsOf(
  rows: (name: string) => readonly Row[],
  name: ReadonlyMap<number, string>,
): Map<string, readonly [number, number]> {
  const loads = new Map<string, readonly [number, number]>();
  for (const [table, sign] of [
    ["load", 1],
    ["storage", 1],
    ["sgen", -1],
  ] as const) {
    for (const row of rows(table)) {
      const id = name.get(Number(row["bus"]))!;
      const [kw, kvar] = loads.get(id) ?? [0, 0];
      const scale = sign * 1000 * Number(row["scaling"]);
      loads.set(id, [kw + scale * Number(row["p_mw"]), kvar + scale * Number(row["q_mvar"] ?? 0)]);
    }
  }
  return loads;
}
