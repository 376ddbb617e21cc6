import { BID, OFFER } from "#engine/market/side.ts";
import { textTable } from "#reports/explain/textTable.ts";
import type { PlaceOrder } from "#sim/market/logs/placeBook.ts";

/** What is shown of one order: where and when it is. */
export interface ShownOrder extends PlaceOrder {
  /** Local start of delivery. */
  readonly delivery: string;
  readonly busName: string;
}

/** Writes the book of a place for people. Prices in EUR/MWh; the network's where somebody looks. */
export function bookText(orders: readonly ShownOrder[], viewer: string | null): string {
  if (orders.length === 0) return "  nothing rests here that meets the criteria";
  const isSeen = viewer !== null;
  const fees = isSeen ? ["DNUT", "f0", "total"] : [];
  const header = ["delivery", "", "bus", "Wh", "at least", "price", ...fees, "order"];
  const rows = orders.map((order) => [
    order.delivery,
    order.side === OFFER ? "offer" : "bid",
    order.busName,
    String(order.energyWh),
    order.minimumWh > 0 ? String(order.minimumWh) : "",
    euroPerMwh(order.priceMicro),
    ...(isSeen ? [order.dnutMicro, order.networkMicro, order.allInMicro].map(euroPerMwh) : []),
    String(order.orderId),
  ]);
  return textTable(header, rows);
}

/** How many of each side there are. */
export function countText(orders: readonly PlaceOrder[]): string {
  const count = (side: 0 | 1) => orders.filter((order) => order.side === side).length;
  const [offers, bids] = [count(OFFER), count(BID)];
  const text = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;
  return `${text(offers, "offer")}, ${text(bids, "bid")}`;
}

function euroPerMwh(micro: number | null): string {
  return micro === null ? "" : (micro / 1000).toFixed(3);
}
