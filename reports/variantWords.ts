/** What a word behind a scheme's id changes: `1C+half`. */
export interface VariantWord {
  /** Continues the sentence of the scheme. */
  readonly sentence: string;
  /** Colour that tints the scheme's own, and its share, 0 to 1. */
  readonly tint: string;
  readonly share: number;
}

/** In the order of every list; a word tints every scheme the same way. */
export const variantWords: Readonly<Record<string, VariantWord>> = {
  "all-dso": {
    sentence: "Providers put what is not reserved on the DSO's group of lists.",
    tint: "#1f9d6b",
    share: 0.55,
  },
  "all-tso": {
    sentence: "Providers put what is not reserved on the TSO's group of lists.",
    tint: "#c2185b",
    share: 0.55,
  },
  half: {
    sentence:
      "Providers put half of what is not reserved on the DSO's group of lists, half on the TSO's.",
    tint: "#ffffff",
    share: 0.5,
  },
  tso: {
    sentence: "The TSO rebalances what congestion picks move.",
    tint: "#e0c030",
    share: 0.55,
  },
  paired: {
    sentence: "Every congestion pick is paired with a counter-order elsewhere.",
    tint: "#000000",
    share: 0.5,
  },
  unbalanced: {
    sentence: "Nobody rebalances what congestion picks move.",
    tint: "#7a5230",
    share: 0.6,
  },
  "no-tariff": {
    sentence: "The local market has no network tariff.",
    tint: "#d9b8a0",
    share: 0.6,
  },
  flat: {
    sentence: "The local market has a flat network tariff.",
    tint: "#3aa5b8",
    share: 0.5,
  },
  "time-of-use": {
    sentence: "The local market has a network tariff by time of use.",
    tint: "#8a9a2a",
    share: 0.55,
  },
  "dnut-residual": {
    sentence: "The dynamic tariff applies also to what stays with the retailer.",
    tint: "#20402a",
    share: 0.65,
  },
};

/** Splits the id of a variant into its scheme and the words that change it. */
export function splitVariant(variant: string): { readonly scheme: string; words: string[] } {
  const [scheme = "", ...words] = variant.split("+");
  return { scheme, words };
}

/** Mixes two colours `#rrggbb`; `share` of the second, 0 to 1. */
export function mixColors(one: string, other: string, share: number): string {
  const channel = (color: string, at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  return `#${[1, 3, 5]
    .map((at) => Math.round(channel(one, at) * (1 - share) + channel(other, at) * share))
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("")}`;
}
