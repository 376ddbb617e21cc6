import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { GridState } from "#engine/grid/gridState.ts";
import { NetworkError } from "#engine/grid/networkError.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork, radialNetworkFromColumns } from "#engine/grid/radialNetwork.ts";
import { gridLoads } from "#test/support/gridLoads.ts";
import { readMatpowerFeeder } from "#test/support/matpowerCase.ts";
import { readPandapowerCase } from "#test/support/pandapowerCase.ts";

const data = resolve("../shared/data");
const present = existsSync(data);

test("reference data are there where they must be", () => {
  if (!present) console.info(`no reference data in ${data}: power flow cases are not compared`);
  expect(present || process.env["CI"] === undefined).toBe(true);
});

/** Solved by pandapower 2.14, transformers as T circuits, to 1e-10 MVA. */
const CASES = [
  "pf-cigre/cigre_lv",
  "pf-cigre/cigre_mv",
  "pf-cigre/cigre_mv_pv_wind",
  "pf-kerber/kerber_dorfnetz",
  "pf-kerber/kerber_landnetz_freileitung_1",
  "pf-kerber/kerber_landnetz_kabel_1",
  "pf-kerber/kerber_vorstadtnetz_kabel_1",
  "pf-matpower/case33bw_ohm",
  "pf-mv-oberrhein/mv_oberrhein_load",
  "pf-mv-oberrhein/mv_oberrhein_generation",
  "pf-lv-schutterwald/schutterwald_00",
  "pf-lv-schutterwald/schutterwald_07",
  "pf-lv-schutterwald/schutterwald_13",
];

interface Expected {
  readonly res_bus: readonly { index: number; vm_pu: number }[];
  readonly res_line: readonly { index: number; loading_percent: number }[];
  readonly res_trafo?: readonly Record<
    "index" | "p_hv_mw" | "q_hv_mvar" | "p_lv_mw" | "q_lv_mvar",
    number
  >[];
  readonly summary: { readonly import_mw: number; readonly import_mvar: number };
}

describe.skipIf(!present)("solved by pandapower", () => {
  test.each(CASES)("%s: voltages to 1e-8 pu, loadings, import", (name) => {
    const expected = JSON.parse(readFileSync(`${data}/${name}.expected.json`, "utf8")) as Expected;
    let importKw = 0;
    let importKvar = 0;
    let compared = 0;
    for (const { tables, loads, busOf } of readPandapowerCase(`${data}/${name}.json`)) {
      const network = buildRadialNetwork(tables);
      const { pKw, qKvar } = gridLoads(network, loads);
      const powerFlow = new PowerFlow(network, { tolerancePu: 1e-10 });
      powerFlow.solve(pKw, qKvar);
      const state = new GridState(network);
      state.evaluate(powerFlow);
      importKw += state.importKw;
      importKvar += state.importKvar;
      for (const { index, vm_pu } of expected.res_bus) {
        const bus = network.busIndex.get(busOf.get(index) ?? "");
        if (bus === undefined) continue;
        compared++;
        expect(Math.abs(state.voltagePu[bus]! - vm_pu)).toBeLessThan(1e-8);
      }
      for (const { index, loading_percent } of expected.res_line) {
        const branch = network.branchIndex.get(`l${index}`);
        if (branch === undefined) continue;
        const error = Math.abs(state.loadingPercent[branch]! - loading_percent);
        expect(error).toBeLessThan(1e-5);
      }
      for (const row of expected.res_trafo ?? []) {
        const branch = network.branchIndex.get(`t${row.index}`);
        if (branch === undefined) continue;
        const hv = 1000 * Math.hypot(row.p_hv_mw, row.q_hv_mvar);
        const lv = 1000 * Math.hypot(row.p_lv_mw, row.q_lv_mvar);
        const error = Math.abs(state.apparentKva[branch]! / Math.max(hv, lv) - 1);
        expect(error).toBeLessThan(1e-7);
      }
    }
    const solved = expected.res_bus.filter(({ vm_pu }) => Number.isFinite(vm_pu) && vm_pu > 0);
    expect(compared).toBe(solved.length);
    // The cases round their totals to 10 W.
    expect(Math.abs(importKw - 1000 * expected.summary.import_mw)).toBeLessThan(0.012);
    expect(Math.abs(importKvar - 1000 * expected.summary.import_mvar)).toBeLessThan(0.012);
  });
});

describe.skipIf(!present)("solved by a Newton method, MATPOWER cases", () => {
  test.each(["case22", "case33bw", "case85", "case118zh"])("%s: voltages to 1e-8 pu", (name) => {
    const { columns, loads } = readMatpowerFeeder(`${data}/pf-matpower/${name}.m`);
    const network = radialNetworkFromColumns(columns);
    const { pKw, qKvar } = gridLoads(network, loads);
    const powerFlow = new PowerFlow(network, { tolerancePu: 1e-10 });
    powerFlow.solve(pKw, qKvar);
    const state = new GridState(network);
    state.evaluate(powerFlow);
    const rows = readFileSync(`${data}/pf-matpower/${name}.bus.csv`, "utf8").trim().split("\n");
    expect(rows.length - 1).toBe(network.busCount);
    for (const row of rows.slice(1)) {
      const [id, vm] = row.split(",");
      const bus = network.busIndex.get(id!)!;
      expect(Math.abs(state.voltagePu[bus]! - Number(vm))).toBeLessThan(1e-8);
    }
  });

  test("meshed transmission cases are refused, not solved wrongly", () => {
    const grid = {
      ...readMatpowerFeeder(`${data}/pf-matpower/case33bw.m`).columns,
    };
    const first = grid.branches[0]!;
    const ring = { ...first, id: "tie", busFrom: "18", busTo: "33" };
    expect(() => radialNetworkFromColumns({ ...grid, branches: [...grid.branches, ring] })).toThrow(
      NetworkError,
    );
  });
});
