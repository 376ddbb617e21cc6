import type { AccountKind, Need, PostingKind } from "#datasets/words.ts";

/** Kinds of account as a reader says them. */
export const accountLabels: Readonly<Record<AccountKind, string>> = {
  household: "households",
  office: "offices",
  aggregator: "aggregators",
  dso: "DSOs",
  tso: "TSO",
  retailer: "retailer",
  dayAheadMarket: "day-ahead market",
  rounding: "rounding",
};

/** Purposes of flexibility, by who asks for it. */
export const needLabels: Readonly<Record<Need, string>> = {
  DSO_CM: "DSOs, congestion",
  TSO_CM: "TSO, congestion",
  BAL: "TSO, balancing",
};

/** Kinds of posting as a reader says them. */
export const postingLabels: Readonly<Record<PostingKind, string>> = {
  retail: "Retail supply",
  feedIn: "Feed-in",
  trade: "Local trade",
  dnut: "DNUT",
  networkOfTrade: "Network, of local trade",
  networkOfRetail: "Network, of retail",
  residualTariff: "DNUT on the retail residual",
  reservation: "Reservation",
  activation: "Activation",
  penalty: "Penalty",
  ownerShare: "Owners' share",
  rebalancing: "Rebalancing",
  wholesale: "Wholesale",
  imbalance: "Imbalance",
  losses: "Losses",
  rounding: "Rounding",
};
