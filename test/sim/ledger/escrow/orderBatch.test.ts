import { expect, test } from "vitest";
import { escrowedOrders } from "#sim/audit/escrowedOrders.ts";
import { orderBatches } from "#sim/ledger/escrow/orderBatch.ts";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";

const terms: OrderTerms = {
  rule: { rule: "strikes", failureBelow: 0.6 },
  strikeLimit: 3,
  season: 8103,
};

function order(change: Partial<OrderRecord>): OrderRecord {
  return {
    ...{ payer: 900, provider: 5, unit: 17, period: 35_039, direction: 1, continues: false },
    ...{ orderedWh: 2000, priceMicro: 70_000, penaltyMicro: 0, verifiedWh: 1500, waived: false },
    ...change,
  };
}

test("a batch is laid out as the contract reads it", () => {
  const shared = [order({}), order({ payer: 901, continues: true, waived: true, verifiedWh: 0 })];
  const [batch] = orderBatches(40, terms, shared);
  expect(batch!.parties).toEqual([5, 900, 901]);
  const part = (payer: string, direction: string) =>
    `${payer}00${"00000011"}${direction}${"000007d0"}${"00011170"}${"00000000"}`;
  expect(batch!.packed.toString("hex")).toBe(
    `00000028${"03"}${"0258"}${"0003"}${"1fa7"}${"03"}${"00000005"}${"00000384"}${"00000385"}` +
      part("01", "800088df") +
      part("02", "c00088df"),
  );
  expect(batch!.verified.toString("hex")).toBe("000005dc80000000");
});

test("the audit reads what the run packs", () => {
  const orders = [
    order({}),
    order({ direction: 0, period: 0, unit: 3, orderedWh: 1, verifiedWh: 1 }),
  ];
  const [batch] = orderBatches(0, terms, orders);
  expect(escrowedOrders(batch!.packed)).toEqual(
    orders.map(({ unit, period, direction, orderedWh }) => ({
      ...{ unit, period, direction, orderedWh },
    })),
  );
  for (const bytes of [batch!.packed.subarray(0, 11), batch!.packed.subarray(0, -1)]) {
    expect(escrowedOrders(bytes)).toBeNull();
  }
});

test("no batch has more parties or orders than a transaction bears, and none cuts an order", () => {
  const parties = Array.from({ length: 400 }, (_, i) => order({ payer: 900 + i }));
  const many = Array.from({ length: 2500 }, (_, i) => order({ continues: i % 7 !== 0 }));
  for (const orders of [parties, many, [...parties, ...many]]) {
    const batches = orderBatches(0, terms, orders);
    expect(batches.flatMap((batch) => batch.orders)).toEqual(orders);
    for (const batch of batches) {
      expect(batch.parties.length).toBeLessThanOrEqual(64);
      expect(batch.orders.length).toBeLessThanOrEqual(350);
      expect(batch.orders[0]!.continues).toBe(false);
    }
  }
  expect(orderBatches(0, terms, [])).toEqual([]);
});
