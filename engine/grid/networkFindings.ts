import type {
  LineRecord,
  LineType,
  NetworkTables,
  TransformerRecord,
  TransformerType,
} from "#engine/grid/networkRecords.ts";

/** Ratio of a transformer's rated voltage to its bus's beyond which the table is taken for wrong. */
const VOLTAGE_MISMATCH_MAX = 1.2;

/**
 * Lists what is wrong with single records: duplicate ids, references into nothing, numbers that
 * no equipment has. What is wrong with the network as a whole (loops, islands) is found by
 * `radialTree`.
 */
export function networkFindings(tables: NetworkTables): string[] {
  const branches = [...tables.lines, ...tables.transformers];
  return [
    ...duplicates("bus", tables.buses),
    ...duplicates("branch", branches),
    ...duplicates("line type", tables.lineTypes),
    ...duplicates("transformer type", tables.transformerTypes),
    ...busFindings(tables),
    ...tables.lineTypes.flatMap(lineTypeFindings),
    ...tables.transformerTypes.flatMap(transformerTypeFindings),
    ...lineFindings(tables),
    ...transformerFindings(tables),
    ...tables.monitoredBranches
      .filter((id) => !branches.some((branch) => branch.id === id))
      .map((id) => `monitored branch ${id}: no such line or transformer`),
    ...tables.monitoredBuses
      .filter((id) => !tables.buses.some((bus) => bus.id === id))
      .map((id) => `monitored bus ${id}: no such bus`),
  ];
}

function duplicates(what: string, records: readonly { readonly id: string }[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of records) (seen.has(id) ? twice : seen).add(id);
  return [...twice].map((id) => `${what} ${id}: id is used more than once`);
}

function busFindings(tables: NetworkTables): string[] {
  const findings = tables.buses
    .filter((bus) => !(bus.voltageKvRated > 0))
    .map((bus) => `bus ${bus.id}: rated voltage ${bus.voltageKvRated} kV is not positive`);
  if (!tables.buses.some((bus) => bus.id === tables.sourceBus)) {
    findings.push(`source bus ${tables.sourceBus}: no such bus`);
  }
  if (!(tables.sourceVoltagePu > 0)) {
    findings.push(`source voltage ${tables.sourceVoltagePu} pu is not positive`);
  }
  if (!tables.transformerTypes.some((type) => type.id === tables.mainTransformerType)) {
    findings.push(`main transformer: no transformer type ${tables.mainTransformerType}`);
  }
  return findings;
}

function lineTypeFindings(type: LineType): string[] {
  const findings = numberFindings(`line type ${type.id}`, {
    positive: { ratedA: type.ratedA },
    notNegative: { rOhmPerKm: type.rOhmPerKm, xOhmPerKm: type.xOhmPerKm, cNfPerKm: type.cNfPerKm },
  });
  if (type.rOhmPerKm === 0 && type.xOhmPerKm === 0) {
    findings.push(`line type ${type.id}: impedance is zero`);
  }
  return findings;
}

function transformerTypeFindings(type: TransformerType): string[] {
  const findings = numberFindings(`transformer type ${type.id}`, {
    positive: {
      ratedKva: type.ratedKva,
      hvKv: type.hvKv,
      lvKv: type.lvKv,
      shortCircuitPercent: type.shortCircuitPercent,
    },
    notNegative: {
      shortCircuitResistivePercent: type.shortCircuitResistivePercent,
      noLoadKw: type.noLoadKw,
      noLoadCurrentPercent: type.noLoadCurrentPercent,
    },
  });
  if (type.shortCircuitResistivePercent > type.shortCircuitPercent) {
    findings.push(`transformer type ${type.id}: resistive part exceeds short-circuit voltage`);
  }
  return findings;
}

function lineFindings(tables: NetworkTables): string[] {
  const kv = new Map(tables.buses.map((bus) => [bus.id, bus.voltageKvRated]));
  const types = new Set(tables.lineTypes.map((type) => type.id));
  return tables.lines.flatMap((line: LineRecord) => {
    const name = `line ${line.id}`;
    const findings = unknownBuses(name, [line.busFrom, line.busTo], kv);
    if (!types.has(line.type)) findings.push(`${name}: no line type ${line.type}`);
    findings.push(
      ...numberFindings(name, { positive: { lengthM: line.lengthM }, notNegative: {} }),
    );
    if (findings.length === 0 && kv.get(line.busFrom) !== kv.get(line.busTo)) {
      findings.push(`${name}: joins ${kv.get(line.busFrom)} kV and ${kv.get(line.busTo)} kV`);
    }
    return findings;
  });
}

function transformerFindings(tables: NetworkTables): string[] {
  const kv = new Map(tables.buses.map((bus) => [bus.id, bus.voltageKvRated]));
  const types = new Map(tables.transformerTypes.map((type) => [type.id, type]));
  return tables.transformers.flatMap((transformer: TransformerRecord) => {
    const name = `transformer ${transformer.id}`;
    const findings = unknownBuses(name, [transformer.busHv, transformer.busLv], kv);
    const type = types.get(transformer.type);
    if (type === undefined) findings.push(`${name}: no transformer type ${transformer.type}`);
    const positive = { ratio: transformer.ratio };
    findings.push(...numberFindings(name, { positive, notNegative: {} }));
    const hvKv = kv.get(transformer.busHv);
    const lvKv = kv.get(transformer.busLv);
    if (type === undefined || hvKv === undefined || lvKv === undefined) return findings;
    if (hvKv === lvKv) findings.push(`${name}: joins two buses of ${hvKv} kV`);
    else if (hvKv < lvKv) findings.push(`${name}: high-voltage bus has ${hvKv} kV, low ${lvKv} kV`);
    else if (mismatch(type.hvKv, hvKv) || mismatch(type.lvKv, lvKv)) {
      findings.push(`${name}: ${type.hvKv}/${type.lvKv} kV type on ${hvKv}/${lvKv} kV buses`);
    }
    return findings;
  });
}

function mismatch(a: number, b: number): boolean {
  return Math.max(a / b, b / a) > VOLTAGE_MISMATCH_MAX;
}

function unknownBuses(name: string, ids: string[], known: ReadonlyMap<string, unknown>): string[] {
  return ids.filter((id) => !known.has(id)).map((id) => `${name}: no bus ${id}`);
}

function numberFindings(
  name: string,
  { positive, notNegative }: Record<"positive" | "notNegative", Record<string, number>>,
): string[] {
  const findings: string[] = [];
  for (const [field, value] of Object.entries(positive)) {
    if (!(value > 0 && value < Infinity))
      findings.push(`${name}: ${field} ${value} is not positive`);
  }
  for (const [field, value] of Object.entries(notNegative)) {
    if (!(value >= 0 && value < Infinity))
      findings.push(`${name}: ${field} ${value} is negative or no number`);
  }
  return findings;
}
