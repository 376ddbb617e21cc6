/** Answer to a message that did what it asked for and has no id to return. */
export const DONE = 0;

/** Why a message is not accepted: below zero, so that an id or `DONE` never looks like one. */
export const GATE_CLOSED = -1; // also: the period was never opened; at the gate's instant is late
export const UNKNOWN_BUS = -2;
export const QUANTITY_NOT_POSITIVE = -3;
export const PRICE_OUT_OF_BAND = -4;
export const NOT_ON_TICK = -5;
/** No slot is free. Asked before matching: an order that would trade at once needs one too. */
export const BOOK_FULL = -6;
export const UNKNOWN_ORDER = -7;
export const ORDER_ENDED = -8;
/** An amended energy that does not exceed what has traded: that is a cancel. */
export const BELOW_TRADED = -9;
export const MINIMUM_ABOVE_ENERGY = -10;
export const PARENT_UNKNOWN = -11;
/** The parent has ended unfilled, and its children with it. */
export const PARENT_ENDED = -12;
export const GROUP_UNKNOWN = -13;
/** A member of the exclusive group has traded or the named member has ended. */
export const GROUP_DECIDED = -14;
export const NOT_OWNER = -15;
export const OWN_ORDER = -16;
/** A purchase of more than the order has open. */
export const QUANTITY_TOO_LARGE = -17;
/** A purchase of less than the order gives in one go. */
export const BELOW_MINIMUM = -18;
/** A purchase that would cost more, or bring less, than the limit it carries. */
export const LIMIT_EXCEEDED = -19;
/** A purchase of a child that waits for its parent. */
export const NOT_RESTING = -20;
export const PERIOD_UNKNOWN = -21;
/** A purchase or an uncrossing while orders are only collected. */
export const IN_CALL = -22;

const NAMES = [
  "done",
  "gateClosed",
  "unknownBus",
  "quantityNotPositive",
  "priceOutOfBand",
  "notOnTick",
  "bookFull",
  "unknownOrder",
  "orderEnded",
  "belowTraded",
  "minimumAboveEnergy",
  "parentUnknown",
  "parentEnded",
  "groupUnknown",
  "groupDecided",
  "notOwner",
  "ownOrder",
  "quantityTooLarge",
  "belowMinimum",
  "limitExceeded",
  "notResting",
  "periodUnknown",
  "inCall",
] as const;

/** A refusal in a word, for people and logs. */
export type RefusalName = (typeof NAMES)[number];

/** Names the answer to a message; "done" for every accepted one. */
export function refusalName(answer: number): RefusalName {
  return answer >= 0 ? "done" : NAMES[-answer]!;
}
