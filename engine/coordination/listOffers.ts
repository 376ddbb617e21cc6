import {
  type Direction,
  DSO_CM,
  type NeedKind,
  offerIndex,
  TSO_CM,
} from "#engine/coordination/needs.ts";
import type { OfferSet } from "#engine/coordination/offerSet.ts";
import { listGroups, type Scheme } from "#engine/coordination/scheme.ts";

/** How a provider divides what is not reserved among lists that exclude each other. */
export type ListingPolicy = "value" | "all-dso" | "all-tso" | "half";

export interface ListingOptions {
  /** Highest price that the list of each need admits, µEUR/kWh. */
  readonly priceCapMicro: readonly [number, number, number];
  /** Share of what stood on a group of lists (known by its first need) that was called so far. */
  readonly callRate: (unit: number, group: NeedKind, direction: Direction) => number;
  /** Draw in [0, 1) that chooses the group where this offer explores; NaN where it does not. */
  readonly explore: (unit: number, direction: Direction) => number;
  /** @default "value" */
  readonly policy?: ListingPolicy;
  /** Less than this is no offer, Wh. */
  readonly offerWhMin: number;
  /** Energy of an offer that the product of a list admits, 0 for none, Wh. @default all of it */
  readonly fitWh?: (kind: NeedKind, offer: number, energyWh: number) => number;
}

/**
 * Fills `offers.onList`: on which lists each offer stands, and with how much.
 *
 * What a DSO reserved stands on the DSO's list, and on the lists that overlap it. The rest goes whole
 * to the group of lists with the highest (price − marginal cost) × call rate among those whose cap
 * and product admit it; ties go to the first. Where listing is `unsafe`, everything stands on all lists.
 * A row above the cap of a list is left off; where both stand, sizes are those of the offer as a whole.
 */
export function listOffers(scheme: Scheme, offers: OfferSet, options: ListingOptions): void {
  const groups = listGroups(scheme)
    .map((group) => group.filter((kind) => scheme.acts.includes(kind)))
    .filter((group) => group.length > 0);
  const dsoGroup = groups.find((group) => group.includes(DSO_CM));
  const tsoGroup = ownGroupOfTso(groups);
  const divide = dividers[options.policy ?? "value"];
  for (const list of [...offers.onList, ...offers.reservedOnList]) list.fill(0);

  for (let offer = 0; offer < offers.quantityWh.length; offer++) {
    const quantityWh = offers.quantityWh[offer]!;
    if (quantityWh <= 0) continue;
    if (scheme.listing === "unsafe") {
      for (const kind of scheme.acts) {
        offers.onList[kind][offer] = quantityWh;
        offers.reservedOnList[kind][offer] = Math.min(offers.reservedWh[offer]!, quantityWh);
      }
    } else {
      const reservedWh = dsoGroup ? Math.min(offers.reservedWh[offer]!, quantityWh) : 0;
      stand(offers, offer, dsoGroup, reservedWh);
      for (const kind of dsoGroup ?? []) offers.reservedOnList[kind][offer] = reservedWh;
      divide(offers, offer, quantityWh - reservedWh, { groups, dsoGroup, tsoGroup, options });
    }
    dropUnfit(offers, offer, options);
  }
}

type Group = readonly NeedKind[];

/** Where an offer is out of the DSO's reach: the TSO's congestion list, else balancing, else any of its. */
function ownGroupOfTso(groups: readonly Group[]): Group | undefined {
  const away = groups.filter((group) => !group.includes(DSO_CM));
  return (
    away.find((group) => group.includes(TSO_CM)) ??
    away[0] ??
    groups.find((group) => group.includes(TSO_CM))
  );
}

interface Choice {
  groups: readonly Group[];
  dsoGroup: Group | undefined;
  tsoGroup: Group | undefined;
  options: ListingOptions;
}

type Divide = (offers: OfferSet, offer: number, restWh: number, choice: Choice) => void;

const dividers: Record<ListingPolicy, Divide> = {
  value: (offers, offer, restWh, choice) =>
    stand(offers, offer, mostValuable(offers, offer, choice), restWh),
  "all-dso": (offers, offer, restWh, { dsoGroup }) => stand(offers, offer, dsoGroup, restWh),
  "all-tso": (offers, offer, restWh, { tsoGroup }) => stand(offers, offer, tsoGroup, restWh),
  half: (offers, offer, restWh, { dsoGroup, tsoGroup }) => {
    const half = Math.floor(restWh / 2);
    stand(offers, offer, dsoGroup, half);
    stand(offers, offer, tsoGroup, restWh - half);
  },
};

function stand(offers: OfferSet, offer: number, group: Group | undefined, energyWh: number): void {
  if (group) for (const kind of group) offers.onList[kind][offer]! += energyWh;
}

function mostValuable(offers: OfferSet, offer: number, choice: Choice): Group | undefined {
  const { priceCapMicro, explore, callRate, fitWh } = choice.options;
  const unit = offer >> 1;
  const direction = (offer & 1) as Direction;
  const price = offers.priceMicro[offer]!;
  const quantityWh = offers.quantityWh[offer]!;
  const admits = (kind: NeedKind) =>
    price <= priceCapMicro[kind] && (fitWh?.(kind, offer, quantityWh) ?? quantityWh) > 0;
  const open = choice.groups.filter((group) => group.some(admits));
  const draw = explore(unit, direction);
  if (!Number.isNaN(draw)) return open[Math.floor(draw * open.length)];
  let best: Group | undefined;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (const group of open) {
    const value = (price - offers.marginalMicro[offer]!) * callRate(unit, group[0]!, direction);
    if (value > bestValue) {
      best = group;
      bestValue = value;
    }
  }
  return best;
}

/** A list takes neither a price above its cap nor a quantity below the smallest offer. */
function dropUnfit(offers: OfferSet, offer: number, options: ListingOptions): void {
  for (const [kind, list] of offers.onList.entries()) {
    const reserved = offers.reservedOnList[kind]!;
    const capMicro = options.priceCapMicro[kind]!;
    if (offers.priceMicro[offer]! > capMicro) list[offer] = reserved[offer]!;
    if (reserved[offer]! > 0 && offers.agreedMicro[offer]! > capMicro) {
      list[offer]! -= reserved[offer]!;
      reserved[offer] = 0;
    }
    if (list[offer]! < options.offerWhMin) list[offer] = 0;
    else if (options.fitWh) list[offer] = options.fitWh(kind as NeedKind, offer, list[offer]!);
    // What does not fit is cut off the rest first.
    reserved[offer] = Math.min(reserved[offer]!, list[offer]!);
  }
}

/** Tells whether an offer stands on the list of a need, in either direction of the unit. */
export function standsOnList(offers: OfferSet, unit: number, kind: NeedKind): boolean {
  const list = offers.onList[kind];
  return list[offerIndex(unit, 0)]! > 0 || list[offerIndex(unit, 1)]! > 0;
}
