import { bookOfQueue, busOfQueue, type MarketCore, queueOf } from "#engine/market/marketCore.ts";
import {
  AGENT,
  ID,
  LIMIT,
  OPEN_WH,
  ORDER_SIZE,
  QUEUE,
  TRADED_WH,
} from "#engine/market/orderRecord.ts";
import {
  FIRST_CHILD,
  GROUP_NEXT,
  MINIMUM_WH,
  NEXT_SIBLING,
  TERM_SIZE,
} from "#engine/market/orderTerms.ts";
import { behind } from "#engine/market/queues/queueing.ts";
import { HEAD, QUEUE_SIZE } from "#engine/market/queues/queueRecord.ts";

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Names the state of a market by 16 hexadecimal digits: of every known period its state and its
 * queues, with all that matters of each order and of the children that wait for it; the children that
 * are to arrive; and of every order that is not forgotten how it ended.
 */
export function stateHash(core: MarketCore): string {
  const { books, endings } = core;
  const hash = new Hash();
  for (const book of books.inOrder()) {
    hash.add(books.period[book]!);
    hash.add(books.status[book]!);
    const first = queueOf(core, book, 0, 0);
    for (let queue = first; queue < first + 2 * core.busCount; queue++) addQueue(core, queue, hash);
  }
  for (const slot of core.terms.activated) if (slot >= 0) addWaiting(core, slot, hash);
  const mask = endings.id.length - 1;
  for (let place = endings.first; place < endings.next; place++) {
    hash.add(endings.id[place & mask]!);
    hash.add(endings.ending[place & mask]!);
  }
  return hash.text();
}

function addQueue(core: MarketCore, queue: number, hash: Hash): void {
  const { pool, queues } = core;
  hash.add(-1);
  let slot = queues.queue[queue * QUEUE_SIZE + HEAD]!;
  while (slot >= 0) {
    addOrder(core, slot, hash);
    slot = behind(queues, pool, slot);
  }
}

function addOrder(core: MarketCore, slot: number, hash: Hash): void {
  const { pool, terms } = core;
  for (const offset of [ID, AGENT, LIMIT, OPEN_WH, TRADED_WH]) {
    hash.add(pool.field[slot * ORDER_SIZE + offset]!);
  }
  if (!terms.isUsed) return;
  const at = slot * TERM_SIZE;
  hash.add(terms.field[at + MINIMUM_WH]!);
  const member = terms.field[at + GROUP_NEXT]!;
  hash.add(member < 0 ? 0 : pool.field[member * ORDER_SIZE + ID]!);
  let child = terms.field[at + FIRST_CHILD]!;
  while (child >= 0) {
    addWaiting(core, child, hash);
    child = terms.field[child * TERM_SIZE + NEXT_SIBLING]!;
  }
  hash.add(0);
}

/** An order that stands in no queue: also where it will. */
function addWaiting(core: MarketCore, slot: number, hash: Hash): void {
  const queue = core.pool.field[slot * ORDER_SIZE + QUEUE]!;
  hash.add(core.books.period[bookOfQueue(core, queue)]!);
  hash.add(2 * busOfQueue(core, queue) + (queue & 1));
  addOrder(core, slot, hash);
}

/** FNV-1a over 32-bit words, in two lanes. */
class Hash {
  #low = FNV_OFFSET;
  #high = FNV_OFFSET ^ FNV_PRIME;

  add(value: number): void {
    this.#low = Math.imul(this.#low ^ value, FNV_PRIME);
    this.#low ^= this.#low >>> 15;
    this.#high = Math.imul(this.#high ^ this.#low ^ value, FNV_PRIME);
    this.#high ^= this.#high >>> 13;
  }

  text(): string {
    return [this.#high, this.#low]
      .map((word) => (word >>> 0).toString(16).padStart(8, "0"))
      .join("");
  }
}
