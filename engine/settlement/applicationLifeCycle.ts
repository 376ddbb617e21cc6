import type { Transitions } from "#engine/settlement/stateMachine.ts";

/** How far the application of a unit for products has come. */
export type ApplicationState = "filed" | "asked" | "answered" | "approved" | "rejected";

/**
 * Steps of an application: it is decided as it was filed, or after the market operator asked for what it
 * left out and got an answer; who does not answer in time is decided by what is there.
 */
export const APPLICATION_STEPS: Transitions<ApplicationState> = {
  filed: ["asked", "approved", "rejected"],
  asked: ["answered", "approved", "rejected"],
  answered: ["approved", "rejected"],
  approved: [],
  rejected: [],
};

/** What a registration may leave out, and a product may ask for. */
export const REGISTRATION_ITEMS = ["meter", "coordinates", "responseProof", "longestRun"] as const;
export type RegistrationItem = (typeof REGISTRATION_ITEMS)[number];
