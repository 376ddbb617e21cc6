import type { Scheme } from "#engine/coordination/scheme.ts";

/** What one operator wants of a unit, Wh. */
export interface Wanted {
  readonly operator: number;
  readonly energyWh: number;
}

/** Part of an activation's payment that an operator bears. */
export interface CostShare {
  readonly operator: number;
  /** Relative to the other shares; an integer, not negative. */
  readonly weight: number;
}

/**
 * Shares the payment of one merged activation among the operators whose needs it serves
 * (docs/RULES.md, section 6). Alone, each would pay for what it wants; together they pay for the largest.
 *
 * - `larger-pays`: whoever wants most pays all; ties go to the first.
 * - `proportional`: by what each wants.
 * - `shapley`: each layer of the activation is paid in equal parts by those who want it, which is the
 *   Shapley value of the cost max(wanted): for 2 and 5 the shares are 1 and 4.
 *
 * @param wanted - At least one operator; the one of the earlier gate first.
 */
export function costShares(rule: Scheme["cost"], wanted: readonly Wanted[]): CostShare[] {
  if (rule === "proportional") {
    return wanted.map(({ operator, energyWh }) => ({ operator, weight: energyWh }));
  }
  if (rule === "shapley") return layers(wanted);
  const largest = wanted.reduce((one, other) => (other.energyWh > one.energyWh ? other : one));
  return [{ operator: largest.operator, weight: 1 }];
}

function layers(wanted: readonly Wanted[]): CostShare[] {
  const ascending = wanted.toSorted((a, b) => a.energyWh - b.energyWh);
  // Counted in parts so small that every head count divides them.
  const parts = ascending.reduce((product, _, position) => product * (position + 1), 1);
  const weights = new Map<number, number>();
  let paidWh = 0;
  let perHead = 0;
  for (const [position, { operator, energyWh }] of ascending.entries()) {
    perHead += (energyWh - paidWh) * (parts / (ascending.length - position));
    paidWh = energyWh;
    weights.set(operator, perHead);
  }
  return wanted.map(({ operator }) => ({ operator, weight: weights.get(operator)! }));
}
