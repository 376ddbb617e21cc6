import type {
  CaseBus,
  CaseLine,
  CaseLoad,
  CaseTransformer,
  GridCase,
} from "#engine/grid/gridCase.ts";

/** Ratio of a winding's rated voltage to its bus's beyond which the row is taken for wrong. */
const VOLTAGE_MISMATCH_MAX = 1.5;

/** What the shares of a load may miss 1 by. */
const SHARE_TOLERANCE = 1e-6;

interface Placed {
  readonly id: string;
  readonly bus: string;
}

interface Joining {
  readonly id: string;
  readonly busFrom: string;
  readonly busTo: string;
}

/**
 * Lists what is wrong with single rows of a case: ids used twice, buses that do not exist, numbers that no equipment
 * has. What is wrong with the whole (islands, set points in conflict) is found when the nodes are made.
 */
export function caseFindings(grid: GridCase): string[] {
  const buses = new Map(grid.buses.map((bus) => [bus.id, bus]));
  return [
    ...(grid.buses.length === 0 ? ["no bus"] : []),
    ...(grid.sources.length === 0 ? ["no source"] : []),
    ...duplicates("bus", grid.buses),
    ...duplicates("branch", [...grid.lines, ...grid.transformers]),
    ...(["source", "link", "load", "generator", "storage", "shunt"] as const).flatMap((what) =>
      duplicates(what, grid[`${what}s`]),
    ),
    ...grid.buses.flatMap((bus) => numbers("bus", bus, { voltageKvRated: "positive" })),
    ...joined("line", grid.lines, buses, true),
    ...joined("link", grid.links, buses, true),
    ...joined("transformer", grid.transformers, buses, false),
    ...(["source", "load", "generator", "storage", "shunt"] as const).flatMap((what) =>
      placed(what, grid[`${what}s`], buses),
    ),
    ...grid.lines.flatMap((line) => [
      ...numbers("line", line, LINE),
      ...withoutImpedance("line", line),
    ]),
    ...grid.transformers.flatMap((transformer) => transformerFindings(transformer, buses)),
    ...grid.sources.flatMap((source) => numbers("source", source, SOURCE)),
    ...grid.loads.flatMap(loadFindings),
    ...grid.generators.flatMap((generator) => numbers("generator", generator, GENERATOR)),
    ...grid.storages.flatMap((storage) => numbers("storage", storage, POWERS)),
    ...grid.shunts.flatMap((shunt) => numbers("shunt", shunt, ADMITTANCE)),
  ];
}

/** What a field has to be; null is allowed where it says so. */
type Demand = "finite" | "positive" | "positive or null";
type Demands = Readonly<Record<string, Demand>>;

const ADMITTANCE: Demands = { gSiemens: "finite", bSiemens: "finite" };
const CIRCUIT: Demands = { rOhm: "finite", xOhm: "finite", ...ADMITTANCE };
const LINE: Demands = { ...CIRCUIT, lengthKm: "positive or null", ratedA: "positive or null" };
const TRANSFORMER: Demands = {
  ...{ ...CIRCUIT, kvFrom: "positive", kvTo: "positive", ratio: "positive" },
  ...{ shiftDegree: "finite", ratedKva: "positive or null" },
};
const SOURCE: Demands = {
  ...{ voltagePu: "positive", angleDegree: "finite", rOhm: "finite", xOhm: "finite" },
};
const POWERS: Demands = { powerKw: "finite", reactiveKvar: "finite" };
const GENERATOR: Demands = { ...POWERS, voltagePu: "positive or null" };
const LOAD: Demands = {
  ...{ ...POWERS, constantPower: "finite", constantCurrent: "finite", constantImpedance: "finite" },
};

function numbers(what: string, row: { readonly id: string }, demands: Demands): string[] {
  const findings: string[] = [];
  for (const field in demands) {
    const value = (row as unknown as Readonly<Record<string, unknown>>)[field];
    if (value === null && demands[field] === "positive or null") continue;
    if (typeof value !== "number" || !Number.isFinite(value)) {
      findings.push(`${what} ${row.id}: ${field} ${value} is no number`);
    } else if (value <= 0 && demands[field] !== "finite") {
      findings.push(`${what} ${row.id}: ${field} ${value} is not positive`);
    }
  }
  return findings;
}

function withoutImpedance(what: string, row: CaseLine | CaseTransformer): string[] {
  return row.rOhm === 0 && row.xOhm === 0 ? [`${what} ${row.id}: impedance is zero`] : [];
}

function duplicates(what: string, rows: readonly { readonly id: string }[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of rows) (seen.has(id) ? twice : seen).add(id);
  return [...twice].map((id) => `${what} ${id}: id is used more than once`);
}

function placed(
  what: string,
  rows: readonly Placed[],
  buses: ReadonlyMap<string, CaseBus>,
): string[] {
  return rows
    .filter((row) => !buses.has(row.bus))
    .map((row) => `${what} ${row.id}: no bus ${row.bus}`);
}

function joined(
  what: string,
  rows: readonly Joining[],
  buses: ReadonlyMap<string, CaseBus>,
  sameVoltage: boolean,
): string[] {
  return rows.flatMap(({ id, busFrom, busTo }) => {
    const kvFrom = buses.get(busFrom)?.voltageKvRated;
    const kvTo = buses.get(busTo)?.voltageKvRated;
    if (kvFrom !== undefined && kvTo !== undefined) {
      const differ = sameVoltage && kvFrom !== kvTo;
      return differ ? [`${what} ${id}: joins ${kvFrom} kV and ${kvTo} kV`] : [];
    }
    const unknown = [...new Set([busFrom, busTo])].filter((bus) => !buses.has(bus));
    return unknown.map((bus) => `${what} ${id}: no bus ${bus}`);
  });
}

/**
 * A transformer between buses of one voltage is nonsense when its windings differ. With equal windings it is a
 * regulator or a phase shifter, which transmission grids have.
 */
function transformerFindings(
  transformer: CaseTransformer,
  buses: ReadonlyMap<string, CaseBus>,
): string[] {
  const name = `transformer ${transformer.id}`;
  const findings = [
    ...numbers("transformer", transformer, TRANSFORMER),
    ...withoutImpedance("transformer", transformer),
  ];
  if (transformer.busFrom === transformer.busTo) {
    findings.push(`${name}: both windings at bus ${transformer.busTo}`);
  }
  const from = buses.get(transformer.busFrom)?.voltageKvRated;
  const to = buses.get(transformer.busTo)?.voltageKvRated;
  if (from === undefined || to === undefined || findings.length > 0) return findings;
  const { kvFrom, kvTo } = transformer;
  if (from === to && kvFrom !== kvTo) {
    findings.push(`${name}: ${kvFrom}/${kvTo} kV windings between two buses of ${to} kV`);
  } else if (mismatch(kvFrom, from) || mismatch(kvTo, to)) {
    findings.push(`${name}: ${kvFrom}/${kvTo} kV windings on ${from}/${to} kV buses`);
  }
  return findings;
}

function mismatch(a: number, b: number): boolean {
  return Math.max(a / b, b / a) > VOLTAGE_MISMATCH_MAX;
}

function loadFindings(load: CaseLoad): string[] {
  const findings = numbers("load", load, LOAD);
  const sum = load.constantPower + load.constantCurrent + load.constantImpedance;
  if (Math.abs(sum - 1) > SHARE_TOLERANCE) {
    findings.push(
      `load ${load.id}: shares of constant power, current and impedance add up to ${Number(sum.toPrecision(6))}, not 1`,
    );
  }
  return findings;
}
