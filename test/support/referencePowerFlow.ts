import { inverse, Matrix } from "ml-matrix";
import type { NetworkTables } from "#engine/grid/networkRecords.ts";

/** Voltage, pu of the bus's rated one, and import at the source bus, by a full admittance matrix. */
export interface ReferenceSolution {
  readonly voltage: ReadonlyMap<string, readonly [re: number, im: number]>;
  readonly importKw: number;
  readonly importKvar: number;
}

/**
 * Slow and obvious power flow: volts, ohm and siemens, a dense bus admittance matrix, and the
 * fixed point V = Y⁻¹ (I(V) − Y₀ V₀) until nothing moves. Knows nothing of trees. A transformer is
 * its T circuit with the star as a node of its own. A current here is √3 times the phase current,
 * so that S = V conj(I) with line-to-line voltages.
 */
export function referencePowerFlow(
  tables: NetworkTables,
  loads: ReadonlyMap<string, readonly [kw: number, kvar: number]>,
): ReferenceSolution {
  const kv = new Map(tables.buses.map((bus) => [bus.id, bus.voltageKvRated]));
  for (const { id, busLv } of tables.transformers) kv.set(starOf(id), kv.get(busLv)!);
  const ids = [...kv.keys()];
  const n = ids.length;
  const source = ids.indexOf(tables.sourceBus);
  const { g, b } = admittance(tables, ids);
  const rest = ids.map((_, i) => i).filter((i) => i !== source);
  const m = rest.length;

  // The complex system as a real one of twice the size: [G −B; B G].
  const real = Matrix.zeros(2 * m, 2 * m);
  for (const [row, i] of rest.entries()) {
    for (const [column, k] of rest.entries()) {
      real.set(row, column, g.get(i, k));
      real.set(row, m + column, -b.get(i, k));
      real.set(m + row, column, b.get(i, k));
      real.set(m + row, m + column, g.get(i, k));
    }
  }
  const impedance = inverse(real);
  const volts = ids.map((id) => [kv.get(id)! * 1000 * tables.sourceVoltagePu, 0]);
  const [u0] = volts[source]! as [number, number];
  for (let iteration = 0, moved = Infinity; moved > 1e-13; iteration++) {
    if (iteration > 500) throw new Error("reference power flow did not settle");
    const current = Matrix.zeros(2 * m, 1);
    for (const [row, i] of rest.entries()) {
      const [kw, kvar] = loads.get(ids[i]!) ?? [0, 0];
      const [u, v] = volts[i]! as [number, number];
      const d = u * u + v * v;
      current.set(row, 0, (-1000 * (kw * u + kvar * v)) / d - g.get(i, source) * u0);
      current.set(m + row, 0, (-1000 * (kw * v - kvar * u)) / d - b.get(i, source) * u0);
    }
    const next = impedance.mmul(current);
    moved = 0;
    for (const [row, i] of rest.entries()) {
      const after = [next.get(row, 0), next.get(m + row, 0)] as const;
      const step = Math.hypot(after[0] - volts[i]![0]!, after[1] - volts[i]![1]!);
      moved = Math.max(moved, step / (1000 * kv.get(ids[i]!)!));
      volts[i] = [...after];
    }
  }
  let re = 0;
  let im = 0;
  for (let k = 0; k < n; k++) {
    re += g.get(source, k) * volts[k]![0]! - b.get(source, k) * volts[k]![1]!;
    im += g.get(source, k) * volts[k]![1]! + b.get(source, k) * volts[k]![0]!;
  }
  const [kw, kvar] = loads.get(tables.sourceBus) ?? [0, 0];
  return {
    voltage: new Map(
      tables.buses.map(({ id, voltageKvRated }, i) => {
        const base = 1000 * voltageKvRated;
        return [id, [volts[i]![0]! / base, volts[i]![1]! / base]];
      }),
    ),
    importKw: (u0 * re) / 1000 + kw,
    importKvar: (-u0 * im) / 1000 + kvar,
  };
}

/** Bus admittance matrix, siemens between line-to-line voltages. */
function admittance(tables: NetworkTables, ids: readonly string[]): { g: Matrix; b: Matrix } {
  const g = Matrix.zeros(ids.length, ids.length);
  const b = Matrix.zeros(ids.length, ids.length);
  const add = (i: number, k: number, re: number, im: number) => {
    g.set(i, k, g.get(i, k) + re);
    b.set(i, k, b.get(i, k) + im);
  };
  for (const line of tables.lines) {
    const type = tables.lineTypes.find((other) => other.id === line.type)!;
    const km = line.lengthM / 1000;
    const [re, im] = reciprocal(type.rOhmPerKm * km, type.xOhmPerKm * km);
    const half = (2 * Math.PI * 50 * type.cNfPerKm * 1e-9 * km) / 2;
    const i = ids.indexOf(line.busFrom);
    const k = ids.indexOf(line.busTo);
    add(i, i, re, im + half);
    add(k, k, re, im + half);
    add(i, k, -re, -im);
    add(k, i, -re, -im);
  }
  for (const transformer of tables.transformers) {
    const type = tables.transformerTypes.find((other) => other.id === transformer.type)!;
    const ohm = (type.lvKv * type.lvKv * 1000) / type.ratedKva / 100;
    const rOhm = type.shortCircuitResistivePercent * ohm;
    const zOhm = type.shortCircuitPercent * ohm;
    const xOhm = Math.sqrt(zOhm * zOhm - rOhm * rOhm);
    const [re, im] = reciprocal(rOhm / 2, xOhm / 2);
    const turns = (type.hvKv * transformer.ratio) / type.lvKv;
    const lvVolts = type.lvKv * 1000;
    const noLoadVa = type.noLoadCurrentPercent * type.ratedKva * 10;
    const ironW = type.noLoadKw * 1000;
    const magnetisingVar = Math.sqrt(Math.max(0, noLoadVa ** 2 - ironW ** 2));
    const h = ids.indexOf(transformer.busHv);
    const l = ids.indexOf(transformer.busLv);
    const star = ids.indexOf(starOf(transformer.id));
    add(star, star, ironW / lvVolts ** 2, -magnetisingVar / lvVolts ** 2);
    add(h, h, re / turns ** 2, im / turns ** 2);
    add(star, star, re, im);
    add(h, star, -re / turns, -im / turns);
    add(star, h, -re / turns, -im / turns);
    add(star, star, re, im);
    add(l, l, re, im);
    add(star, l, -re, -im);
    add(l, star, -re, -im);
  }
  return { g, b };
}

function starOf(transformer: string): string {
  return `star of ${transformer}`;
}

function reciprocal(re: number, im: number): [number, number] {
  const d = re * re + im * im;
  return [re / d, -im / d];
}
