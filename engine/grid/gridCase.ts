/**
 * A grid snapshot of any topology, as a reader of a standard format delivers it: one row per element, physical units,
 * ids as in the file. Radial or meshed, any number of sources. `buildNetwork` checks it and turns it into columns.
 */
export interface GridCase {
  readonly name: string;
  readonly buses: readonly CaseBus[];
  readonly sources: readonly CaseSource[];
  readonly lines: readonly CaseLine[];
  readonly transformers: readonly CaseTransformer[];
  /** Closed switches: buses of no impedance between them. */
  readonly links: readonly CaseLink[];
  readonly loads: readonly CaseLoad[];
  readonly generators: readonly CaseGenerator[];
  readonly storages: readonly CaseStorage[];
  readonly shunts: readonly CaseShunt[];
}

export interface CaseBus {
  readonly id: string;
  /** Line to line. */
  readonly voltageKvRated: number;
}

/** A stiff voltage behind an impedance; r = x = 0 holds the bus itself. */
export interface CaseSource {
  readonly id: string;
  readonly bus: string;
  readonly voltagePu: number;
  readonly angleDegree: number;
  readonly rOhm: number;
  readonly xOhm: number;
}

/** Pi circuit, totals over the length (parallel systems already combined), positive sequence. */
export interface CaseLine {
  readonly id: string;
  readonly busFrom: string;
  readonly busTo: string;
  /** Name of the line type, null where the format has none. */
  readonly type: string | null;
  readonly lengthKm: number | null;
  readonly rOhm: number;
  readonly xOhm: number;
  /** Half of the shunt at each end. */
  readonly gSiemens: number;
  readonly bSiemens: number;
  /** Null: no limit known. */
  readonly ratedA: number | null;
}

/**
 * Two-winding transformer. Series impedance and magnetising shunt are referred to the `to` winding at its rated voltage
 * `kvTo`; the ideal ratio stands at the `from` side: (kvFrom · ratio) : kvTo, with the `to` side lagging by `shiftDegree`.
 */
export interface CaseTransformer {
  readonly id: string;
  readonly busFrom: string;
  readonly busTo: string;
  readonly kvFrom: number;
  readonly kvTo: number;
  readonly rOhm: number;
  readonly xOhm: number;
  /** Magnetising admittance (iron losses and no-load current; b is negative for an inductive one). */
  readonly gSiemens: number;
  readonly bSiemens: number;
  /** Where the magnetising admittance sits: halves at both ends, or in the middle of the series impedance. */
  readonly circuit: "pi" | "t";
  readonly ratio: number;
  readonly shiftDegree: number;
  /** Null: no limit known. */
  readonly ratedKva: number | null;
}

export interface CaseLink {
  readonly id: string;
  readonly busFrom: string;
  readonly busTo: string;
}

/** Consumption positive at rated voltage; the shares of constant power, current and impedance add up to 1. */
export interface CaseLoad {
  readonly id: string;
  readonly bus: string;
  readonly powerKw: number;
  readonly reactiveKvar: number;
  readonly constantPower: number;
  readonly constantCurrent: number;
  readonly constantImpedance: number;
}

/** Generation positive. With `voltagePu` it holds the voltage of its bus and gives what reactive power that takes. */
export interface CaseGenerator {
  readonly id: string;
  readonly bus: string;
  readonly powerKw: number;
  readonly reactiveKvar: number;
  readonly voltagePu: number | null;
}

/** Charging positive, constant power. */
export interface CaseStorage {
  readonly id: string;
  readonly bus: string;
  readonly powerKw: number;
  readonly reactiveKvar: number;
}

/** Admittance to earth. */
export interface CaseShunt {
  readonly id: string;
  readonly bus: string;
  readonly gSiemens: number;
  readonly bSiemens: number;
}
