/** What is known of a variant by its name: its colour, one sentence, and how operators act under it. */
export interface KnownVariant {
  readonly color: string;
  readonly sentence: string;
  /** Null for a control, which is no scheme to be ranked. */
  readonly scheme: SchemeTraits | null;
  /** Whether operators buy flexibility at all. */
  readonly buysFlexibility: boolean;
}

/** What known results speak about; equal to the columns of the scheme that the run had. */
export interface SchemeTraits {
  readonly clearing: "independent" | "sequential" | "joint";
  /** What an operator knows of another's claims at its gate: none, those on its lists, all. */
  readonly exchange: "after" | "shared" | "platform";
  /** Whether all three needs are cleared on one list, at once. */
  readonly isCommon: boolean;
}

const onlyMarket = { scheme: null, buysFlexibility: false } as const;
const control = { scheme: null, buysFlexibility: true } as const;

function scheme(
  clearing: SchemeTraits["clearing"],
  exchange: SchemeTraits["exchange"],
  isCommon = false,
): Pick<KnownVariant, "scheme" | "buysFlexibility"> {
  return { scheme: { clearing, exchange, isCommon }, buysFlexibility: true };
}

/** In the order of every list. Controls in greys and earth tones; schemes by their family's hue. */
export const knownVariants: Readonly<Record<string, KnownVariant>> = {
  "no-market": {
    color: "#8f8f8f",
    sentence: "Nobody trades, nobody is activated.",
    ...onlyMarket,
  },
  "lem-none": {
    color: "#cfc6a5",
    sentence: "Local market only, no network tariff.",
    ...onlyMarket,
  },
  "lem-flat": {
    color: "#b9a76f",
    sentence: "Local market only, flat network tariff.",
    ...onlyMarket,
  },
  "lem-time-of-use": {
    color: "#96a35a",
    sentence: "Local market only, network tariff by time of use.",
    ...onlyMarket,
  },
  "lem-dnut": {
    color: "#6c9a76",
    sentence: "Local market only, dynamic network usage tariff.",
    ...onlyMarket,
  },
  "lem-dnut-residual": {
    color: "#3f6b4d",
    sentence: "Local market only, dynamic tariff also on what stays with the retailer.",
    ...onlyMarket,
  },
  "tso-only": {
    color: "#a58a5c",
    sentence: "Only the TSO activates flexibility.",
    ...control,
  },
  uncoordinated: {
    color: "#3c3c3c",
    sentence: "Every operator picks alone from all offers; no common registry.",
    ...control,
  },
  "1A": {
    color: "#85b7d9",
    sentence: "Three separate lists: DSO, TSO congestion, balancing.",
    ...scheme("independent", "after"),
  },
  "1B": {
    color: "#4a90c2",
    sentence: "DSO list apart; TSO congestion and balancing lists overlap.",
    ...scheme("sequential", "after"),
  },
  "1C": {
    color: "#17589c",
    sentence: "DSO list apart; TSO congestion and balancing share a list.",
    ...scheme("joint", "after"),
  },
  "2A": {
    color: "#d1520a",
    sentence: "DSO and TSO congestion lists overlap; balancing apart.",
    ...scheme("sequential", "shared"),
  },
  "2B": {
    color: "#e98532",
    sentence: "DSO and TSO congestion share a list, cleared in turn.",
    ...scheme("sequential", "platform"),
  },
  "2C": {
    color: "#f0ad6d",
    sentence: "DSO and TSO congestion share a list, cleared jointly.",
    ...scheme("joint", "platform"),
  },
  "3A": {
    color: "#a597c9",
    sentence: "All three lists overlap, cleared in turn.",
    ...scheme("sequential", "shared"),
  },
  "3B": {
    color: "#7d68b0",
    sentence: "Shared congestion list; balancing overlaps with it.",
    ...scheme("joint", "platform"),
  },
  "3C": {
    color: "#502e8a",
    sentence: "One list for all three needs, cleared jointly.",
    ...scheme("joint", "platform", true),
  },
};
