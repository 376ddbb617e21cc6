import { BOOK_GATE_CLOSED } from "#engine/market/bookTable.ts";
import { bookOfSlot, type MarketCore, queueOf } from "#engine/market/marketCore.ts";
import * as record from "#engine/market/orderRecord.ts";
import type { Ending } from "#engine/market/orderState.ts";
import * as ending from "#engine/market/orderState.ts";
import * as termRecord from "#engine/market/orderTerms.ts";
import { clearQueues } from "#engine/market/queues/orderQueues.ts";
import { behind, dequeue } from "#engine/market/queues/queueing.ts";
import * as queueRecord from "#engine/market/queues/queueRecord.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { ID, ORDER_SIZE } = record;
const { HEAD, QUEUE_SIZE } = queueRecord;
const { EXCLUDED, EXPIRED, FILLED, ORPHANED } = ending;
const { FIRST_CHILD, GROUP_NEXT, NEXT_SIBLING, PARENT, TERM_SIZE, WAITING } = termRecord;

/**
 * Ends a live order: it leaves its queue, its group and its parent, its slot is free again, and its
 * ending stays. Children of a filled order are put in line to arrive; those of another end with it:
 * at the gate of their own period as expired.
 */
export function endOrder(core: MarketCore, slot: number, ending: Ending): void {
  const isWaiting = core.terms.has(slot) && core.terms.field[slot * TERM_SIZE + WAITING] === 1;
  if (!isWaiting) dequeue(core.queues, core.pool, slot);
  endUnqueued(core, slot, ending);
}

/** The same for an order that stands in no queue. */
export function endUnqueued(core: MarketCore, slot: number, ending: Ending): void {
  const { pool, endings } = core;
  endings.add(pool.field[slot * ORDER_SIZE + ID]!, ending);
  if (core.terms.has(slot)) endTerms(core, slot, ending);
  pool.release(slot);
}

function endTerms(core: MarketCore, slot: number, ending: Ending): void {
  const { terms } = core;
  const at = slot * TERM_SIZE;
  terms.leaveGroup(slot);
  terms.apart.delete(slot);
  if (terms.field[at + PARENT]! >= 0) terms.removeChild(slot);
  else if (terms.field[at + WAITING] === 1) {
    terms.activated[terms.activated.indexOf(slot)] = -1;
  }
  for (let child = terms.field[at + FIRST_CHILD]!; child >= 0; ) {
    const next = terms.field[child * TERM_SIZE + NEXT_SIBLING]!;
    terms.removeChild(child);
    if (ending === FILLED)
      terms.activated.push(child); // still waiting, but for its turn only
    else {
      terms.field[child * TERM_SIZE + WAITING] = 0;
      endUnqueued(core, child, childEnding(core, child));
    }
    child = next;
  }
  terms.clear(slot);
}

/** How a child ends whose parent has ended unfilled. */
function childEnding(core: MarketCore, child: number): Ending {
  const { terms, books } = core;
  if (books.status[bookOfSlot(core, child)] === BOOK_GATE_CLOSED) return EXPIRED;
  return terms.decider >= 0 && terms.areGrouped(child, terms.decider) ? EXCLUDED : ORPHANED;
}

/** Ends all orders of a book at its gate. */
export function expireBook(core: MarketCore, book: number): void {
  const { queues } = core;
  const { occupied, wordCount } = queues;
  const bids = 2 * book * wordCount;
  for (let word = 0; word < wordCount; word++) {
    let bits = occupied[bids + word]! | occupied[bids + wordCount + word]!;
    for (; bits !== 0; bits &= bits - 1) {
      const queue = queueOf(core, book, word * 32 + 31 - Math.clz32(bits & -bits), 0);
      expireQueue(core, queue);
      expireQueue(core, queue + 1);
    }
  }
  clearQueues(queues, book);
  for (const child of core.terms.apart) {
    if (bookOfSlot(core, child) === book) endOrder(core, child, EXPIRED);
  }
}

function expireQueue(core: MarketCore, queue: number): void {
  const { pool, queues } = core;
  let slot = queues.queue[queue * QUEUE_SIZE + HEAD]!;
  while (slot >= 0) {
    const next = behind(queues, pool, slot);
    endUnqueued(core, slot, EXPIRED);
    slot = next;
  }
}

/** Ends all other members of an order's exclusive group: as excluded, also a child of one of them. */
export function excludeOthers(core: MarketCore, slot: number): void {
  const { field } = core.terms;
  core.terms.decider = slot;
  for (;;) {
    const other = field[slot * TERM_SIZE + GROUP_NEXT]!;
    if (other < 0 || other === slot) break;
    endOrder(core, other, EXCLUDED);
  }
  core.terms.decider = -1;
  core.terms.leaveGroup(slot);
}
