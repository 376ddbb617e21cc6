import { assert } from "#engine/assert.ts";
import { type Delivery, deliveryOf, ruleOnChain } from "#sim/ledger/escrow/delivery.ts";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";

/** Layout of `IOrderEscrow`: head, wallets of the parties, orders. */
const HEAD = 12;
const PARTY = 4;
const ORDER = 22;
const VERIFIED = 4;
const DOWN = 2 ** 31;
const CONTINUES = 2 ** 30;
const WAIVED = 2 ** 31;
const UINT16 = 2 ** 16;
const UINT32 = 2 ** 32;
/** What a transaction bears with ease. */
const PARTIES_MAX = 64;
const ORDERS_MAX = 350;

/** Orders that go into escrow together. */
export interface OrderBatch {
  /** Participants that sign it, ascending; also the numbers of their wallets. */
  readonly parties: readonly number[];
  /** As it is signed and committed to. */
  readonly packed: Buffer;
  /** What the meter operator says of each order. */
  readonly verified: Buffer;
  readonly countsStrikes: boolean;
  readonly orders: readonly OrderRecord[];
  readonly deliveries: readonly Delivery[];
}

/** Cuts the orders of a day into batches, in their order, and works out what they come to. */
export function orderBatches(
  day: number,
  terms: OrderTerms,
  orders: readonly OrderRecord[],
): OrderBatch[] {
  const batches: OrderBatch[] = [];
  for (let from = 0; from < orders.length; ) {
    const parties = new Set<number>();
    let to = from;
    while (to < orders.length) {
      const end = endOfOrder(orders, to);
      const parts = orders.slice(to, end);
      const grown = new Set([...parties, ...parts.flatMap((one) => [one.payer, one.provider])]);
      if (to > from && (grown.size > PARTIES_MAX || end - from > ORDERS_MAX)) break;
      for (const one of grown) parties.add(one);
      to = end;
    }
    const sorted = [...parties].sort((a, b) => a - b);
    batches.push(batchOf(day, terms, orders.slice(from, to), sorted));
    from = to;
  }
  return batches;
}

/** The position after the last part of the order that begins at `start`. */
function endOfOrder(orders: readonly OrderRecord[], start: number): number {
  let end = start + 1;
  while (end < orders.length && orders[end]!.continues) end++;
  return end;
}

function batchOf(
  day: number,
  terms: OrderTerms,
  orders: readonly OrderRecord[],
  parties: readonly number[],
): OrderBatch {
  const rule = ruleOnChain(terms);
  const start = HEAD + PARTY * parties.length;
  const packed = Buffer.alloc(start + ORDER * orders.length);
  const verified = Buffer.alloc(VERIFIED * orders.length);
  packed.writeUInt32BE(day, 0);
  packed[4] = rule.code;
  packed.writeUInt16BE(rule.first, 5);
  packed.writeUInt16BE(rule.second, 7);
  assert(terms.season >= 0 && terms.season < UINT16, "the number of a season");
  packed.writeUInt16BE(terms.season, 9);
  packed[11] = parties.length;
  for (const [i, party] of parties.entries()) packed.writeUInt32BE(party, HEAD + PARTY * i);
  for (const [i, order] of orders.entries()) {
    writeOrder(packed, start + ORDER * i, order, parties);
    verified.writeUInt32BE((order.waived ? WAIVED : 0) + order.verifiedWh, VERIFIED * i);
  }
  return {
    parties,
    packed,
    verified,
    countsStrikes: terms.rule.rule === "strikes",
    orders,
    deliveries: orders.map((one) => deliveryOf(rule, one)),
  };
}

function writeOrder(
  bytes: Buffer,
  at: number,
  order: OrderRecord,
  parties: readonly number[],
): void {
  const { unit, period, direction, continues, orderedWh, priceMicro, penaltyMicro } = order;
  assert(period < CONTINUES, "a period does not fit an order");
  assert(
    orderedWh < WAIVED && Math.max(priceMicro, penaltyMicro) < UINT32,
    "an order is too large",
  );
  bytes[at] = parties.indexOf(order.payer);
  bytes[at + 1] = parties.indexOf(order.provider);
  bytes.writeUInt32BE(unit, at + 2);
  bytes.writeUInt32BE(direction * DOWN + (continues ? CONTINUES : 0) + period, at + 6);
  bytes.writeUInt32BE(orderedWh, at + 10);
  bytes.writeUInt32BE(priceMicro, at + 14);
  bytes.writeUInt32BE(penaltyMicro, at + 18);
}
