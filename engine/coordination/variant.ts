import type { ListingPolicy } from "#engine/coordination/listOffers.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";

/** Who neutralises what congestion picks add to the balance. */
export type Rebalancing = "tso" | "paired" | "none";

/** What a run changes; the world stays the same. */
export interface Variant {
  readonly id: string;
  readonly localMarket: boolean;
  /** How operators buy flexibility; null where they buy none. */
  readonly scheme: Scheme | null;
  /** How providers choose among lists that exclude each other. */
  readonly listing: ListingPolicy;
  /** Null: as the scenario says. */
  readonly rebalancing: Rebalancing | null;
}

/** Words that may follow a scheme's id, each after a plus: `1C+half`, `2A+all-dso+paired`. */
const listings: Readonly<Record<string, ListingPolicy>> = {
  "all-dso": "all-dso",
  "all-tso": "all-tso",
  half: "half",
};
const rebalancings: Readonly<Record<string, Rebalancing>> = {
  tso: "tso",
  paired: "paired",
  unbalanced: "none",
};

export const VARIANT_WORDS: readonly string[] = [
  ...Object.keys(listings),
  ...Object.keys(rebalancings),
];

/** The variants of the shipped schemes, controls first; a scenario may add schemes of its own. */
export const variantIds: readonly string[] = [
  "no-market",
  "lem-dnut",
  "tso-only",
  "uncoordinated",
  ...Object.keys(schemes)
    .filter((id) => id !== "tso-only" && id !== "uncoordinated")
    .sort(),
];

/**
 * Reads the id of a variant: `no-market`, `lem-dnut`, or the id of a scheme with words that change
 * how offers are listed or picks are rebalanced.
 *
 * @param ownSchemes - Schemes of the scenario, by id.
 * @returns null where the id names nothing.
 */
export function parseVariant(
  id: string,
  ownSchemes: Readonly<Record<string, Scheme>> = {},
): Variant | null {
  const [name = "", ...words] = id.split("+");
  const plain = { id, listing: "value", rebalancing: null } as const;
  if (words.length === 0 && name === "no-market")
    return { ...plain, localMarket: false, scheme: null };
  if (words.length === 0 && name === "lem-dnut")
    return { ...plain, localMarket: true, scheme: null };
  const scheme = { ...ownSchemes, ...schemes }[name];
  if (scheme === undefined) return null;
  const listing = words.filter((word) => word in listings);
  const rebalancing = words.filter((word) => word in rebalancings);
  if (listing.length > 1 || rebalancing.length > 1) return null;
  if (listing.length + rebalancing.length < words.length) return null;
  return {
    id,
    localMarket: true,
    scheme,
    listing: listings[listing[0] ?? ""] ?? "value",
    rebalancing: rebalancings[rebalancing[0] ?? ""] ?? null,
  };
}
