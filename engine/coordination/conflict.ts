import { amountDown } from "#engine/money.ts";

export const LATENT = 0;
export const ATTEMPTED = 1;
export const REALISED = 2;
export type ConflictSet = typeof LATENT | typeof ATTEMPTED | typeof REALISED;

export const SAME_DIRECTION = 0;
export const OPPOSITE_DIRECTION = 1;
export type ConflictKind = typeof SAME_DIRECTION | typeof OPPOSITE_DIRECTION;

/** How a conflict ended before dispatch. */
export type Avoidance = "reject" | "reroute" | "merge" | "split";

/** One (unit, period, pair of needs) on which two needs met. */
export interface Conflict {
  readonly set: ConflictSet;
  readonly unit: number;
  /** Position in `NEED_PAIRS`. */
  readonly pair: number;
  readonly kind: ConflictKind;
  readonly overlapWh: number;
  /** The smaller of the two payments on that energy, µEUR. */
  readonly costMicroEur: number;
  /** How it would end at the claim; only where the set is `ATTEMPTED`. */
  readonly avoidedBy: Avoidance | null;
}

/** Energy on which two needs met, and the lower of their prices. */
export interface Meeting {
  readonly overlapWh: number;
  readonly priceMicro: number;
}

export const NO_MEETING: Meeting = { overlapWh: 0, priceMicro: Number.POSITIVE_INFINITY };

export function join(one: Meeting, other: Meeting): Meeting {
  return {
    overlapWh: one.overlapWh + other.overlapWh,
    priceMicro: Math.min(one.priceMicro, other.priceMicro),
  };
}

/** A key is counted once: as the kind with more energy, same direction where they are equal. */
export function larger(
  set: ConflictSet,
  unit: number,
  pair: number,
  [same, opposite]: readonly [Meeting, Meeting],
): Omit<Conflict, "avoidedBy"> | null {
  const kind = opposite.overlapWh > same.overlapWh ? OPPOSITE_DIRECTION : SAME_DIRECTION;
  const { overlapWh, priceMicro } = kind === SAME_DIRECTION ? same : opposite;
  if (overlapWh <= 0) return null;
  const costMicroEur = amountDown(priceMicro, overlapWh);
  return { set, unit, pair, kind, overlapWh, costMicroEur };
}
