import { existsSync, globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readGrid } from "#scenarios/grids/readGrid.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";

const data = resolve("../shared/data");
const present = existsSync(data);
const named = (pattern: string) =>
  globSync(pattern, { cwd: data })
    .map((name) => name.replaceAll("\\", "/"))
    .sort();

test("reference data are there where they must be", () => {
  if (!present) console.info(`no reference data in ${data}: shared grids are not read`);
  expect(present || process.env["CI"] === undefined).toBe(true);
});

interface Rows {
  readonly bus: readonly object[];
  readonly line: readonly { readonly in_service: boolean }[];
  readonly trafo?: readonly object[];
  readonly load: readonly object[];
  readonly sgen?: readonly object[];
}

describe.skipIf(!present)("grids that others publish", () => {
  const nets = named("pf-*/*.expected.json").map((name) => name.replace(".expected", ""));

  test.each(nets)("%s: all of its tables", (name) => {
    const rows = JSON.parse(readFileSync(`${data}/${name}`, "utf8")) as Rows;
    const { gridCase, openEnds, remarks } = readGrid(`${data}/${name}`);
    expect(gridCase.buses.length - openEnds.length).toBe(rows.bus.length);
    const out = /(\d+) of the table line/.exec(remarks.join("\n"))?.[1] ?? "0";
    expect(gridCase.lines.length).toBe(rows.line.length - Number(out));
    expect(gridCase.transformers.length).toBe(rows.trafo?.length ?? 0);
    expect(gridCase.loads.length).toBe(rows.load.length);
    expect(gridCase.generators.length).toBe(rows.sgen?.length ?? 0);
  });

  test.each(named("{pf-matpower,pf-pglib-opf}/*.m"))("%s: all of its rows", (name) => {
    const text = readFileSync(`${data}/${name}`, "utf8");
    const count = (table: string) => {
      const body = new RegExp(`mpc\\.${table} = \\[[^\\n]*\\n([^\\]]*)\\]`).exec(text)![1]!;
      return body.split("\n").filter((line) => /^\s*\d/.test(line)).length;
    };
    const { gridCase, remarks } = readGrid(`${data}/${name}`);
    const out = /(\d+) of mpc.branch/.exec(remarks.join("\n"))?.[1] ?? "0";
    expect(gridCase.buses.length).toBe(count("bus"));
    expect(gridCase.lines.length + gridCase.transformers.length).toBe(
      count("branch") - Number(out),
    );
    expect(gridCase.sources.length + gridCase.generators.length).toBe(count("gen"));
  });

  test.each([
    ["simbench-lv-rural1", 15, 13, 13, 4],
    ["simbench-lv/lv_rural2_scenario0", 97, 95, 99, 8],
    ["simbench-lv/lv_rural2_scenario2", 97, 95, 118, 11],
    ["simbench-lv/lv_semiurb4_scenario0", 44, 42, 41, 1],
    ["simbench-lv/lv_semiurb4_scenario2", 44, 42, 58, 6],
    ["simbench-lv/lv_urban6_scenario0", 59, 57, 111, 5],
    ["simbench-lv/lv_urban6_scenario2", 59, 57, 135, 12],
  ])("%s: %d buses, %d lines, %d loads, %d renewables", (name, buses, lines, loads, renewables) => {
    const { gridCase } = readGrid(`${data}/${name}`);
    expect(gridCase.buses.length).toBe(buses);
    expect(gridCase.lines.length).toBe(lines);
    expect(gridCase.loads.length).toBe(loads);
    expect(gridCase.generators.length).toBe(renewables);
    expect(gridCase.transformers.length).toBe(1);
  });

  test("power-grid-model: each case is read, or refused for a reason that is known", () => {
    const REASONS: readonly (readonly [string, RegExp])[] = [
      ["automatic taps", / transformer_tap_regulator: /],
      ["unlike phases", / asym_\w+( \d+ \w+)?: /],
      ["nodes without a source", /every bus connected to a source|at least one source/],
      ["a regulator of what is no constant power", / sym_gen \d+ type: /],
    ];
    const outcomes = new Map<string, number>();
    for (const name of named("pf-power-grid-model/**/input.json")) {
      let outcome = "read";
      try {
        readGrid(`${data}/${name}`);
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        const lines = error.message.split("\n").slice(1);
        const reasons = lines.map((line) => REASONS.find(([, known]) => known.test(line))?.[0]);
        expect(reasons, `${name}: ${error.message}`).not.toContain(undefined);
        outcome = reasons[0]!;
      }
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    console.table(Object.fromEntries(outcomes));
    expect(outcomes.get("read")).toBeGreaterThanOrEqual(30);
  });
});
