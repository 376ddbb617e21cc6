import { readFileSync } from "node:fs";
import type { NetworkColumns } from "#engine/grid/radialNetwork.ts";

/** A MATPOWER case file of a radial feeder whose only generator is the slack. */
export interface MatpowerFeeder {
  readonly columns: NetworkColumns;
  readonly loads: ReadonlyMap<string, readonly [kw: number, kvar: number]>;
}

/**
 * Reads a radial distribution case from its `.m` file. Such files keep ohm and kW in their tables
 * and end with the statements that convert them; their presence is checked, not assumed.
 *
 * @throws for expressions in the tables and for quantities per unit.
 */
export function readMatpowerFeeder(file: string): MatpowerFeeder {
  const text = readFileSync(file, "utf8");
  if (!text.includes("/ (Vbase^2 / Sbase)") || !text.includes("mpc.bus(:, [PD, QD]) / 1e3")) {
    throw new Error("not a feeder in ohm and kW");
  }
  const baseMva = Number(/mpc\.baseMVA = (\d+);/.exec(text)![1]);
  const bus = table(text, "bus");
  const slack = bus.find((row) => row[1] === 3)!;
  const ohmBase = slack[9]! ** 2 / baseMva;
  const voltage = table(text, "gen")[0]![5]!;
  return {
    columns: {
      sBaseKva: 1000 * baseMva,
      sourceBus: String(slack[0]),
      sourceVoltagePu: voltage,
      buses: bus.map((row) => ({ id: String(row[0]), voltageKvRated: row[9]!, feeder: "" })),
      branches: table(text, "branch")
        .filter((row) => row[10] === 1)
        .map(([from, to, rOhm, xOhm], i) => ({
          id: `${i}`,
          busFrom: String(from),
          busTo: String(to),
          r: rOhm! / ohmBase,
          x: xOhm! / ohmBase,
          ratio: 1,
          gFrom: 0,
          bFrom: 0,
          gTo: 0,
          bTo: 0,
          ratedKva: 1000 * baseMva,
          isTransformer: false,
        })),
      monitoredBranches: [],
      monitoredBuses: [],
      main: { ratedKva: 1000 * baseMva, r: 0, x: 0, g0: 0, b0: 0 },
    },
    loads: new Map(bus.map((row) => [String(row[0]), [row[2]!, row[3]!]])),
  };
}

function table(text: string, name: string): number[][] {
  const body = new RegExp(`mpc\\.${name} = \\[[^\\n]*\\n([^\\]]*)\\];`).exec(text)![1]!;
  return body
    .split("\n")
    .map((line) => line.replace(/%.*/, "").replace(";", "").trim())
    .filter((line) => line !== "")
    .map((line) => line.split(/\s+/).map(Number));
}
