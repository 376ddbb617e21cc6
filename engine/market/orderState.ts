/** How an order ended, as a code; each order ends once. */
export const FILLED = 1;
/** Withdrawn by its owner. */
export const CANCELLED = 2;
/** What a fill-and-kill or fill-or-kill order did not trade on arrival. */
export const KILLED = 3;
/** Open at the gate. */
export const EXPIRED = 4;
/** Another member of its exclusive group traded. */
export const EXCLUDED = 5;
/** A child whose parent ended unfilled. */
export const ORPHANED = 6;
export type Ending =
  | typeof FILLED
  | typeof CANCELLED
  | typeof KILLED
  | typeof EXPIRED
  | typeof EXCLUDED
  | typeof ORPHANED;

const ENDINGS = ["filled", "cancelled", "killed", "expired", "excluded", "orphaned"] as const;

/** What an owner may hear of an order: it rests, it waits for its parent, or how it ended. */
export type OrderState = "unknown" | "resting" | "waiting" | (typeof ENDINGS)[number];

export function endingName(ending: number): (typeof ENDINGS)[number] {
  return ENDINGS[ending - 1]!;
}

/** A period opens once; what is forgotten is unknown again. In a call orders are only collected. */
export type PeriodState = "unknown" | "open" | "call" | "gateClosed" | "delivered";
