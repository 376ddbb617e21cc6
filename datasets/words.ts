/** Closed lists of words that tables use; a code in a column is a position in its list. */
export const NEEDS = ["DSO_CM", "TSO_CM", "BAL"] as const;
export const DIRECTIONS = ["up", "down"] as const;
export const CLAIM_CONFLICTS = ["none", "same", "opposite"] as const;
export const CONFLICT_SETS = ["latent", "attempted", "realised"] as const;
export const CONFLICT_KINDS = ["same", "opposite"] as const;
/** Pairs of needs; the last one lies within one operator and is shown apart. */
export const NEED_PAIRS = ["DSO_CM/TSO_CM", "DSO_CM/BAL", "TSO_CM/BAL"] as const;
export const ACCOUNT_KINDS = [
  "household",
  "office",
  "aggregator",
  "dso",
  "tso",
  "retailer",
  "dayAheadMarket",
  "rounding",
] as const;
/** What a transfer is for (rules of who pays what). */
export const POSTING_KINDS = [
  "retail",
  "feedIn",
  "trade",
  "dnut",
  "networkOfTrade",
  "networkOfRetail",
  "residualTariff",
  "reservation",
  "activation",
  "penalty",
  "ownerShare",
  "rebalancing",
  "wholesale",
  "imbalance",
  "losses",
  "rounding",
] as const;
/** Life of a registered unit; the last two while it applies for products. */
export const UNIT_STATES = [
  "unknown",
  "registered",
  "gridPrequalified",
  "productQualified",
  "tested",
  "blocked",
  "rejected",
  "withdrawn",
  "defaulted",
  "asked",
  "answered",
] as const;
/** Life of an offer. */
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
/** Why a product does not admit an offer. */
export const PRODUCT_REFUSALS = [
  "tooSmall",
  "offStep",
  "indivisible",
  "tooSlow",
  "tooShort",
  "readyPriceMissing",
  "readyPriceNotPaid",
  "readyPriceAboveCap",
  "readyPriceNegative",
  "activationPriceAboveCap",
  "notReserved",
  "windowMissing",
] as const;
/** What a provider answers to an order: all, a part, nothing; or it does not answer. */
export const ACKNOWLEDGEMENTS = ["full", "partial", "refused", "silent"] as const;

export type Need = (typeof NEEDS)[number];
export type PostingKind = (typeof POSTING_KINDS)[number];
export type AccountKind = (typeof ACCOUNT_KINDS)[number];
