import { assert } from "#engine/assert.ts";
import { judgeTerms, judgeValues, minimumOf } from "#engine/market/admission.ts";
import { arrive } from "#engine/market/arrivals.ts";
import { findScripted } from "#engine/market/logs/tradeScript.ts";
import { bookOfQueue, bookOfSlot, busOfQueue, type MarketCore } from "#engine/market/marketCore.ts";
import { makeTrade, placeOrder, searchFor } from "#engine/market/matching.ts";
import { endUnqueued } from "#engine/market/orderEnds.ts";
import {
  AGENT,
  ID,
  LIMIT,
  OPEN_WH,
  ORDER_SIZE,
  QUEUE,
  TRADED_WH,
} from "#engine/market/orderRecord.ts";
import { FILLED } from "#engine/market/orderState.ts";
import {
  FILL_OR_KILL,
  LIFETIME,
  LIFETIMES,
  MINIMUM_WH,
  type OrderTerms,
  TERM_SIZE,
  WAITING,
} from "#engine/market/orderTerms.ts";
import { dequeue } from "#engine/market/queues/queueing.ts";
import {
  BELOW_MINIMUM,
  BELOW_TRADED,
  BOOK_FULL,
  DONE,
  LIMIT_EXCEEDED,
  MINIMUM_ABOVE_ENERGY,
  NOT_RESTING,
  OWN_ORDER,
  QUANTITY_NOT_POSITIVE,
  QUANTITY_TOO_LARGE,
  UNKNOWN_BUS,
} from "#engine/market/refusals.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

/** An order whose values were found in order. */
export interface JudgedOrder {
  readonly book: number;
  readonly side: Side;
  readonly agent: number;
  readonly bus: number;
  readonly limitMicro: number;
  readonly energyWh: number;
}

/** Takes an order with terms: it waits for its parent, or arrives. Returns its id or a refusal. */
export function submitWithTerms(
  core: MarketCore,
  order: JudgedOrder,
  terms: OrderTerms,
  tariff: TariffView,
): number {
  const { book, side, agent, bus, limitMicro, energyWh } = order;
  const answer = judgeTerms(core, agent, energyWh, terms);
  if (answer !== DONE) return answer;
  const slot = placeOrder(core, book, side, agent, bus, limitMicro, energyWh);
  if (slot < 0) return BOOK_FULL;
  core.terms.begin();
  core.terms.mark(slot);
  const id = core.pool.field[slot * ORDER_SIZE + ID]!;

  const { lifetime = "goodTillGate", parentId, exclusiveWithId } = terms;
  core.terms.field[slot * TERM_SIZE + MINIMUM_WH] = minimumOf(terms, energyWh);
  core.terms.field[slot * TERM_SIZE + LIFETIME] = LIFETIMES.indexOf(lifetime);
  if (exclusiveWithId !== undefined) {
    core.terms.joinGroup(core.pool.slotOf(exclusiveWithId), slot);
  }
  const parent = parentId === undefined ? -1 : core.pool.slotOf(parentId);
  if (parent < 0) arrive(core, tariff);
  else {
    core.terms.addChild(parent, slot);
    if (bookOfSlot(core, parent) !== book) core.terms.apart.add(slot);
  }
  return id;
}

/**
 * Gives an order another limit and another energy, in all: with what it has traded. It keeps its
 * place where the limit stays and the energy does not grow; else it arrives anew. A minimum stays what
 * the owner said; that of a fill-or-kill order is all of its energy, whatever that has become.
 */
export function amendOrder(
  core: MarketCore,
  slot: number,
  limitMicro: number,
  energyWh: number,
  tariff: TariffView,
): number {
  const answer = judgeValues(limitMicro, energyWh);
  if (answer !== DONE) return answer;
  const { field } = core.pool;
  const at = slot * ORDER_SIZE;
  const openWh = energyWh - field[at + TRADED_WH]!;
  if (openWh <= 0) return BELOW_TRADED;
  const { terms } = core;
  const isWhole = terms.isUsed && terms.field[slot * TERM_SIZE + LIFETIME] === FILL_OR_KILL;
  if (terms.isUsed && !isWhole && terms.field[slot * TERM_SIZE + MINIMUM_WH]! > openWh) {
    return MINIMUM_ABOVE_ENERGY;
  }
  const isWaiting = terms.isUsed && terms.field[slot * TERM_SIZE + WAITING] === 1;
  const keepsPlace = field[at + LIMIT] === limitMicro && openWh <= field[at + OPEN_WH]!;
  if (!isWaiting && !keepsPlace) dequeue(core.queues, core.pool, slot);
  field[at + LIMIT] = limitMicro;
  field[at + OPEN_WH] = openWh;
  if (isWhole) terms.field[slot * TERM_SIZE + MINIMUM_WH] = openWh;
  if (!isWaiting && !keepsPlace) {
    searchFor(core, slot);
    arrive(core, tariff);
  }
  return DONE;
}

/** Trades part of a resting order with somebody who chose it. Returns the purchase's id or a refusal. */
export function takeOrder(
  core: MarketCore,
  slot: number,
  by: { agent: number; bus: number; energyWh: number; limitMicro: number },
  tariff: TariffView,
): number {
  const { agent, bus, energyWh, limitMicro } = by;
  const { search, pool, terms } = core;
  const at = slot * ORDER_SIZE;
  if (terms.isUsed && terms.field[slot * TERM_SIZE + WAITING] === 1) return NOT_RESTING;
  if (!(bus >= 0 && bus < core.busCount)) return UNKNOWN_BUS;
  if (!(energyWh > 0)) return QUANTITY_NOT_POSITIVE;
  if (pool.field[at + AGENT] === agent) return OWN_ORDER;
  if (energyWh > pool.field[at + OPEN_WH]!) return QUANTITY_TOO_LARGE;
  if (terms.isUsed && energyWh < terms.field[slot * TERM_SIZE + MINIMUM_WH]!) return BELOW_MINIMUM;

  const queue = pool.field[at + QUEUE]!;
  const book = bookOfQueue(core, queue);
  const counterBus = busOfQueue(core, queue);
  const side = (queue & 1) === 0 ? OFFER : BID;
  if (core.script === null) {
    const dnutMicro =
      side === BID
        ? tariff.charge(counterBus, bus, energyWh)
        : tariff.charge(bus, counterBus, energyWh);
    const gap = limitMicro - pool.field[at + LIMIT]!;
    const surplus = (side === BID ? gap : -gap) - dnutMicro - core.books.networkMicro[book]!;
    if (!(surplus >= 0)) return LIMIT_EXCEEDED;
    search.dnutMicro = dnutMicro;
  }
  const taker = placeOrder(core, book, side, agent, bus, limitMicro, energyWh);
  if (taker < 0) return BOOK_FULL;
  const id = pool.field[taker * ORDER_SIZE + ID]!;
  if (core.script !== null) {
    assert(findScripted(core, core.script) === slot, "a purchase trades with the order it names");
  }
  const row = makeTrade(core, slot, energyWh, search.dnutMicro);
  endUnqueued(core, taker, FILLED);
  tariff.onTrade(core.trades.sellerBus[row]!, core.trades.buyerBus[row]!, energyWh);
  return id;
}
