import { expect, test } from "vitest";
import { type ListingOptions, listOffers } from "#engine/coordination/listOffers.ts";
import { OfferSet } from "#engine/coordination/offerSet.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";

const defaults: ListingOptions = {
  priceCapMicro: [300, 200, 100],
  callRate: (_unit, group) => [0.2, 0.4, 0.6][group]!,
  explore: () => Number.NaN,
  offerWhMin: 250,
};

interface Listing {
  scheme: Scheme;
  wh: number;
  price?: number;
  reserved?: number;
  options?: Partial<ListingOptions>;
}

/** Wh of one offer (unit 1, down) on the three lists. */
function listed({ scheme, wh, price = 80, reserved = 0, options }: Listing): number[] {
  const offers = new OfferSet(2);
  offers.quantityWh[3] = wh;
  offers.priceMicro[3] = price;
  offers.marginalMicro[3] = 50;
  offers.reservedWh[3] = reserved;
  listOffers(scheme, offers, { ...defaults, ...options });
  return offers.onList.map((list) => list[3]!);
}

const {
  "1A": a1,
  "1C": c1,
  "2A": a2,
  "2B": b2,
  "3A": a3,
  uncoordinated,
  "tso-only": tsoOnly,
} = schemes;

test.each<[string, Listing, number[]]>([
  ["the list called most", { scheme: a1, wh: 1000 }, [0, 0, 1000]],
  ["the best list that admits its price", { scheme: a1, wh: 1000, price: 150 }, [0, 1000, 0]],
  ["the only list that admits its price", { scheme: a1, wh: 1000, price: 250 }, [1000, 0, 0]],
  ["no list where all caps are lower", { scheme: a1, wh: 1000, price: 301 }, [0, 0, 0]],
  ["the DSO with what it reserved", { scheme: a1, wh: 1000, reserved: 400 }, [400, 0, 600]],
  ["the DSO with no more than it offers", { scheme: a1, wh: 1000, reserved: 4000 }, [1000, 0, 0]],
  [
    "no list with less than the smallest offer",
    { scheme: a1, wh: 1000, reserved: 800 },
    [800, 0, 0],
  ],
  ["both sides of a shared list", { scheme: c1, wh: 1000 }, [0, 1000, 1000]],
  ["B apart from overlapping D and T", { scheme: a2, wh: 1000 }, [0, 0, 1000]],
  ["D and T at once", { scheme: a2, wh: 1000, price: 150 }, [1000, 1000, 0]],
  ["D alone above the cap of T", { scheme: a2, wh: 1000, price: 250 }, [1000, 0, 0]],
  ["T too with what the DSO reserved", { scheme: a2, wh: 1000, reserved: 400 }, [400, 400, 600]],
  ["a list shared by DSO and TSO", { scheme: b2, wh: 1000, price: 150 }, [1000, 1000, 0]],
  ["all lists that overlap", { scheme: a3, wh: 1000 }, [1000, 1000, 1000]],
  ["all lists where nobody arbitrates", { scheme: uncoordinated, wh: 1000 }, [1000, 1000, 1000]],
  ["only lists of those who act", { scheme: tsoOnly, wh: 1000, reserved: 400 }, [0, 0, 1000]],
])("an offer stands on %s", (_, listing, expected) => {
  expect(listed(listing)).toEqual(expected);
});

test.each<[string, Listing, number[]]>([
  ["all-dso", { scheme: a1, wh: 1001, options: { policy: "all-dso" } }, [1001, 0, 0]],
  ["all-tso", { scheme: a1, wh: 1001, options: { policy: "all-tso" } }, [0, 1001, 0]],
  ["half", { scheme: a1, wh: 1001, options: { policy: "half" } }, [500, 501, 0]],
  ["half of a shared list", { scheme: c1, wh: 1001, options: { policy: "half" } }, [500, 501, 501]],
  [
    "half, out of the DSO's reach",
    { scheme: a2, wh: 1001, options: { policy: "half" } },
    [500, 500, 501],
  ],
  [
    "all-tso, out of the DSO's reach",
    { scheme: a2, wh: 1001, options: { policy: "all-tso" } },
    [0, 0, 1001],
  ],
  [
    "half where all lists are one",
    { scheme: a3, wh: 1001, options: { policy: "half" } },
    [1001, 1001, 1001],
  ],
])("policy %s divides what is not reserved", (_, listing, expected) => {
  expect(listed(listing)).toEqual(expected);
});

test.each<[number, number[]]>([
  [0, [1000, 0, 0]],
  [0.4, [0, 1000, 0]],
  [0.999, [0, 0, 1000]],
])("a draw of %d explores", (draw, expected) => {
  const options = { explore: () => draw };
  expect(listed({ scheme: a1, wh: 1000, options })).toEqual(expected);
});

test("equal values go to the first list, and lists are filled anew each time", () => {
  const options = { callRate: () => 0.2 };
  expect(listed({ scheme: a1, wh: 1000, options })).toEqual([1000, 0, 0]);
  const offers = new OfferSet(1);
  offers.quantityWh[0] = 1000;
  listOffers(a1, offers, { ...defaults, ...options });
  listOffers(a1, offers, defaults);
  expect(offers.onList.map((list) => list[0])).toEqual([1000, 0, 0]);
});
