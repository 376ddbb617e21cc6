import type { AdmittanceMatrix } from "#engine/grid/meshed/admittanceMatrix.ts";
import { CheckedLu, SingularMatrixError } from "#engine/grid/meshed/checkedLu.ts";
import type { EliminationOrder } from "#engine/grid/meshed/eliminationOrder.ts";
import type { LoadColumns } from "#engine/grid/meshed/powerMismatch.ts";

/**
 * Solves a network with every load as the impedance that draws it at rated voltage, which makes the equations linear.
 *
 * @param v - Voltages of the sources on entry (behind the unknown nodes); of all nodes on return. Held ones stay.
 * @param cos - Cosines of their angles, likewise, and `sin` the sines.
 * @returns whether there is such a solution.
 */
export function linearStart(
  matrix: AdmittanceMatrix,
  order: EliminationOrder,
  load: LoadColumns,
  isHeld: Uint8Array,
  v: Float64Array,
  cos: Float64Array,
  sin: Float64Array,
): boolean {
  const { start, column, re, im } = matrix;
  const { unknownCount } = order;
  const block = new Float64Array(4 * start[unknownCount]!);
  const x = new Float64Array(2 * unknownCount);
  for (let i = 0; i < unknownCount; i++) {
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const j = column[k]!;
      const isOwn = j === i;
      const g = re[k]! + (isOwn ? load.p[i]! + load.p1[i]! + load.p2[i]! : 0);
      const b = im[k]! - (isOwn ? load.q[i]! + load.q1[i]! + load.q2[i]! : 0);
      block[4 * k] = g;
      block[4 * k + 1] = -b;
      block[4 * k + 2] = b;
      block[4 * k + 3] = g;
      if (j < unknownCount) continue;
      const e = v[j]! * cos[j]!;
      const f = v[j]! * sin[j]!;
      x[2 * i]! -= g * e - b * f;
      x[2 * i + 1]! -= g * f + b * e;
    }
  }
  const lu = new CheckedLu({ start, column, block }, order);
  try {
    lu.factorise();
    lu.solve(x);
  } catch (error) {
    if (error instanceof SingularMatrixError) return false;
    throw error;
  }
  for (let i = 0; i < unknownCount; i++) {
    const size = Math.hypot(x[2 * i]!, x[2 * i + 1]!);
    if (size === 0) return false;
    if (!isHeld[i]) v[i] = size;
    cos[i] = x[2 * i]! / size;
    sin[i] = x[2 * i + 1]! / size;
  }
  return true;
}
