import type { Transitions } from "#engine/settlement/stateMachine.ts";

/** What becomes of an offer. */
export const OFFER_STATES = [
  "offered",
  "withdrawn",
  "passedOver",
  "reserved",
  "blocked",
  "activated",
  "verified",
  "settled",
] as const;
export type OfferState = (typeof OFFER_STATES)[number];

/**
 * Steps of an offer. It is withdrawn before the freeze only; it is activated from the reserved list, or
 * bought short-term outside of it; a red grid blocks it for its period, for good; what was reserved and
 * never called is verified too, for its availability. Only what is verified is settled.
 */
export const OFFER_STEPS: Transitions<OfferState> = {
  offered: ["withdrawn", "passedOver", "reserved", "blocked", "activated"],
  reserved: ["blocked", "activated", "verified"],
  blocked: ["verified"],
  activated: ["verified"],
  verified: ["settled"],
  withdrawn: [],
  passedOver: [],
  settled: [],
};
