/** Fields of one bus inside `SweepRecords.state`, as offsets from `bus * STRIDE`. */
export const STRIDE = 10;
/** Voltage. */
export const V_RE = 0;
export const V_IM = 1;
/** Current that the bus draws, or, summed up, that of the branch above it. */
export const J_RE = 2;
export const J_IM = 3;
/** Load. */
export const P = 4;
export const Q = 5;
/** Shunt admittance. */
export const G = 6;
export const B = 7;
/** Impedance of the branch above. */
export const R = 8;
export const X = 9;
