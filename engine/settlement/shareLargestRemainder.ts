import { assert } from "#engine/assert.ts";

/**
 * Splits an integer total by weights into integers that sum to it exactly: each part is rounded down,
 * then the largest remainders get one more, ties by position.
 *
 * @param total - Integer ≥ 0.
 * @param weights - Integers ≥ 0; not all 0, unless the total is.
 *
 * @example
 * shareLargestRemainder(10, [1, 1, 1]);
 * // [4, 3, 3]
 */
export function shareLargestRemainder(total: number, weights: ArrayLike<number>): number[] {
  const parts = Array.from(weights);
  const sum = parts.reduce((before, weight) => before + weight, 0);
  assert(Number.isSafeInteger(total) && total >= 0);
  assert(parts.every((weight) => Number.isInteger(weight) && weight >= 0));
  assert(Number.isSafeInteger(total * sum), "too large to be split exactly");
  if (total === 0) return parts.map(() => 0);
  assert(sum > 0, "nobody to give it to");
  const shares = parts.map((weight) => Math.floor((total * weight) / sum));
  const remainder = (index: number) => (total * parts[index]!) % sum;
  const byRemainder = [...parts.keys()].sort((a, b) => remainder(b) - remainder(a) || a - b);
  const left = total - shares.reduce((before, share) => before + share, 0);
  for (const index of byRemainder.slice(0, left)) shares[index]!++;
  return shares;
}
