/** What the plate of a transformer says; several in parallel as one. */
export interface Nameplate {
  /** Voltage of the winding that the circuit is referred to. */
  readonly kv: number;
  readonly ratedKva: number;
  /** Short-circuit voltage and its resistive part, as shares of rated voltage. */
  readonly shortCircuit: number;
  readonly shortCircuitResistive: number;
  /** No-load losses of one, kW, and its no-load current as a share of rated current. */
  readonly noLoadKw: number;
  readonly noLoadCurrent: number;
  readonly parallel: number;
}

/** Series impedance and magnetising admittance. */
export interface Circuit {
  readonly rOhm: number;
  readonly xOhm: number;
  readonly gSiemens: number;
  readonly bSiemens: number;
}

/**
 * Works out the circuit of a transformer. Plates round: a resistance a hair above the impedance
 * leaves no reactance, and a no-load current a hair below the losses nothing to magnetise with.
 */
export function nameplateCircuit(plate: Nameplate): Circuit {
  const { kv, ratedKva, shortCircuit: z, shortCircuitResistive: r, parallel } = plate;
  const ohm = (kv * kv * 1000) / ratedKva / parallel;
  const siemensPerKva = parallel / (kv * kv * 1000);
  const noLoadKva = plate.noLoadCurrent * ratedKva;
  const noLoadKvar = Math.sqrt(Math.max(0, noLoadKva * noLoadKva - plate.noLoadKw ** 2));
  return {
    rOhm: r * ohm,
    xOhm: Math.sqrt(Math.max(0, z * z - r * r)) * ohm,
    gSiemens: plate.noLoadKw * siemensPerKva,
    bSiemens: noLoadKvar === 0 ? 0 : -noLoadKvar * siemensPerKva,
  };
}
