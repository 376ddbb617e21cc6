import { standOrEnd } from "#engine/market/arrivals.ts";
import { mayFind } from "#engine/market/counterSearch.ts";
import type { MarketCore } from "#engine/market/marketCore.ts";
import { matchArrival, seekFor } from "#engine/market/matching.ts";
import * as record from "#engine/market/orderRecord.ts";
import { setHead } from "#engine/market/queues/orderQueues.ts";
import { rankOf } from "#engine/market/queues/priceRank.ts";
import { enqueueInList, startOn } from "#engine/market/queues/queueing.ts";
import * as queueRecord from "#engine/market/queues/queueRecord.ts";
import * as ladderPage from "#engine/market/queues/tickLadders.ts";
import { BOOK_FULL } from "#engine/market/refusals.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { ID, NEXT, ORDER_SIZE, PREVIOUS } = record;
const { PLACES, SUMMARY } = ladderPage;
const { HEAD, HEAD_LIMIT, LADDER, LAST_PAGE, LAST_PAGE_START, QUEUE_SIZE } = queueRecord;

/**
 * Takes an order without terms, whose values were judged. What cannot trade, as most cannot, rests at
 * once: one function from slot to tick, with every value at hand, because half of all messages come
 * this way. Returns its id or a refusal.
 */
export function sendOrder(
  core: MarketCore,
  book: number,
  side: 0 | 1,
  agent: number,
  bus: number,
  limitMicro: number,
  energyWh: number,
  tariff: TariffView,
): number {
  const { pool, queues } = core;
  const queue = 2 * ((book << queues.busBits) + bus) + side;
  const slot = pool.place(queue, agent, limitMicro, energyWh);
  if (slot < 0) return BOOK_FULL;
  const { field } = pool;
  const at = slot * ORDER_SIZE;
  const id = field[at + ID]!;
  if (core.script !== null || mayFind(core, book, side, bus, limitMicro, tariff)) {
    seekFor(core, slot, book, side, agent, bus, limitMicro, energyWh);
    matchArrival(core, tariff);
    standOrEnd(core);
    return id;
  }
  const from = queue * QUEUE_SIZE;
  if (queues.queue[from + LADDER]! < 0) {
    enqueueInList(queues, pool, slot, queue);
    return id;
  }
  const rank = rankOf(side, limitMicro);
  const isSamePage = queues.queue[from + LAST_PAGE] === rank >>> 10;
  const start = isSamePage ? queues.queue[from + LAST_PAGE_START]! : startOn(queues, queue, rank);
  const { page } = queues.ladders;
  const word = (rank >>> 5) & 31;
  const place = start + PLACES + 2 * (rank & 1023);
  const bits = page[start + word]!;
  const bit = 1 << (rank & 31);
  field[at + NEXT] = -1;
  if ((bits & bit) !== 0) {
    const last = page[place + 1]!;
    page[place + 1] = slot;
    field[at + PREVIOUS] = last;
    field[last * ORDER_SIZE + NEXT] = slot;
    return id;
  }
  page[start + word] = bits | bit;
  page[start + SUMMARY]! |= 1 << word;
  page[place] = slot;
  page[place + 1] = slot;
  field[at + PREVIOUS] = -1;
  const gap = Math.imul(2 * side - 1, limitMicro - queues.queue[from + HEAD_LIMIT]!);
  const isHead = gap <= 0 || queues.queue[from + HEAD]! < 0;
  if (isHead) setHead(queues, queue, slot, limitMicro);
  return id;
}
