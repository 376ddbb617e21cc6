import type { CaseLine, CaseSource, CaseTransformer } from "#engine/grid/gridCase.ts";

/**
 * Any branch as one circuit, per unit on the base power and the rated voltages of its buses: a shunt at the `from`
 * end, an ideal transformer `ratio·e^(j·shift) : 1`, the series impedance, a shunt at the `to` end.
 */
export interface Circuit {
  readonly r: number;
  readonly x: number;
  readonly ratio: number;
  /** The `to` side lags by this much. */
  readonly shiftDegree: number;
  readonly gFrom: number;
  readonly bFrom: number;
  readonly gTo: number;
  readonly bTo: number;
}

/** Converts a line between two buses of `kv`; half of its shunt stands at each end. */
export function lineCircuit(line: CaseLine, kv: number, sBaseKva: number): Circuit {
  const ohmBase = (kv * kv * 1000) / sBaseKva;
  const g = (line.gSiemens * ohmBase) / 2;
  const b = (line.bSiemens * ohmBase) / 2;
  return {
    r: line.rOhm / ohmBase,
    x: line.xOhm / ohmBase,
    ratio: 1,
    shiftDegree: 0,
    gFrom: g,
    bFrom: b,
    gTo: g,
    bTo: b,
  };
}

/**
 * Converts a transformer between buses of the rated voltages `kvBusFrom` and `kvBusTo`. A T circuit has half of the
 * series impedance z on either side of the magnetising admittance y; the pi that behaves the same (star to delta) is
 *
 *     w = 1 + z y / 4      series z w, at each end (y / 2) / w
 */
export function transformerCircuit(
  transformer: CaseTransformer,
  { kvBusFrom, kvBusTo, sBaseKva }: { kvBusFrom: number; kvBusTo: number; sBaseKva: number },
): Circuit {
  const ohmBase = (kvBusTo * kvBusTo * 1000) / sBaseKva;
  const r = transformer.rOhm / ohmBase;
  const x = transformer.xOhm / ohmBase;
  const g = transformer.gSiemens * ohmBase;
  const b = transformer.bSiemens * ohmBase;
  const isT = transformer.circuit === "t";
  const wRe = isT ? 1 + (r * g - x * b) / 4 : 1;
  const wIm = isT ? (r * b + x * g) / 4 : 0;
  const half = 2 * (wRe * wRe + wIm * wIm);
  const gTo = (g * wRe + b * wIm) / half;
  const bTo = (b * wRe - g * wIm) / half;
  const ratio =
    ((transformer.kvFrom * transformer.ratio) / kvBusFrom) * (kvBusTo / transformer.kvTo);
  return {
    r: r * wRe - x * wIm,
    x: r * wIm + x * wRe,
    ratio,
    shiftDegree: transformer.shiftDegree,
    gFrom: gTo / ratio ** 2,
    bFrom: bTo / ratio ** 2,
    gTo,
    bTo,
  };
}

/** Converts the impedance between a source and its bus. */
export function sourceCircuit(source: CaseSource, kv: number, sBaseKva: number): Circuit {
  const ohmBase = (kv * kv * 1000) / sBaseKva;
  const [r, x] = [source.rOhm / ohmBase, source.xOhm / ohmBase];
  return { r, x, ratio: 1, shiftDegree: 0, gFrom: 0, bFrom: 0, gTo: 0, bTo: 0 };
}
