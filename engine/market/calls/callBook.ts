import type { CalledOrder } from "#engine/market/calls/calledOrder.ts";
import { bookOfQueue, busOfQueue, type MarketCore, queueOf } from "#engine/market/marketCore.ts";
import { AGENT, LIMIT, OPEN_WH, ORDER_SIZE, QUEUE } from "#engine/market/orderRecord.ts";
import { GROUP_NEXT, MINIMUM_WH, TERM_SIZE } from "#engine/market/orderTerms.ts";
import { behind } from "#engine/market/queues/queueing.ts";
import { HEAD, QUEUE_SIZE } from "#engine/market/queues/queueRecord.ts";

/** The orders that stand in one market of a book, in the order in which they were sent. */
export interface CallBook {
  /** Index of the market among those of the book. */
  readonly market: number;
  readonly slots: readonly number[];
  readonly orders: readonly CalledOrder[];
}

/** An order of a queue with the time it stands there for: never before the one ahead of it. */
interface Standing {
  readonly slot: number;
  readonly serial: number;
}

/**
 * Collects the orders of a book by market, on the axis that its buses share. An order that was amended
 * and has lost its place counts as sent when the one was that it stands behind.
 *
 * @param marketOfBus - Index of each bus's market; all of one where it is null.
 */
export function callBooks(
  core: MarketCore,
  book: number,
  lambdaMicro: Int32Array,
  marketOfBus: Int32Array | null,
): CallBook[] {
  const byMarket = new Map<number, Standing[]>();
  for (let bus = 0; bus < core.busCount; bus++) {
    const market = marketOfBus?.[bus] ?? 0;
    const standing = byMarket.get(market) ?? [];
    byMarket.set(market, standing);
    for (const side of [0, 1] as const) addQueue(core, queueOf(core, book, bus, side), standing);
  }
  const networkMicro = core.books.networkMicro[book]!;
  return [...byMarket].map(([market, standing]) => {
    const slots = standing.sort((a, b) => a.serial - b.serial).map(({ slot }) => slot);
    const orders = slots.map((slot) => calledOrder(core, slot, lambdaMicro, networkMicro));
    return { market, slots, orders };
  });
}

function addQueue({ pool, queues }: MarketCore, queue: number, standing: Standing[]): void {
  let limit = Number.NaN;
  let serial = 0;
  let slot = queues.queue[queue * QUEUE_SIZE + HEAD]!;
  while (slot >= 0) {
    const own = pool.field[slot * ORDER_SIZE + LIMIT]!;
    serial = own === limit ? Math.max(serial, pool.serial[slot]!) : pool.serial[slot]!;
    limit = own;
    standing.push({ slot, serial });
    slot = behind(queues, pool, slot);
  }
}

function calledOrder(
  core: MarketCore,
  slot: number,
  lambdaMicro: Int32Array,
  networkMicro: number,
): CalledOrder {
  const { pool, terms } = core;
  const at = slot * ORDER_SIZE;
  const queue = pool.field[at + QUEUE]!;
  const side = (queue & 1) as 0 | 1;
  const atSlack = pool.field[at + LIMIT]! + lambdaMicro[busOfQueue(core, queue)]!;
  return {
    side,
    agent: pool.field[at + AGENT]!,
    keyMicro: side === 0 ? atSlack - networkMicro : atSlack,
    openWh: pool.field[at + OPEN_WH]!,
    minimumWh: terms.isUsed ? terms.field[slot * TERM_SIZE + MINIMUM_WH]! : 0,
    group: terms.isUsed ? groupIn(core, slot) : -1,
  };
}

/** The lowest slot of the order's exclusive group that stands in the same book; −1 outside groups. */
function groupIn(core: MarketCore, slot: number): number {
  const { terms, pool } = core;
  const bookOf = (one: number) => bookOfQueue(core, pool.field[one * ORDER_SIZE + QUEUE]!);
  let next = terms.field[slot * TERM_SIZE + GROUP_NEXT]!;
  if (next < 0) return -1;
  let lowest = slot;
  for (; next !== slot; next = terms.field[next * TERM_SIZE + GROUP_NEXT]!) {
    if (bookOf(next) === bookOf(slot)) lowest = Math.min(lowest, next);
  }
  return lowest;
}
