import type { ListingPolicy } from "#engine/coordination/listOffers.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import type { TariffKind } from "#engine/market/tariffModel.ts";

/** Who neutralises what congestion picks add to the balance. */
export type Rebalancing = "tso" | "paired" | "none";

/** What a run changes; the world stays the same. */
export interface Variant {
  readonly id: string;
  readonly localMarket: boolean;
  /** How the network is paid for in the local market. */
  readonly tariff: TariffKind;
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

const tariffs: Readonly<Record<string, TariffKind>> = {
  "no-tariff": "none",
  flat: "flat",
  "time-of-use": "timeOfUse",
  "dnut-residual": "dnutResidual",
};

export const VARIANT_WORDS: readonly string[] = [
  ...Object.keys(listings),
  ...Object.keys(rebalancings),
  ...Object.keys(tariffs),
];

/** Variants with a local market and nobody who buys flexibility. */
const markets: Readonly<Record<string, TariffKind>> = {
  "lem-none": "none",
  "lem-flat": "flat",
  "lem-time-of-use": "timeOfUse",
  "lem-dnut": "dnut",
  "lem-dnut-residual": "dnutResidual",
};

/** The variants of the shipped schemes, controls first; a scenario may add schemes of its own. */
export const variantIds: readonly string[] = [
  "no-market",
  ...Object.keys(markets),
  "tso-only",
  "uncoordinated",
  ...Object.keys(schemes)
    .filter((id) => id !== "tso-only" && id !== "uncoordinated")
    .sort(),
];

/**
 * Reads the id of a variant: `no-market`, a local market alone such as `lem-flat`, or the id of a
 * scheme with words that change how offers are listed, picks are rebalanced or the network is paid
 * for.
 *
 * @param ownSchemes - Schemes of the scenario, by id.
 * @returns null where the id names nothing.
 */
export function parseVariant(
  id: string,
  ownSchemes: Readonly<Record<string, Scheme>> = {},
): Variant | null {
  const [name = "", ...words] = id.split("+");
  const alone = { id, scheme: null, listing: "value", rebalancing: null } as const;
  if (words.length === 0 && name === "no-market")
    return { ...alone, localMarket: false, tariff: "none" };
  if (words.length === 0 && Object.hasOwn(markets, name))
    return { ...alone, localMarket: true, tariff: markets[name]! };
  const known: Readonly<Record<string, Scheme>> = { ...ownSchemes, ...schemes };
  if (!Object.hasOwn(known, name)) return null;
  const chosen = [listings, rebalancings, tariffs].map((kind) =>
    words.filter((word) => Object.hasOwn(kind, word)),
  );
  const isClear = chosen.every(({ length }) => length <= 1);
  if (!isClear || chosen.flat().length < words.length) return null;
  const [listing = "", rebalancing = "", tariff = ""] = chosen.map(([word]) => word);
  return {
    id,
    localMarket: true,
    tariff: tariffs[tariff] ?? "dnut",
    scheme: known[name]!,
    listing: listings[listing] ?? "value",
    rebalancing: rebalancings[rebalancing] ?? null,
  };
}
