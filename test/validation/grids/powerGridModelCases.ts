import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { GridCase } from "#engine/grid/gridCase.ts";
import type { CaseSolution } from "#engine/grid/meshed/caseSolution.ts";

type Row = Readonly<Record<string, unknown>>;
type Components = Readonly<Record<string, readonly Row[]>>;
interface DataSet {
  readonly type: string;
  readonly data: unknown;
  readonly [field: string]: unknown;
}

interface Params {
  readonly calculation_method: string | readonly string[];
  readonly rtol: number;
  readonly atol: number | Readonly<Record<string, number>>;
  readonly raises?: { readonly raises: string };
  readonly xfail?: { readonly raises: string };
}

/** A microwatt, or as little of another unit, is nothing. */
const MICRO = 1e-6;

/** One input with the output that belongs to it: a case, or one change of a batch case. */
export interface PowerGridModelCase {
  readonly name: string;
  readonly input: DataSet;
  readonly output: Components;
  readonly params: Params;
}

/** Lists all cases below a folder; `skipped` are those without an output that a power flow could reach. */
export function powerGridModelCases(folder: string): {
  readonly cases: readonly PowerGridModelCase[];
  readonly skipped: ReadonlyMap<string, string>;
} {
  const cases: PowerGridModelCase[] = [];
  const skipped = new Map<string, string>();
  const visit = (path: string, name: string) => {
    if (existsSync(`${path}/input.json`)) {
      const found = casesOf(path, name);
      if (typeof found === "string") skipped.set(name, found);
      else cases.push(...found);
    }
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory())
        visit(`${path}/${entry.name}`, name === "" ? entry.name : `${name}/${entry.name}`);
    }
  };
  visit(folder, "");
  return { cases, skipped };
}

function casesOf(path: string, name: string): PowerGridModelCase[] | string {
  const read = (file: string) => JSON.parse(readFileSync(`${path}/${file}`, "utf8")) as DataSet;
  const params = read("params.json") as unknown as Params;
  if (params.xfail !== undefined) return "the project it comes from does not reach its output";
  if (params.raises !== undefined) return `an error is expected: ${params.raises.raises}`;
  const methods = [params.calculation_method].flat();
  if (!methods.includes("newton_raphson") && !methods.includes("iterative_current")) {
    return "solved for loads as impedances only";
  }
  const input = read("input.json");
  const has = (file: string) => existsSync(`${path}/${file}`);
  const found: PowerGridModelCase[] = [];
  const kind = has("sym_output.json") || has("sym_output_batch.json") ? "sym" : "asym";
  if (has(`${kind}_output.json`)) {
    const output = read(`${kind}_output.json`).data as Components;
    found.push({ name, input, output, params });
  }
  if (has(`${kind}_output_batch.json`)) {
    const changes = read("update_batch.json").data as readonly Components[];
    const outputs = read(`${kind}_output_batch.json`).data as readonly Components[];
    for (const [i, change] of changes.entries()) {
      const changed = { ...input, data: apply(input.data as Components, change) };
      found.push({ name: `${name} [${i}]`, input: changed, output: outputs[i]!, params });
    }
  }
  return found.length === 0 ? "no output" : found;
}

function apply(base: Components, change: Components): Components {
  return Object.fromEntries(
    Object.entries(base).map(([component, rows]) => [
      component,
      rows.map((row, i) => {
        const changes = change[component] ?? [];
        // A change without ids is one for every row, in order.
        const own = changes.find(({ id }) => id === row["id"]);
        return { ...row, ...(own ?? (changes[i]?.["id"] === undefined ? changes[i] : {})) };
      }),
    ]),
  );
}

export interface PowerGridModelComparison {
  readonly compared: number;
  readonly voltageErrorPu: number;
  /** Stored angles are often rounded to five digits, and may lie a turn apart. */
  readonly angleErrorRadian: number;
  /** Largest error of any other attribute as a part of what the case itself allows. */
  readonly allowedPart: number;
  readonly worst: string;
}

/** Compares what nodes and branches name. Per-phase outputs of a balanced case: a phase, or the sum of three. */
export function comparePowerGridModel(
  solution: CaseSolution,
  grid: GridCase,
  { output, params, input }: PowerGridModelCase,
): PowerGridModelComparison {
  const { network } = solution;
  let compared = 0;
  let voltageErrorPu = 0;
  let angleErrorRadian = 0;
  let allowedPart = 0;
  let worst = "";
  const compare = (name: string, attribute: string, got: number, want: unknown) => {
    if (typeof want !== "number") return;
    const atol =
      typeof params.atol === "number"
        ? params.atol
        : (params.atol[attribute] ?? params.atol["default"]!);
    const part = Math.abs(got - want) / (atol + MICRO + params.rtol * Math.abs(want));
    compared++;
    if (part <= allowedPart) return;
    allowedPart = part;
    worst = `${name} ${attribute}: ${got}, stored ${want}`;
  };
  for (const row of output["node"] ?? []) {
    const bus = network.busIndex.get(String(row["id"]))!;
    const u = 1000 * network.voltageKv[bus]! * solution.voltagePu[bus]!;
    const perPhase = Array.isArray(row["u"]);
    const stored = first(row["u"]);
    if (typeof stored === "number") {
      const phases = perPhase ? Math.sqrt(3) : 1;
      const error = Math.abs(u - stored * phases) / (1000 * network.voltageKv[bus]!);
      voltageErrorPu = error <= voltageErrorPu ? voltageErrorPu : error;
      compare(`node ${row["id"]}`, "u", u / phases, stored);
    }
    compare(`node ${row["id"]}`, "u_pu", solution.voltagePu[bus]!, first(row["u_pu"]));
    const angle = (solution.angleDegree[bus]! * Math.PI) / 180;
    const angleStored = first(row["u_angle"]);
    if (typeof angleStored !== "number") continue;
    const turn = (angle - angleStored) / (2 * Math.PI);
    const off = 2 * Math.PI * Math.abs(turn - Math.round(turn));
    angleErrorRadian = off <= angleErrorRadian ? angleErrorRadian : off;
  }
  for (const row of output["shunt"] ?? []) {
    const shunt = grid.shunts.find(({ id }) => id === String(row["id"]));
    if (shunt === undefined) continue;
    const bus = network.busIndex.get(shunt.bus)!;
    const squared = (1000 * network.voltageKv[bus]! * solution.voltagePu[bus]!) ** 2;
    compare(`shunt ${shunt.id}`, "p", shunt.gSiemens * squared, sum(row["p"]));
    compare(`shunt ${shunt.id}`, "q", -shunt.bSiemens * squared, sum(row["q"]));
  }
  for (const component of ["line", "transformer", "generic_branch"]) {
    for (const row of output[component] ?? []) {
      const name = `${component} ${row["id"]}`;
      const i = network.branchIndex.get(String(row["id"]));
      if (i === undefined) {
        // Not connected at either end: the reader leaves it out.
        const given = (input.data as Components)[component]!.find(({ id }) => id === row["id"])!;
        if (given["from_status"] === 0 && given["to_status"] === 0) continue;
        throw new Error(`${name} is not there`);
      }
      compare(name, "p_from", 1000 * solution.powerKwFrom[i]!, sum(row["p_from"]));
      compare(name, "q_from", 1000 * solution.reactiveKvarFrom[i]!, sum(row["q_from"]));
      compare(name, "p_to", 1000 * solution.powerKwTo[i]!, sum(row["p_to"]));
      compare(name, "q_to", 1000 * solution.reactiveKvarTo[i]!, sum(row["q_to"]));
      compare(name, "i_from", solution.currentAFrom[i]!, first(row["i_from"]));
      compare(name, "i_to", solution.currentATo[i]!, first(row["i_to"]));
    }
  }
  for (const row of output["source"] ?? []) {
    const i = network.sources.findIndex(({ id }) => id === String(row["id"]));
    if (i < 0) continue;
    compare(`source ${row["id"]}`, "p", 1000 * solution.sourcePowerKw[i]!, sum(row["p"]));
    compare(`source ${row["id"]}`, "q", 1000 * solution.sourceReactiveKvar[i]!, sum(row["q"]));
  }
  return { compared, voltageErrorPu, angleErrorRadian, allowedPart, worst };
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function sum(value: unknown): unknown {
  return Array.isArray(value) ? (value as number[]).reduce((a, b) => a + b, 0) : value;
}
