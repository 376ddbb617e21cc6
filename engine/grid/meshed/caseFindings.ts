import type { CaseBus, CaseLoad, CaseTransformer, GridCase } from "#engine/grid/gridCase.ts";

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
    ...grid.buses.flatMap((bus) => numbers(`bus ${bus.id}`, { voltageKvRated: [bus, "positive"] })),
    ...joined("line", grid.lines, buses, true),
    ...joined("link", grid.links, buses, true),
    ...joined("transformer", grid.transformers, buses, false),
    ...(["source", "load", "generator", "storage", "shunt"] as const).flatMap((what) =>
      placed(what, grid[`${what}s`], buses),
    ),
    ...grid.lines.flatMap((line) => [
      ...numbers(`line ${line.id}`, {
        ...impedance(line),
        lengthKm: [line, line.lengthKm === null ? "absent" : "positive"],
        ratedA: [line, line.ratedA === null ? "absent" : "positive"],
      }),
      ...withoutImpedance(`line ${line.id}`, line),
    ]),
    ...grid.transformers.flatMap((transformer) => transformerFindings(transformer, buses)),
    ...grid.sources.flatMap((source) =>
      numbers(`source ${source.id}`, {
        voltagePu: [source, "positive"],
        angleDegree: [source, "finite"],
        rOhm: [source, "finite"],
        xOhm: [source, "finite"],
      }),
    ),
    ...grid.loads.flatMap(loadFindings),
    ...grid.generators.flatMap((generator) =>
      numbers(`generator ${generator.id}`, {
        ...powers(generator),
        voltagePu: [generator, generator.voltagePu === null ? "absent" : "positive"],
      }),
    ),
    ...grid.storages.flatMap((storage) => numbers(`storage ${storage.id}`, powers(storage))),
    ...grid.shunts.flatMap((shunt) =>
      numbers(`shunt ${shunt.id}`, { gSiemens: [shunt, "finite"], bSiemens: [shunt, "finite"] }),
    ),
  ];
}

type Demand = "positive" | "finite" | "absent";
type Demands = Readonly<Record<string, readonly [row: object, demand: Demand]>>;

function impedance(row: object): Demands {
  return {
    rOhm: [row, "finite"],
    xOhm: [row, "finite"],
    gSiemens: [row, "finite"],
    bSiemens: [row, "finite"],
  };
}

function powers(row: object): Demands {
  return { powerKw: [row, "finite"], reactiveKvar: [row, "finite"] };
}

function numbers(name: string, demands: Demands): string[] {
  return Object.entries(demands).flatMap(([field, [row, demand]]) => {
    const value = (row as Readonly<Record<string, unknown>>)[field];
    if (demand === "absent") return [];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      return [`${name}: ${field} ${value} is no number`];
    }
    return demand === "positive" && value <= 0
      ? [`${name}: ${field} ${value} is not positive`]
      : [];
  });
}

function withoutImpedance(name: string, row: { rOhm: number; xOhm: number }): string[] {
  return row.rOhm === 0 && row.xOhm === 0 ? [`${name}: impedance is zero`] : [];
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
    const name = `${what} ${id}`;
    const unknown = [...new Set([busFrom, busTo])].filter((bus) => !buses.has(bus));
    if (unknown.length > 0) return unknown.map((bus) => `${name}: no bus ${bus}`);
    const kvFrom = buses.get(busFrom)!.voltageKvRated;
    const kvTo = buses.get(busTo)!.voltageKvRated;
    return sameVoltage && kvFrom !== kvTo ? [`${name}: joins ${kvFrom} kV and ${kvTo} kV`] : [];
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
    ...numbers(name, {
      ...impedance(transformer),
      kvFrom: [transformer, "positive"],
      kvTo: [transformer, "positive"],
      ratio: [transformer, "positive"],
      shiftDegree: [transformer, "finite"],
      ratedKva: [transformer, transformer.ratedKva === null ? "absent" : "positive"],
    }),
    ...withoutImpedance(name, transformer),
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
  const name = `load ${load.id}`;
  const findings = numbers(name, {
    ...powers(load),
    constantPower: [load, "finite"],
    constantCurrent: [load, "finite"],
    constantImpedance: [load, "finite"],
  });
  const sum = load.constantPower + load.constantCurrent + load.constantImpedance;
  if (Math.abs(sum - 1) > SHARE_TOLERANCE) {
    findings.push(
      `${name}: shares of constant power, current and impedance add up to ${Number(sum.toPrecision(6))}, not 1`,
    );
  }
  return findings;
}
