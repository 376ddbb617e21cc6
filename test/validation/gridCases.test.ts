import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { GridCase } from "#engine/grid/gridCase.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import { Newton } from "#engine/grid/meshed/newton.ts";
import { isSweepable } from "#engine/grid/meshed/radialSolver.ts";
import { solveCase, solveWith } from "#engine/grid/meshed/solveCase.ts";
import { readPowerGridModel } from "#scenarios/grids/powerGridModel/readPowerGridModel.ts";
import { readGrid } from "#scenarios/grids/readGrid.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";
import { compareGrid } from "#test/validation/grids/compareGrid.ts";
import {
  comparePowerGridModel,
  powerGridModelCases,
} from "#test/validation/grids/powerGridModelCases.ts";
import { matpowerResults, pandapowerResults } from "#test/validation/grids/storedResults.ts";

const data = resolve("../shared/data");
const present = existsSync(data);

const VOLTAGE_PU = 1e-6;
const RELATIVE = 1e-6;

test("published grids are there where they must be", () => {
  if (!present) console.info(`no reference data in ${data}: grids are not compared`);
  expect(present || process.env["CI"] === undefined).toBe(true);
});

const FOLDERS = [
  "pf-cigre",
  "pf-kerber",
  "pf-lv-schutterwald",
  "pf-mv-oberrhein",
  "pf-matpower",
] as const;

/** Every file in the folders that has a stored solution beside it. */
const solved = present
  ? FOLDERS.flatMap((folder) =>
      readdirSync(`${data}/${folder}`)
        .filter((file) => file.endsWith(".expected.json") || file.endsWith(".bus.csv"))
        .map((file) => {
          const stem = `${folder}/${file.replace(/\.(expected\.json|bus\.csv)$/, "")}`;
          return { stem, file: file.endsWith("csv") ? `${stem}.m` : `${stem}.json` };
        }),
    )
  : [];

/** The one that counts one phase of three. */
const phasesOf = (stem: string) => (stem.endsWith("case533mt_lo") ? 3 : 1);

describe.skipIf(!present)("grids with a stored solution", () => {
  test("voltages to 1e-6 pu, losses and flows to 1e-6, by the solver that the topology chooses and by Newton's", () => {
    const rows = solved.map(({ stem, file }) => {
      const expected = file.endsWith(".m")
        ? matpowerResults(`${data}/${stem}`, phasesOf(stem))
        : pandapowerResults(`${data}/${stem}.expected.json`);
      const network = buildNetwork(readGrid(`${data}/${file}`).gridCase);
      const chosen = solveCase(network);
      const general = compareGrid(solveWith(new Newton(network)), expected);
      return { stem, method: chosen.method, ...compareGrid(chosen, expected), general };
    });
    console.table(rows.map(({ general: _, ...row }) => row));
    expect(rows.length).toBe(28);
    for (const row of rows) {
      for (const result of [row, row.general]) {
        expect(result.voltageErrorPu, row.stem).toBeLessThan(VOLTAGE_PU);
        expect(result.angleErrorDegree, row.stem).toBeLessThan(1e-5);
        expect(result.flowError, row.stem).toBeLessThan(RELATIVE);
        expect(result.lossError, row.stem).toBeLessThan(RELATIVE);
        expect(result.currentError, row.stem).toBeLessThan(1e-5);
      }
    }
  });

  test("losses of the MATPOWER cases to the last digit of their stored totals", () => {
    const totals = JSON.parse(
      readFileSync(`${data}/pf-matpower/summary.json`, "utf8"),
    ) as readonly {
      readonly case: string;
      readonly branch_loss_mw: number;
      readonly branch_loss_mvar: number;
    }[];
    expect(totals.length).toBe(9);
    for (const { case: name, branch_loss_mw, branch_loss_mvar } of totals) {
      const network = buildNetwork(readGrid(`${data}/pf-matpower/${name}.m`).gridCase);
      const { lossesKw, lossesKvar } = solveCase(network);
      const phases = phasesOf(name);
      // Half of 1e-7 MW.
      const digitKw = 0.5001e-4 * phases;
      expect(Math.abs(lossesKw - 1000 * phases * branch_loss_mw), name).toBeLessThan(digitKw);
      expect(Math.abs(lossesKvar - 1000 * phases * branch_loss_mvar), name).toBeLessThan(digitKw);
    }
  });

  test("meshed grids with held voltages are among them, up to 1,354 buses", () => {
    const newton = solved
      .filter(({ file }) => file.endsWith(".m"))
      .map(({ file }) => buildNetwork(readGrid(`${data}/${file}`).gridCase))
      .filter((network) => !isSweepable(network));
    expect(newton.map(({ busIds }) => busIds.length).sort((a, b) => a - b)).toEqual([
      9, 14, 118, 1354,
    ]);
  });
});

/** Why a reader refuses a case, from the first words of what it finds. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/transformer_tap_regulator/, "taps that move by themselves"],
  [/asym_line/, "lines given per phase"],
  [/three phases alike/, "phases loaded differently"],
  [/connected to a source|at least one source/, "buses without a source, an error here"],
];

describe.skipIf(!present)("cases of power-grid-model", () => {
  test("every balanced one to its own tolerance and to 1e-6 pu; the rest is named with its reason", () => {
    const { cases, skipped: before } = powerGridModelCases(`${data}/pf-power-grid-model`);
    const skipped = new Map(before);
    const rows = cases.flatMap((one) => {
      let grid: GridCase;
      try {
        grid = readPowerGridModel(one.input, one.name).gridCase;
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        const reason = REASONS.find(([pattern]) => pattern.test(error.message))?.[1];
        expect(reason, error.message).toBeDefined();
        skipped.set(one.name.replace(/ \[\d+\]$/, ""), reason!);
        return [];
      }
      const solution = solveCase(buildNetwork(grid));
      return [
        { name: one.name, method: solution.method, ...comparePowerGridModel(solution, grid, one) },
      ];
    });
    console.table(rows.map(({ worst: _, ...row }) => row));
    expect(rows.length).toBe(60);
    console.table([...skipped].map(([name, reason]) => ({ skipped: name, reason })));
    for (const row of rows) {
      expect(row.allowedPart, `${row.name}: ${row.worst}`).toBeLessThanOrEqual(1);
      expect(row.voltageErrorPu, row.name).toBeLessThan(VOLTAGE_PU);
      expect(row.angleErrorRadian, row.name).toBeLessThan(2e-5);
      expect(row.compared, row.name).toBeGreaterThan(0);
    }
  });
});
