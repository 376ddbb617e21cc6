import { step, type TransitionRefusal, type Transitions } from "#engine/settlement/stateMachine.ts";

/** How far a unit has come; in the order of `IAssetRegistry.State`. */
export const ASSET_STATES = [
  "unknown",
  "registered",
  "gridPrequalified",
  "productQualified",
  "tested",
  "blocked",
  "rejected",
  "withdrawn",
  "defaulted",
] as const;
export type AssetState = (typeof ASSET_STATES)[number];

/**
 * Steps of a unit. Green and yellow lights prequalify, red rejects; a rejection may come at every step
 * until the test is passed; a red grid blocks; only a tested unit may default. The contract
 * AssetRegistry refuses the same steps.
 */
export const ASSET_STEPS: Transitions<AssetState> = {
  unknown: ["registered"],
  registered: ["gridPrequalified", "rejected", "withdrawn"],
  gridPrequalified: ["productQualified", "rejected", "blocked", "withdrawn"],
  productQualified: ["tested", "rejected", "blocked", "withdrawn"],
  tested: ["blocked", "withdrawn", "defaulted"],
  blocked: ["withdrawn"],
  rejected: [],
  withdrawn: [],
  defaulted: [],
};

/** Where a unit stands, and where it goes on once a block is lifted. */
export interface AssetStanding {
  readonly state: AssetState;
  /** Where it stood when it was blocked; null where it is not. */
  readonly resumes: AssetState | null;
}

export const UNKNOWN_ASSET: AssetStanding = { state: "unknown", resumes: null };

/** Advances a unit, or answers that it may not go there. */
export function advanceAsset(
  { state }: AssetStanding,
  to: AssetState,
): AssetStanding | TransitionRefusal<AssetState> {
  const next = step(ASSET_STEPS, state, to);
  if (typeof next !== "string") return next;
  return { state: next, resumes: next === "blocked" ? state : null };
}

/** Lifts a block: the unit goes on where it stood. */
export function liftBlock({
  state,
  resumes,
}: AssetStanding): AssetStanding | TransitionRefusal<AssetState> {
  if (state === "blocked" && resumes !== null) return { state: resumes, resumes: null };
  return { refused: "transition", from: state, to: resumes ?? "unknown" };
}

/** What the grid bears of a unit: all, a part, nothing. */
export type Light = "green" | "yellow" | "red";

/** The step after grid prequalification. */
export function prequalified(light: Light): AssetState {
  return light === "red" ? "rejected" : "gridPrequalified";
}

/** The three parts of a pre-delivery test. */
export interface DeliveryTest {
  /** The unit received the order and responded. */
  readonly received: boolean;
  /** It delivered by the response time. */
  readonly inTime: boolean;
  /** It held the delivery for the longest run of the product. */
  readonly sustained: boolean;
}

/** The step after a pre-delivery test: all three parts have to be passed. */
export function tested({ received, inTime, sustained }: DeliveryTest): AssetState {
  return received && inTime && sustained ? "tested" : "rejected";
}

/** Whether a unit may be offered ahead, in an auction. */
export function mayBeOffered({ state }: AssetStanding): boolean {
  return state === "productQualified" || state === "tested";
}

/** Whether a unit may be claimed. */
export function mayBeClaimed({ state }: AssetStanding): boolean {
  return state === "tested";
}
