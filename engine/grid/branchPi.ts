import type {
  LineRecord,
  LineType,
  TransformerRecord,
  TransformerType,
} from "#engine/grid/networkRecords.ts";

/**
 * A line or transformer as one equivalent circuit, per unit on `sBaseKva` and the buses' rated
 * voltages: a shunt at the `from` end, an ideal transformer `ratio : 1`, the series impedance, a
 * shunt at the `to` end.
 *
 *     V_to = V_from / ratio − (r + jx) I_to        I_from = I_to / ratio
 */
export interface BranchPi {
  readonly id: string;
  readonly busFrom: string;
  readonly busTo: string;
  readonly r: number;
  readonly x: number;
  readonly ratio: number;
  readonly gFrom: number;
  readonly bFrom: number;
  readonly gTo: number;
  readonly bTo: number;
  readonly ratedKva: number;
  readonly isTransformer: boolean;
}

const FREQUENCY_HZ = 50;

/** Converts a line to its pi circuit; half of the charging capacitance stands at each end. */
export function linePi(line: LineRecord, type: LineType, kv: number, sBaseKva: number): BranchPi {
  const km = line.lengthM / 1000;
  const ohmBase = (kv * kv * 1000) / sBaseKva;
  const halfB = Math.PI * FREQUENCY_HZ * type.cNfPerKm * 1e-9 * km * ohmBase;
  return {
    id: line.id,
    busFrom: line.busFrom,
    busTo: line.busTo,
    r: (type.rOhmPerKm * km) / ohmBase,
    x: (type.xOhmPerKm * km) / ohmBase,
    ratio: 1,
    gFrom: 0,
    bFrom: halfB,
    gTo: 0,
    bTo: halfB,
    ratedKva: Math.sqrt(3) * kv * type.ratedA,
    isTransformer: false,
  };
}

/**
 * Converts a transformer. Its circuit is a T: half of the short-circuit impedance z on either side
 * of the no-load admittance y, both referred to the low-voltage side at the chosen tap. The T is
 * turned into the pi that behaves the same (star to delta):
 *
 *     w = 1 + z y / 4      series z w, at each end (y / 2) / w
 */
export function transformerPi(
  transformer: TransformerRecord,
  type: TransformerType,
  { hvKv, lvKv, sBaseKva }: { hvKv: number; lvKv: number; sBaseKva: number },
): BranchPi {
  const { r, x } = shortCircuit(type, lvKv, sBaseKva);
  const { g, b } = noLoadPu(type, sBaseKva);
  const voltage2 = (lvKv / type.lvKv) ** 2;
  const wRe = 1 + ((r * g - x * b) * voltage2) / 4;
  const wIm = ((r * b + x * g) * voltage2) / 4;
  const end = voltage2 / 2 / (wRe * wRe + wIm * wIm);
  const gTo = (g * wRe + b * wIm) * end;
  const bTo = (b * wRe - g * wIm) * end;
  const ratio = ((type.hvKv * transformer.ratio) / hvKv) * (lvKv / type.lvKv);
  return {
    id: transformer.id,
    busFrom: transformer.busHv,
    busTo: transformer.busLv,
    r: r * wRe - x * wIm,
    x: r * wIm + x * wRe,
    ratio,
    gFrom: gTo / ratio ** 2,
    bFrom: bTo / ratio ** 2,
    gTo,
    bTo,
    ratedKva: type.ratedKva,
    isTransformer: true,
  };
}

/** Short-circuit impedance of a transformer type seen from a low-voltage bus, pu on `sBaseKva`. */
export function shortCircuit(
  type: TransformerType,
  lvKv: number,
  sBaseKva: number,
): { r: number; x: number } {
  const scale = (sBaseKva / type.ratedKva / 100) * (type.lvKv / lvKv) ** 2;
  const { shortCircuitPercent: z, shortCircuitResistivePercent: r } = type;
  return { r: r * scale, x: Math.sqrt(z * z - r * r) * scale };
}

/** No-load admittance of a transformer type at rated voltage, pu on `sBaseKva`. */
export function noLoadPu(type: TransformerType, sBaseKva: number): { g: number; b: number } {
  const kva = (type.noLoadCurrentPercent / 100) * type.ratedKva;
  // Tables round: a current a hair below the losses leaves nothing to magnetise with.
  const kvar = Math.sqrt(Math.max(0, kva * kva - type.noLoadKw * type.noLoadKw));
  return { g: type.noLoadKw / sBaseKva, b: -kvar / sBaseKva };
}
