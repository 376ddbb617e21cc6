/** What is known of a variant by its name: its place in lists, its colour, one sentence. */
interface KnownVariant {
  readonly color: string;
  readonly sentence: string;
}

/** Controls in greys and earth tones; schemes blue, orange and purple by their family. */
const known: Readonly<Record<string, KnownVariant>> = {
  "no-market": { color: "#8f8f8f", sentence: "Nobody trades, nobody is activated." },
  "lem-flat": { color: "#b9a76f", sentence: "Local market only, flat network tariff." },
  "lem-dnut": { color: "#6c9a76", sentence: "Local market only, dynamic network usage tariff." },
  "lem-dnut-residual": {
    color: "#3f6b4d",
    sentence: "Local market only, dynamic tariff also on what stays with the retailer.",
  },
  "tso-only": { color: "#a58a5c", sentence: "Only the TSO activates flexibility." },
  uncoordinated: {
    color: "#3c3c3c",
    sentence: "Every operator picks alone from all offers; no common registry.",
  },
  "1A": { color: "#85b7d9", sentence: "Three separate lists: DSO, TSO congestion, balancing." },
  "1B": {
    color: "#4a90c2",
    sentence: "DSO list apart; TSO congestion and balancing lists overlap.",
  },
  "1C": {
    color: "#17589c",
    sentence: "DSO list apart; TSO congestion and balancing share a list.",
  },
  "2A": { color: "#d1520a", sentence: "DSO and TSO congestion lists overlap; balancing apart." },
  "2B": { color: "#e98532", sentence: "DSO and TSO congestion share a list, cleared in turn." },
  "2C": { color: "#f0ad6d", sentence: "DSO and TSO congestion share a list, cleared jointly." },
  "3A": { color: "#a597c9", sentence: "All three lists overlap, cleared in turn." },
  "3B": { color: "#7d68b0", sentence: "Shared congestion list; balancing overlaps with it." },
  "3C": { color: "#502e8a", sentence: "One list for all three needs, cleared jointly." },
};

const otherColors = ["#b23a48", "#2a8c82", "#c9a227", "#6b4c3b", "#5c7fa3", "#8d5a97"];

/** The variant that others are compared with when it is there. */
export const REFERENCE_VARIANT = "no-market";

/** Orders variants: controls, schemes, then others as they came. */
export function orderVariants(variants: Iterable<string>): string[] {
  const present = new Set(variants);
  const others = [...present].filter((variant) => !(variant in known));
  return [...Object.keys(known).filter((variant) => present.has(variant)), ...others];
}

/** Colour per variant: the same in every report for known names. */
export function variantColors(variants: readonly string[]): Map<string, string> {
  const others = variants.filter((variant) => !(variant in known));
  return new Map(
    variants.map((variant) => [
      variant,
      known[variant]?.color ?? otherColors[others.indexOf(variant) % otherColors.length]!,
    ]),
  );
}

/** One sentence about a variant; empty for one that is not known by name. */
export function variantSentence(variant: string): string {
  return known[variant]?.sentence ?? "";
}
