import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { GridCase } from "#engine/grid/gridCase.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import { RadialSolver } from "#engine/grid/meshed/radialSolver.ts";
import { solveCase } from "#engine/grid/meshed/solveCase.ts";
import { readGrid } from "#scenarios/grids/readGrid.ts";
import { csv } from "#test/validation/grids/storedResults.ts";

const data = resolve("../shared/data");
const grids = `${data}/simbench-lv`;
const rural = `${data}/simbench-lv-rural1`;

interface State {
  readonly load_factor_p: number;
  readonly load_factor_q: number;
  readonly res_factor: number;
  readonly slack_vm_pu: number;
  readonly import_mw: number;
  readonly import_mvar: number;
  readonly loss_mw: number;
  readonly vm_min_pu: number;
  readonly max_line_loading_percent: number;
}

function inState(grid: GridCase, state: State): GridCase {
  return {
    ...grid,
    sources: grid.sources.map((one) => ({ ...one, voltagePu: state.slack_vm_pu, angleDegree: 0 })),
    loads: grid.loads.map((one) => ({
      ...one,
      powerKw: state.load_factor_p * one.powerKw,
      reactiveKvar: state.load_factor_q * one.reactiveKvar,
    })),
    generators: grid.generators.map((one) => ({
      ...one,
      powerKw: state.res_factor * one.powerKw,
      reactiveKvar: state.res_factor * one.reactiveKvar,
    })),
    storages: [],
  };
}

describe.skipIf(!existsSync(grids))("SimBench grids", () => {
  test.each(existsSync(grids) ? readdirSync(grids).filter((name) => name.startsWith("lv_")) : [])(
    "%s: four states as stored",
    (name) => {
      const { gridCase } = readGrid(`${grids}/${name}`);
      const stored = JSON.parse(readFileSync(`${grids}/${name}/expected.json`, "utf8")) as Readonly<
        Record<"nominal" | "hL" | "hPV" | "lPV", State>
      >;
      for (const key of ["nominal", "hL", "hPV", "lPV"] as const) {
        const state = stored[key];
        const solution = solveCase(buildNetwork(inState(gridCase, state)));
        const { network } = solution;
        expect(Math.min(...solution.voltagePu)).toBeCloseTo(state.vm_min_pu, 7);
        // Powers are stored to 10 mW.
        expect(Math.abs(solution.lossesKw - 1000 * state.loss_mw)).toBeLessThan(2e-5);
        expect(Math.abs(solution.sourcePowerKw[0]! - 1000 * state.import_mw)).toBeLessThan(2e-5);
        expect(Math.abs(solution.sourceReactiveKvar[0]! - 1000 * state.import_mvar)).toBeLessThan(
          2e-5,
        );
        const lines = solution.loadingPercent.subarray(0, network.lineCount);
        expect(Math.max(...lines)).toBeCloseTo(state.max_line_loading_percent, 4);
        if (key !== "nominal") continue;
        for (const row of csv(`${grids}/${name}/expected_nominal_bus.csv`, ";")) {
          const bus = network.busIndex.get(row["node"]!)!;
          expect(Math.abs(solution.voltagePu[bus]! - Number(row["vm_pu"]))).toBeLessThan(1e-6);
        }
      }
    },
  );
});

describe.skipIf(!existsSync(rural))("SimBench rural grid", () => {
  const grid = existsSync(rural) ? readGrid(rural).gridCase : undefined;

  test("SimBench's own solution to its five decimals", () => {
    const solution = solveCase(buildNetwork(grid!));
    const rows = csv(`${rural}/NodePFResult.csv`, ";");
    expect(rows.length).toBe(15);
    for (const row of rows) {
      const bus = solution.network.busIndex.get(row["node"]!)!;
      expect(Math.abs(solution.voltagePu[bus]! - Number(row["vm"]))).toBeLessThan(6e-6);
    }
  });

  test.each(["2016-01-20", "2016-06-21"])("the 96 periods of %s to 1e-6 pu", (day) => {
    const network = buildNetwork(grid!);
    const solver = new RadialSolver(network);
    const [year, month, date] = day.split("-");
    const ofDay = (file: string) =>
      csv(`${rural}/${file}`, ";").filter((row) =>
        row["time"]!.startsWith(`${date}.${month}.${year}`),
      );
    const loads = ofDay("LoadProfile.csv");
    const res = ofDay("RESProfile.csv");
    const loadRows = csv(`${rural}/Load.csv`, ";");
    const resRows = csv(`${rural}/RES.csv`, ";");
    const stored = csv(`${rural}/expected_day_${day}.csv`, ";");
    expect([loads.length, res.length, stored.length]).toEqual([96, 96, 96]);
    const node = (id: string) => network.nodeOfBus[network.busIndex.get(id)!]!;
    let worst = 0;
    for (const [period, want] of stored.entries()) {
      const pKw = new Float64Array(network.nodeCount);
      const qKvar = new Float64Array(network.nodeCount);
      for (const row of loadRows) {
        const at = node(row["node"]!);
        pKw[at]! += 1000 * Number(row["pLoad"]) * Number(loads[period]![`${row["profile"]}_pload`]);
        qKvar[at]! +=
          1000 * Number(row["qLoad"]) * Number(loads[period]![`${row["profile"]}_qload`]);
      }
      for (const row of resRows) {
        pKw[node(row["node"]!)]! -=
          1000 * Number(row["pRES"]) * Number(res[period]![row["profile"]!]);
      }
      solver.solve(pKw, qKvar);
      for (const [bus, id] of network.busIds.entries()) {
        const at = network.nodeOfBus[bus]!;
        const voltagePu = Math.hypot(solver.e[at]!, solver.f[at]!);
        worst = Math.max(worst, Math.abs(voltagePu - Number(want[id])));
      }
    }
    expect(worst).toBeLessThan(1e-6);
  });
});
