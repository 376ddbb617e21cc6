/** Fields of one bus inside `AdjointRecords.state`, as offsets from `bus * STRIDE`. */
export const STRIDE = 13;
/** What loads and shunts answer to y, or, summed up, all those below the branch above. */
export const U_RE = 0;
export const U_IM = 1;
/** conj(T) u: y is g less this. */
export const T_RE = 2;
export const T_IM = 3;
export const G_RE = 4;
export const G_IM = 5;
/** The answer to y as a matrix: D conj(y) + conj(Y) y, by the parts of y (first letter: of the answer). */
export const RE_RE = 6;
export const RE_IM = 7;
export const IM_RE = 8;
export const IM_IM = 9;
export const R = 10;
export const X = 11;
/** 1 / ratio. */
export const GAIN = 12;
