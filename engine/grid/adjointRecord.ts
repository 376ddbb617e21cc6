/** Fields of one bus inside `AdjointRecords.state`, as offsets from `bus * STRIDE`. */
export const STRIDE = 15;
/** What loads and shunts answer to y, or, summed up, all those below the branch above. */
export const U_RE = 0;
export const U_IM = 1;
/** conj(T) u. */
export const T_RE = 2;
export const T_IM = 3;
export const Y_RE = 4;
export const Y_IM = 5;
export const G_RE = 6;
export const G_IM = 7;
export const D_RE = 8;
export const D_IM = 9;
export const SHUNT_G = 10;
export const SHUNT_B = 11;
export const R = 12;
export const X = 13;
/** 1 / ratio. */
export const GAIN = 14;
