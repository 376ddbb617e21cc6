import { BOOK_CALL } from "#engine/market/bookTable.ts";
import { mayFindCounter } from "#engine/market/counterSearch.ts";
import { bookOfSlot, type MarketCore } from "#engine/market/marketCore.ts";
import { matchArrival, placeOrder, searchFor } from "#engine/market/matching.ts";
import { endOrder, endUnqueued } from "#engine/market/orderEnds.ts";
import * as record from "#engine/market/orderRecord.ts";
import * as ending from "#engine/market/orderState.ts";
import * as termRecord from "#engine/market/orderTerms.ts";
import { enqueue } from "#engine/market/queues/queueing.ts";
import { BOOK_FULL } from "#engine/market/refusals.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { firstCrossing } from "#engine/market/uncrossing.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { ID, OPEN_WH, ORDER_SIZE } = record;
const { FILLED, KILLED } = ending;
const { GOOD_TILL_GATE, LIFETIME, TERM_SIZE, WAITING } = termRecord;

/**
 * Matches the order of the search, which stands in no queue, and lets its rest stand or kills it. In a
 * call it stands as it is.
 */
export function arrive(core: MarketCore, tariff: TariffView): void {
  if (core.books.status[core.search.book] === BOOK_CALL) {
    enqueue(core.queues, core.pool, core.search.slot);
    return;
  }
  if (core.script !== null || mayFindCounter(core, tariff)) matchArrival(core, tariff);
  standOrEnd(core);
}

/** Takes an order without terms, whose values were judged, into a call. Returns its id or a refusal. */
export function collectOrder(
  core: MarketCore,
  book: number,
  side: 0 | 1,
  agent: number,
  bus: number,
  limitMicro: number,
  energyWh: number,
): number {
  const slot = placeOrder(core, book, side, agent, bus, limitMicro, energyWh);
  if (slot < 0) return BOOK_FULL;
  enqueue(core.queues, core.pool, slot);
  return core.pool.field[slot * ORDER_SIZE + ID]!;
}

/** The order of the search was matched: it is filled, or its rest stands or is killed. */
export function standOrEnd(core: MarketCore): void {
  const { slot } = core.search;
  if (core.pool.field[slot * ORDER_SIZE + OPEN_WH] === 0) endUnqueued(core, slot, FILLED);
  else if (
    core.terms.has(slot) &&
    core.terms.field[slot * TERM_SIZE + LIFETIME] !== GOOD_TILL_GATE
  ) {
    endUnqueued(core, slot, KILLED);
  } else enqueue(core.queues, core.pool, slot);
}

/**
 * Does what follows from a message in its book: children of filled orders arrive, in the order of the
 * fills and then of the children; and, where it is wanted, resting orders that trade with each other
 * do so. Until nothing follows any more. Children in other books wait until those are worked on.
 */
export function settle(
  core: MarketCore,
  book: number,
  tariff: TariffView,
  uncrosses: boolean,
): void {
  for (;;) {
    activateChildren(core, book, tariff);
    if (!uncrosses || !core.isAutomatic) return;
    const slot = nextCrossing(core, book, tariff);
    if (slot < 0) return;
    searchFor(core, slot);
    matchArrival(core, tariff);
    if (core.pool.field[slot * ORDER_SIZE + OPEN_WH] === 0) endOrder(core, slot, FILLED);
  }
}

/** Lets the children of filled orders arrive that were sent to this book. */
export function activateChildren(core: MarketCore, book: number, tariff: TariffView): void {
  const { activated, apart, field } = core.terms;
  // The list grows while it is worked through: a child may fill orders with children.
  for (let i = 0; i < activated.length; i++) {
    const slot = activated[i]!;
    if (slot < 0 || bookOfSlot(core, slot) !== book) continue;
    activated[i] = -1;
    apart.delete(slot);
    field[slot * TERM_SIZE + WAITING] = 0;
    searchFor(core, slot);
    arrive(core, tariff);
  }
  let kept = 0;
  for (const slot of activated) if (slot >= 0) activated[kept++] = slot;
  activated.length = kept;
}

function nextCrossing(core: MarketCore, book: number, tariff: TariffView): number {
  if (core.script === null) return firstCrossing(core, book, tariff);
  const { taker } = core.script;
  return taker < 0 ? -1 : core.pool.slotOf(taker);
}
