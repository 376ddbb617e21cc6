import fc from "fast-check";
import { expect, test } from "vitest";
import { BAL, DSO_CM, TSO_CM, UP } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { playPeriod, type TestNeed, type TestOffer } from "#test/support/flexGate.ts";
import { listedFlexWorld, UNITS } from "#test/support/randomFlexWorld.ts";

const all = Object.entries<Scheme>(schemes);

const offer = (agreed: number, price: number): TestOffer => {
  return { unit: 0, direction: UP, wh: 10, price, reserved: 6, agreed };
};
const need = (kind: TestNeed["kind"], wh: number): TestNeed => ({ kind, direction: UP, wh });

/** Orders as `need Wh@price`, in order of dispatch. */
function ordersOf(scheme: Scheme, offers: TestOffer[], needs: TestNeed[], caps = 500): string[] {
  const settings = { priceCapMicro: [caps, caps, caps] as const };
  const { orders } = playPeriod({
    scheme,
    unitCount: 1,
    offers,
    needs,
    policy: "all-dso",
    settings,
  });
  return orders.map(({ kind, orderedWh, priceMicro }) => `${kind} ${orderedWh}@${priceMicro}`);
}

const dsoActs = all.filter(([, { acts }]) => acts.includes(DSO_CM));

test.each(dsoActs)(
  "%s: the DSO calls what it reserved at the agreed price, the rest at its own",
  (_, scheme) => {
    expect(ordersOf(scheme, [offer(60, 80)], [need(DSO_CM, 8)])).toEqual(["0 6@60", "0 2@80"]);
    // Where the agreed price is the higher one, the rest comes first: a list is in order of price.
    expect(ordersOf(scheme, [offer(90, 80)], [need(DSO_CM, 8)]).sort()).toEqual([
      "0 4@80",
      "0 4@90",
    ]);
  },
);

test.each(dsoActs)(
  "%s: of an offer above the cap only what is reserved stands, at its price",
  (_, scheme) => {
    const { flex } = playPeriod({
      scheme,
      unitCount: 1,
      offers: [offer(60, 501)],
      needs: [],
      policy: "all-dso",
      settings: { priceCapMicro: [500, 500, 500] },
    });
    expect([flex.offers.onList[DSO_CM][0], flex.offers.reservedOnList[DSO_CM][0]]).toEqual([6, 6]);
    expect(ordersOf(scheme, [offer(60, 501)], [need(DSO_CM, 8)])).toEqual(["0 6@60"]);
    expect(ordersOf(scheme, [offer(501, 80)], [need(DSO_CM, 8)])).toEqual(["0 4@80"]);
  },
);

test.each(["2A", "3A"] as const)("%s: the TSO merges, and finds what is left of each row", (id) => {
  const needs = [need(DSO_CM, 4), need(TSO_CM, 9)];
  expect(ordersOf(schemes[id], [offer(60, 80)], needs)).toEqual(["0 4@60", "1 2@60", "1 3@80"]);
});

test("a reserved row that two operators claim blindly is paid at its price once", () => {
  const scheme: Scheme = { ...schemes["2A"], exchange: "after", cost: "own-pick" };
  // Each sees 6 Wh at 60: of the second's claim 2 Wh are reserved, 3 come from the rest of the unit.
  const orders = ordersOf(scheme, [offer(60, 80)], [need(DSO_CM, 4), need(TSO_CM, 5)]);
  expect(orders).toEqual(["0 4@60", "1 2@60", "1 3@80"]);
});

test("before the DSO's gate the reserved row is kept from the others", () => {
  const { orders } = playPeriod({
    scheme: { ...schemes["2A"], guard: "none" },
    unitCount: 1,
    offers: [offer(60, 80)],
    needs: [need(TSO_CM, 10)],
    policy: "all-dso",
    leads: { DSO_CM: 30, TSO_CM: 60, BAL: 25 },
  });
  expect(orders.map(({ orderedWh, priceMicro }) => [orderedWh, priceMicro])).toEqual([[4, 80]]);
});

test("on the list that all share balancing takes the cheaper row first", () => {
  expect(ordersOf(schemes["3C"], [offer(60, 80)], [need(BAL, 7)])).toEqual(["2 6@60", "2 1@80"]);
  expect(ordersOf(schemes["3C"], [offer(90, 80)], [need(BAL, 5)]).sort()).toEqual([
    "2 1@90",
    "2 4@80",
  ]);
});

test.each(all)(
  "%s: every order has the price of its row, and no row gives more than it holds",
  (_, scheme) => {
    const property = fc.property(listedFlexWorld(), (world) => {
      const { orders, flex } = playPeriod({ scheme, unitCount: UNITS, ...world });
      const taken = new Map<string, number>();
      for (const { unit, direction, ledger, isReserved = false, ...order } of orders) {
        const made = world.offers.find((one) => one.unit === unit && one.direction === direction)!;
        expect(order.priceMicro).toBe(isReserved ? made.agreed : made.price);
        const key = `${ledger}/${unit}/${direction}/${isReserved}`;
        taken.set(key, (taken.get(key) ?? 0) + order.orderedWh);
        const held = Math.min(made.reserved, made.wh);
        if (isReserved) expect(taken.get(key)).toBeLessThanOrEqual(held);
      }
      const sum = (items: readonly Pick<Order, "orderedWh">[]) =>
        items.reduce((total, { orderedWh }) => total + orderedWh, 0);
      expect(sum(orders)).toBe(flex.claims.reduce((total, { grantedWh }) => total + grantedWh, 0));
    });
    fc.assert(property);
  },
);
