import { busOfQueue, type MarketCore, queueOf } from "#engine/market/marketCore.ts";
import * as record from "#engine/market/orderRecord.ts";
import * as termRecord from "#engine/market/orderTerms.ts";
import * as soles from "#engine/market/queues/orderQueues.ts";
import { currentTree, type OrderQueues, treeUnder } from "#engine/market/queues/orderQueues.ts";
import { behind } from "#engine/market/queues/queueing.ts";
import * as queueRecord from "#engine/market/queues/queueRecord.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { AGENT, LIMIT, OPEN_WH, ORDER_SIZE } = record;
const { HEAD, HEAD_LIMIT, QUEUE_SIZE } = queueRecord;
const { MINIMUM_WH, TERM_SIZE } = termRecord;
const { MANY_QUEUES, NO_QUEUE } = soles;

/** The order a counter-order is sought for, the room to search in, and what was found. */
export class CounterSearch {
  book = 0;
  /** Slot of the order. */
  slot = 0;
  side: 0 | 1 = 0;
  agent = 0;
  bus = 0;
  limitMicro = 0;
  openWh = 0;
  /** Best pair so far: surplus and charge, µEUR/kWh; bus and slot of the counter-order. */
  surplusMicro = 0;
  dnutMicro = 0;
  counterBus = 0;
  counterSlot = -1;
  /** Buses to be looked at, or nodes of the tree, and the most surplus a bus can bring. */
  readonly candidate: Int32Array;
  readonly surplusMicroMax: Float64Array;

  constructor(busCount: number) {
    this.candidate = new Int32Array(Math.max(64, busCount));
    this.surplusMicroMax = new Float64Array(busCount);
  }
}

/**
 * Finds the counter-order with the largest surplus, and returns its slot, or −1 when none trades.
 *
 *     surplus(s, b) = bid_b − offer_s − charge(s, b, q) − f0        q: the smaller open energy
 *                   ≤ (bid_b + λ_b) − (offer_s + λ_s) + slack − f0
 *
 * The bound needs one number per bus: its best order's limit plus λ. Buses are taken from the
 * largest bound down, from a scan where they are few and from the winner tree where they are many;
 * those whose bound falls below the best surplus found are never priced. A bus is represented by its
 * first order in price-time priority that is not the agent's own and gives so little in one go.
 * Ties go to the lower bus.
 */
export function findCounter(core: MarketCore, tariff: TariffView): number {
  const { search, queues } = core;
  const half = 2 * search.book + 1 - search.side;
  const sole = queues.sole[half]!;
  search.counterSlot = -1;
  if (sole === NO_QUEUE) return -1;
  search.surplusMicro = 0;
  search.counterBus = core.busCount;
  const own = ownPart(core, tariff);
  if (sole >= 0) {
    if (own + boundOf(core, tariff, sole) >= 0) priceBus(core, tariff, busOfQueue(core, sole), own);
    return search.counterSlot;
  }
  const tree = treeUnder(queues, half, tariff);
  if (tree >= 0) searchTree(core, tariff, tree, own);
  else searchBuses(core, tariff, half, own);
  return search.counterSlot;
}

/** Whether the order of the search may find a counter-order, see `mayFind`. */
export function mayFindCounter(core: MarketCore, tariff: TariffView): boolean {
  const { book, side, bus, limitMicro } = core.search;
  return mayFind(core, book, side, bus, limitMicro, tariff);
}

/** Whether an order may find a counter-order, as far as the best bound is known without a search. */
export function mayFind(
  core: MarketCore,
  book: number,
  side: 0 | 1,
  bus: number,
  limitMicro: number,
  tariff: TariffView,
): boolean {
  const { queues } = core;
  const half = 2 * book + 1 - side;
  const sole = queues.sole[half]!;
  if (sole === NO_QUEUE) return false;
  const { lambdaMicro } = tariff;
  const own = Math.imul(1 - 2 * side, limitMicro + lambdaMicro[bus]!) + tariff.slackMicro;
  const room = own - core.books.networkMicro[book]!;
  if (sole === MANY_QUEUES) return mayFindInTree(queues, half, room, tariff);
  const key = queues.queue[sole * QUEUE_SIZE + HEAD_LIMIT]! + lambdaMicro[busOfQueue(core, sole)]!;
  return room - Math.imul(1 - 2 * side, key) >= 0;
}

function mayFindInTree(
  queues: OrderQueues,
  half: number,
  room: number,
  tariff: TariffView,
): boolean {
  const { trees } = queues;
  const tree = currentTree(queues, half, tariff);
  if (tree < 0 || room + trees.key[tree * trees.size + 1]! >= 0) return true;
  trees.sought[tree]! += 1;
  return false;
}

/** What the first order of a queue brings to the bound, µEUR/kWh. */
function boundOf(core: MarketCore, tariff: TariffView, queue: number): number {
  const limit = core.queues.queue[queue * QUEUE_SIZE + HEAD_LIMIT]!;
  const sign = 1 - 2 * (queue & 1);
  return sign * (limit + tariff.lambdaMicro[busOfQueue(core, queue)]!);
}

/** What the order of the search brings to the bound of each pair, µEUR/kWh. */
function ownPart(core: MarketCore, tariff: TariffView): number {
  const { search } = core;
  return (
    (1 - 2 * search.side) * (search.limitMicro + tariff.lambdaMicro[search.bus]!) +
    tariff.slackMicro -
    core.books.networkMicro[search.book]!
  );
}

/** Walks down the tree, the better side first, wherever the bound allows more than was found. */
function searchTree(core: MarketCore, tariff: TariffView, tree: number, own: number): void {
  const { search } = core;
  const { key, size, firstLeaf } = core.queues.trees;
  const root = tree * size;
  const levels = 31 - Math.clz32(firstLeaf);
  const stack = search.candidate;
  let depth = 0;
  stack[depth++] = 1;
  while (depth > 0) {
    const node = stack[--depth]!;
    const bound = own + key[root + node]!;
    if (bound < search.surplusMicro) continue;
    const lowestBus = (node << (levels - 31 + Math.clz32(node))) - firstLeaf;
    if (bound === search.surplusMicro && lowestBus > search.counterBus) continue;
    if (node >= firstLeaf) {
      priceBus(core, tariff, node - firstLeaf, own);
      continue;
    }
    const left = 2 * node;
    const isLeft = key[root + left]! >= key[root + left + 1]! ? 1 : 0;
    stack[depth++] = left + isLeft;
    stack[depth++] = left + 1 - isLeft;
  }
}

/** Collects the buses with orders whose bound is not negative, and prices them best bound first. */
function searchBuses(core: MarketCore, tariff: TariffView, half: number, own: number): void {
  const { search, queues } = core;
  const { queue, occupied, wordCount } = queues;
  const { candidate, surplusMicroMax, side } = search;
  const lambda = tariff.lambdaMicro;
  const sign = 2 * side - 1; // bids are better when higher, offers when lower
  const first = queueOf(core, search.book, 0, side === 0 ? 1 : 0);
  let count = 0;
  for (let word = 0; word < wordCount; word++) {
    let bits = occupied[half * wordCount + word]!;
    while (bits !== 0) {
      const bus = word * 32 + 31 - Math.clz32(bits & -bits);
      bits &= bits - 1;
      const headLimit = queue[(first + 2 * bus) * QUEUE_SIZE + HEAD_LIMIT]!;
      const bound = own + sign * (headLimit + lambda[bus]!);
      if (bound < 0) continue;
      candidate[count] = bus;
      surplusMicroMax[count] = bound;
      count++;
    }
  }
  while (count > 0) {
    const top = topCandidate(surplusMicroMax, candidate, count);
    const bound = surplusMicroMax[top]!;
    const bus = candidate[top]!;
    if (bound < search.surplusMicro) return;
    if (bound > search.surplusMicro || bus < search.counterBus) priceBus(core, tariff, bus, own);
    count--;
    candidate[top] = candidate[count]!;
    surplusMicroMax[top] = surplusMicroMax[count]!;
  }
}

/** Prices the order that represents a bus, and keeps it if it is the best so far. */
function priceBus(core: MarketCore, tariff: TariffView, bus: number, own: number): void {
  const { search, pool } = core;
  const { side, openWh } = search;
  const queue = queueOf(core, search.book, bus, (1 - side) as 0 | 1);
  const head = core.queues.queue[queue * QUEUE_SIZE + HEAD]!;
  const slot = firstThatMeets(core, head);
  if (slot < 0) return;
  const limit = pool.field[slot * ORDER_SIZE + LIMIT]!;
  const sign = 2 * side - 1;
  const bound = own + sign * (limit + tariff.lambdaMicro[bus]!);
  if (slot !== head && bound < search.surplusMicro) return;

  const energyWh = Math.min(openWh, pool.field[slot * ORDER_SIZE + OPEN_WH]!);
  const dnut =
    side === 0
      ? tariff.charge(bus, search.bus, energyWh)
      : tariff.charge(search.bus, bus, energyWh);
  const surplus = sign * (limit - search.limitMicro) - dnut - core.books.networkMicro[search.book]!;
  const isBetter =
    surplus > search.surplusMicro || (surplus === search.surplusMicro && bus < search.counterBus);
  if (!isBetter) return;
  search.surplusMicro = surplus;
  search.dnutMicro = dnut;
  search.counterBus = bus;
  search.counterSlot = slot;
}

/** The first order, from `slot` on, of another agent that gives no more in one go than is wanted. */
function firstThatMeets(core: MarketCore, slot: number): number {
  const { search, pool, terms } = core;
  const { agent, openWh } = search;
  let at = slot;
  while (at >= 0) {
    const isOwn = pool.field[at * ORDER_SIZE + AGENT] === agent;
    if (!isOwn && (!terms.has(at) || terms.field[at * TERM_SIZE + MINIMUM_WH]! <= openWh))
      return at;
    at = behind(core.queues, pool, at);
  }
  return -1;
}

/** Position of the largest bound among the first `count`; the lower bus where they are equal. */
function topCandidate(bound: Float64Array, bus: Int32Array, count: number): number {
  let top = 0;
  for (let i = 1; i < count; i++) {
    const isLarger = bound[i]! > bound[top]!;
    if (isLarger || (bound[i] === bound[top] && bus[i]! < bus[top]!)) top = i;
  }
  return top;
}
