import fc from "fast-check";
import { expect, test } from "vitest";
import { heldWh, orderedWh } from "#engine/coordination/claimedEnergy.ts";
import { clearGate } from "#engine/coordination/clearGate.ts";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { gatePlan } from "#engine/coordination/gatePlan.ts";
import { DSO_CM, type Need, TSO_CM, TSO_OPERATOR, UP } from "#engine/coordination/needs.ts";
import { dispatchOrders } from "#engine/coordination/orders.ts";
import type { GateContext } from "#engine/coordination/pickOffers.ts";
import { buyAgain, freedKinds, refuseClaim } from "#engine/coordination/refusals.ts";
import { ClaimRegistry } from "#engine/coordination/registry.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { netUpWh } from "#engine/coordination/visibleClaims.ts";
import { leads, playPeriod, realised, settings } from "#test/support/flexGate.ts";
import { listedFlexWorld, UNITS as UNITS_DRAWN } from "#test/support/randomFlexWorld.ts";

const UNITS = 3;
const scheme = schemes["1A"];

/** Three units with 10 Wh up at 100, 200 and 300, of the first 6 are reserved at 50; all on one list. */
function openGate(kind: typeof DSO_CM | typeof TSO_CM): GateContext {
  const flex = new FlexPeriod(UNITS, gatePlan(scheme, leads));
  flex.open(7);
  for (let unit = 0; unit < UNITS; unit++) {
    flex.offers.quantityWh[2 * unit] = 10;
    flex.offers.priceMicro[2 * unit] = 100 * (unit + 1);
    flex.offers.onList[kind][2 * unit] = 10;
  }
  flex.offers.reservedWh[0] = 6;
  flex.offers.agreedMicro[0] = 50;
  flex.offers.readyWh[0] = 6;
  flex.offers.reservedOnList[kind][0] = 6;
  const registry = new ClaimRegistry(UNITS, 1);
  registry.open(7);
  return { flex, scheme, registries: [registry], settings, marketMinute: 0 };
}

function need(kind: typeof DSO_CM | typeof TSO_CM, quantityWh: number): Need {
  const isDso = kind === DSO_CM;
  return {
    kind,
    operator: isDso ? 0 : TSO_OPERATOR,
    area: isDso ? 0 : -1,
    element: "element",
    direction: UP,
    quantityWh,
    effectiveness: new Float64Array(UNITS).fill(1),
    shown: 0,
  };
}

const gate = { firstNeed: 0, isJoint: false };
const ordersOf = ({ flex }: GateContext) =>
  dispatchOrders(flex, scheme).map(
    ({ unit, orderedWh: wh, priceMicro }) => `${unit}: ${wh}@${priceMicro}`,
  );

test("what is refused in time is not ordered, and bought elsewhere at the next gate", () => {
  const context = openGate(TSO_CM);
  const { flex } = context;
  clearGate(context, [need(TSO_CM, 12)]);
  expect(ordersOf(context)).toEqual(["0: 6@50", "0: 4@100", "1: 2@200"]);
  // The first unit can give 7 of 10: it keeps what is reserved, and 1 of the rest.
  refuseClaim(flex, 1, { energyWh: 3, isInTime: true }, gate);
  expect([heldWh(flex.claims[1]!), orderedWh(flex.claims[1]!)]).toEqual([1, 1]);
  expect(flex.needs[0]!.metWh).toBe(9);
  expect(netUpWh(flex.claims)).toBe(9);
  expect(freedKinds(flex)).toEqual([TSO_CM]);
  buyAgain(context, TSO_CM);
  // Not from the unit that refused, and no more than was freed.
  expect(ordersOf(context)).toEqual(["0: 6@50", "0: 1@100", "1: 5@200"]);
  expect(flex.needs[0]!.metWh).toBe(12);
  expect(flex.needs.slice(1).map((state) => [state.need.origin, state.metWh])).toEqual([
    ["correction", 3],
  ]);
  expect(freedKinds(flex)).toEqual([]);
  buyAgain(context, TSO_CM);
  expect(flex.needs.length).toBe(2);
});

test("what is refused too late stands as an order, and is bought elsewhere all the same", () => {
  const context = openGate(TSO_CM);
  clearGate(context, [need(TSO_CM, 5)]);
  refuseClaim(context.flex, 0, { energyWh: 2, isInTime: false }, gate);
  expect([heldWh(context.flex.claims[0]!), orderedWh(context.flex.claims[0]!)]).toEqual([3, 5]);
  buyAgain(context, TSO_CM);
  expect(ordersOf(context)).toEqual(["0: 5@50", "1: 2@200"]);
});

test("what is refused of what was bought again leaves the first need open too, whichever need it was bought for", () => {
  const context = openGate(TSO_CM);
  const { flex } = context;
  // Two elements, both relieved by whatever is picked.
  clearGate(context, [need(TSO_CM, 5), need(TSO_CM, 8)]);
  const met = () => flex.needs.map(({ metWh }) => metWh);
  refuseClaim(flex, 0, { energyWh: flex.claims[0]!.grantedWh, isInTime: true }, gate);
  const second = { firstNeed: flex.needs.length, isJoint: false };
  const firstAgain = flex.claims.length;
  buyAgain(context, TSO_CM);
  expect(met().slice(0, 2)).toEqual([8, 8]);
  for (let at = firstAgain; at < flex.claims.length; at++)
    refuseClaim(flex, at, { energyWh: flex.claims[at]!.grantedWh, isInTime: true }, second);
  const held = flex.claims.reduce((sum, claim) => sum + heldWh(claim), 0);
  expect(met().slice(0, 2)).toEqual([held, held]);
  // At a third gate it is still wanted, and counted in both places.
  buyAgain(context, TSO_CM);
  const heldThen = flex.claims.reduce((sum, claim) => sum + heldWh(claim), 0);
  expect(heldThen).toBeGreaterThan(held);
  expect(met().slice(0, 2)).toEqual([heldThen, heldThen]);
});

test("nobody buys again what is no longer needed", () => {
  const context = openGate(TSO_CM);
  clearGate(context, [need(TSO_CM, 5)]);
  refuseClaim(context.flex, 0, { energyWh: 2, isInTime: true }, gate);
  context.flex.needs[0]!.creditedWh = 2;
  buyAgain(context, TSO_CM);
  expect(ordersOf(context)).toEqual(["0: 3@50"]);
});

test("who refuses has nothing left on lists, and holds that much less ready", () => {
  const { flex, ...rest } = openGate(TSO_CM);
  clearGate({ flex, ...rest }, [need(TSO_CM, 5)]);
  refuseClaim(flex, 0, { energyWh: 2, isInTime: true }, gate);
  expect([flex.offers.onList[TSO_CM][0], flex.offers.reservedOnList[TSO_CM][0]]).toEqual([5, 5]);
  expect([flex.offers.readyWh[0], flex.grantedWh[TSO_CM][0]]).toEqual([4, 5]);
  // Another unit's offer stands as it stood.
  expect(flex.offers.onList[TSO_CM][2]).toBe(10);
});

test("a DSO whose grid is left without relief turns red for those who come later", () => {
  const context = openGate(DSO_CM);
  const { flex } = context;
  clearGate(context, [need(DSO_CM, 30)]);
  expect([...flex.isBlocked]).toEqual([0, 0, 0, 0, 0, 0]);
  refuseClaim(flex, 0, { energyWh: 6, isInTime: true }, gate);
  buyAgain(context, DSO_CM);
  expect(flex.needs[0]!.metWh).toBe(24);
  // More consumption anywhere would load it further.
  expect([...flex.isBlocked]).toEqual([0, 1, 0, 1, 0, 1]);
});

const all = Object.entries<Scheme>(schemes);

test.each(all)(
  "%s: nobody is ordered what was refused in time, and no residual is used twice",
  (_, row) => {
    const refusals = fc.record({
      share: fc.constantFrom(0, 0.3, 1),
      isInTime: fc.boolean(),
      firstUnit: fc.nat(UNITS_DRAWN),
    });
    const property = fc.property(
      listedFlexWorld(),
      refusals,
      (world, { share, isInTime, firstUnit }) => {
        const refuse = (unit: number, grantedWh: number) => {
          return { energyWh: unit >= firstUnit ? Math.ceil(share * grantedWh) : 0, isInTime };
        };
        const played = playPeriod({ scheme: row, unitCount: UNITS_DRAWN, ...world, refuse });
        const { flex, orders, conflicts } = played;
        const sum = (values: readonly number[]) =>
          values.reduce((total, value) => total + value, 0);
        expect(sum(orders.map((order) => order.orderedWh))).toBe(sum(flex.claims.map(orderedWh)));
        const granted = new Map<string, number>();
        for (const claim of flex.claims) {
          expect(heldWh(claim)).toBeGreaterThanOrEqual(0);
          const key = `${claim.ledger}/${claim.unit}/${claim.direction}`;
          granted.set(key, (granted.get(key) ?? 0) + claim.grantedWh);
          expect(granted.get(key)).toBeLessThanOrEqual(claim.offeredWh);
        }
        if (row.registry === "one") expect(realised(conflicts)).toEqual([]);
        if (share === 0) return;
        // Whoever refused everything is ordered nothing, if it was in time.
        if (share === 1 && isInTime)
          expect(orders.every(({ unit }) => unit < firstUnit)).toBe(true);
        // Where everybody refused everything nothing is met.
        if (share === 1 && firstUnit === 0)
          for (const { metWh } of flex.needs) expect(metWh).toBeCloseTo(0, 6);
      },
    );
    fc.assert(property);
  },
);
