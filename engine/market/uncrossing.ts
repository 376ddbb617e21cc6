import { findCounter } from "#engine/market/counterSearch.ts";
import { busOfQueue, type MarketCore, queueOf } from "#engine/market/marketCore.ts";
import { planTrades, searchFor } from "#engine/market/matching.ts";
import * as record from "#engine/market/orderRecord.ts";
import * as termRecord from "#engine/market/orderTerms.ts";
import { treeUnder } from "#engine/market/queues/orderQueues.ts";
import { behind } from "#engine/market/queues/queueing.ts";
import * as queueRecord from "#engine/market/queues/queueRecord.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { LIMIT, ORDER_SIZE } = record;
const { HEAD, HEAD_LIMIT, QUEUE_SIZE } = queueRecord;
const { MINIMUM_WH, TERM_SIZE } = termRecord;

/**
 * The resting order that is next to be matched as if it had just arrived, or −1 when no two resting
 * orders trade. At each bus and side the first order in price-time priority that finds a
 * counter-order stands for it; of those the one that was sent first is next.
 */
export function firstCrossing(core: MarketCore, book: number, tariff: TariffView): number {
  const half = 2 * book;
  const bestBid = bestKey(core, half, tariff);
  const bestOffer = bestKey(core, half + 1, tariff);
  const room = tariff.slackMicro - core.books.networkMicro[book]!;
  if (bestBid + bestOffer + room < 0) return -1;

  let first = -1;
  let firstSerial = Number.POSITIVE_INFINITY;
  for (let side = 0; side < 2; side++) {
    const needed = -room - (side === 0 ? bestOffer : bestBid);
    for (let bus = 0; bus < core.busCount; bus++) {
      const slot = firstAtBus(core, queueOf(core, book, bus, side as 0 | 1), needed, tariff);
      if (slot < 0) continue;
      const serial = core.pool.serial[slot]!;
      if (serial < firstSerial) {
        first = slot;
        firstSerial = serial;
      }
    }
  }
  return first;
}

/** The first order of a queue that finds a counter-order, among those whose key is at least `needed`. */
function firstAtBus(core: MarketCore, queue: number, needed: number, tariff: TariffView): number {
  const { field } = core.pool;
  const bus = busOfQueue(core, queue);
  const sign = (queue & 1) === 0 ? 1 : -1;
  let slot = core.queues.queue[queue * QUEUE_SIZE + HEAD]!;
  while (slot >= 0) {
    const key = sign * (field[slot * ORDER_SIZE + LIMIT]! + tariff.lambdaMicro[bus]!);
    if (key < needed) return -1;
    if (finds(core, slot, tariff)) return slot;
    slot = behind(core.queues, core.pool, slot);
  }
  return -1;
}

function finds(core: MarketCore, slot: number, tariff: TariffView): boolean {
  searchFor(core, slot);
  const hasMinimum = core.terms.isUsed && core.terms.field[slot * TERM_SIZE + MINIMUM_WH]! > 0;
  return hasMinimum ? planTrades(core, tariff) : findCounter(core, tariff) >= 0;
}

/** How good the best first order of half a book is; −∞ when it is empty. */
function bestKey(core: MarketCore, half: number, tariff: TariffView): number {
  const { queues } = core;
  const tree = treeUnder(queues, half, tariff);
  if (tree >= 0) return queues.trees.key[tree * queues.trees.size + 1]!;
  const first = queueOf(core, half >>> 1, 0, (half & 1) as 0 | 1);
  const sign = (half & 1) === 0 ? 1 : -1;
  let best = Number.NEGATIVE_INFINITY;
  for (let bus = 0; bus < core.busCount; bus++) {
    const at = (first + 2 * bus) * QUEUE_SIZE;
    if (queues.queue[at + HEAD]! < 0) continue;
    best = Math.max(best, sign * (queues.queue[at + HEAD_LIMIT]! + tariff.lambdaMicro[bus]!));
  }
  return best;
}
