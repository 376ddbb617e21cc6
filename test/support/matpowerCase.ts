import { readFileSync } from "node:fs";
import type { DcLine } from "#engine/grid/dcNetwork.ts";
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

/** A MATPOWER case as a market on a DC network: MW, money per hour. */
export interface MatpowerMarket {
  readonly nodes: readonly string[];
  readonly referenceNode: string;
  /** Demand and shunt conductance by node. */
  readonly loadMw: Float64Array;
  /** Susceptance x/(r² + x²), taps ignored; a line's limit is the tighter of rating and angle. */
  readonly lines: readonly DcLine[];
  readonly generators: readonly {
    readonly node: number;
    readonly mwMin: number;
    readonly mwMax: number;
    /** Cost `constant + linear·P + ½ quadratic·P²`. */
    readonly constant: number;
    readonly linear: number;
    readonly quadratic: number;
  }[];
}

/** @throws for what the model has no place for: phase shifts, costs not polynomial. */
export function readMatpowerMarket(file: string): MatpowerMarket {
  const text = readFileSync(file, "utf8");
  const baseMva = Number(/mpc\.baseMVA = ([\d.]+);/.exec(text)![1]);
  const bus = table(text, "bus");
  const place = new Map(bus.map((row, i) => [row[0]!, i]));
  const costs = table(text, "gencost");
  return {
    nodes: bus.map((row) => String(row[0])),
    referenceNode: String(bus.find((row) => row[1] === 3)![0]),
    loadMw: Float64Array.from(bus, (row) => row[2]! + row[4]!),
    lines: table(text, "branch")
      .filter((row) => row[10] === 1)
      .map((row, i) => dcLine(row, i, baseMva)),
    generators: table(text, "gen").flatMap((row, i) => {
      const [model, , , count, ...coefficients] = costs[i]!;
      if (model !== 2 || count !== 3) throw new Error("a cost is not a quadratic polynomial");
      if (row[7] !== 1) return [];
      const [square, linear, constant] = coefficients as [number, number, number];
      const node = place.get(row[0]!)!;
      return [{ node, mwMin: row[9]!, mwMax: row[8]!, constant, linear, quadratic: 2 * square }];
    }),
  };
}

function dcLine(row: readonly number[], index: number, baseMva: number): DcLine {
  const [from, to, r, x, , rateA, , , , shift, , angleMin, angleMax] = row as number[] & {
    length: 13;
  };
  if (shift !== 0 || angleMin !== -angleMax!) throw new Error("a phase shift or uneven angles");
  const mwPerRadian = (baseMva * x!) / (r! * r! + x! * x!);
  const angleMw = (mwPerRadian * angleMax! * Math.PI) / 180;
  return {
    id: `${index}`,
    nodeFrom: String(from),
    nodeTo: String(to),
    reactanceOhm: 1 / mwPerRadian,
    voltageKv: 1,
    limitMw: rateA === 0 ? angleMw : Math.min(rateA!, angleMw),
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
