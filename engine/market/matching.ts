import { fail } from "#engine/assert.ts";
import { findCounter } from "#engine/market/counterSearch.ts";
import { findScripted } from "#engine/market/logs/tradeScript.ts";
import { bookOfQueue, busOfQueue, type MarketCore, queueOf } from "#engine/market/marketCore.ts";
import { endOrder, excludeOthers } from "#engine/market/orderEnds.ts";
import * as record from "#engine/market/orderRecord.ts";
import * as ending from "#engine/market/orderState.ts";
import * as termRecord from "#engine/market/orderTerms.ts";
import { dequeue, requeue } from "#engine/market/queues/queueing.ts";
import { matchSole } from "#engine/market/soleQueue.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { AGENT, ID, LIMIT, OPEN_WH, ORDER_SIZE, QUEUE, TRADED_WH } = record;
const { FILLED } = ending;
const { GROUP_NEXT, MINIMUM_WH, TERM_SIZE, WAITING } = termRecord;

/** Makes a live order the one that a counter-order is sought for. */
export function searchFor(core: MarketCore, slot: number): void {
  const { search, pool } = core;
  const at = slot * ORDER_SIZE;
  const queue = pool.field[at + QUEUE]!;
  search.book = bookOfQueue(core, queue);
  search.slot = slot;
  search.side = (queue & 1) as 0 | 1;
  search.agent = pool.field[at + AGENT]!;
  search.bus = busOfQueue(core, queue);
  search.limitMicro = pool.field[at + LIMIT]!;
  search.openWh = pool.field[at + OPEN_WH]!;
}

/**
 * Gives a new order a slot and an id, and makes it the order of the search. Returns its slot, or
 * −1 when none is free; it stands in no queue yet.
 */
export function placeOrder(
  core: MarketCore,
  book: number,
  side: 0 | 1,
  agent: number,
  bus: number,
  limitMicro: number,
  energyWh: number,
): number {
  const slot = core.pool.place(queueOf(core, book, bus, side), agent, limitMicro, energyWh);
  if (slot >= 0) seekFor(core, slot, book, side, agent, bus, limitMicro, energyWh);
  return slot;
}

/** Makes an order whose values are at hand the one that a counter-order is sought for. */
export function seekFor(
  core: MarketCore,
  slot: number,
  book: number,
  side: 0 | 1,
  agent: number,
  bus: number,
  limitMicro: number,
  energyWh: number,
): void {
  const { search } = core;
  search.book = book;
  search.slot = slot;
  search.side = side;
  search.agent = agent;
  search.bus = bus;
  search.limitMicro = limitMicro;
  search.openWh = energyWh;
}

/**
 * Trades the order of the search with the best counter-orders there are, until it is filled or none
 * is left. An order with a minimum reaches it or does not trade at all.
 */
export function matchArrival(core: MarketCore, tariff: TariffView): void {
  if (!core.isAutomatic) return;
  const { search, pool, queues, script, terms } = core;
  const hasMinimum =
    terms.has(search.slot) && terms.field[search.slot * TERM_SIZE + MINIMUM_WH]! > 0;
  if (hasMinimum && script === null) {
    if (planTrades(core, tariff)) makePlannedTrades(core, tariff);
    return;
  }
  const sole = queues.sole[2 * search.book + 1 - search.side]!;
  if (sole >= 0 && script === null && !terms.isUsed) matchSole(core, sole, tariff);
  while (search.openWh > 0) {
    const maker = script === null ? findCounter(core, tariff) : findScripted(core, script);
    if (maker < 0) return;
    const energyWh = Math.min(search.openWh, pool.field[maker * ORDER_SIZE + OPEN_WH]!);
    const row = makeTrade(core, maker, energyWh, search.dnutMicro);
    // The order that goes on to the next trade meets the λ that this one has left.
    tariff.onTrade(core.trades.sellerBus[row]!, core.trades.buyerBus[row]!, energyWh);
  }
}

/**
 * Trades the order of the search with one counter-order, and returns the row of the trade. The grid
 * is not told.
 */
export function makeTrade(
  core: MarketCore,
  maker: number,
  energyWh: number,
  dnutMicro: number,
): number {
  const { search, pool, terms } = core;
  const field = pool.field;
  const at = maker * ORDER_SIZE;
  const row = logTrade(core, maker, energyWh, dnutMicro);
  const openWh = field[at + OPEN_WH]! - energyWh;
  search.openWh -= energyWh;
  if (!(openWh >= 0 && search.openWh >= 0)) fail("no order trades more than it has open");
  field[at + OPEN_WH] = openWh;
  field[at + TRADED_WH]! += energyWh;
  field[search.slot * ORDER_SIZE + OPEN_WH] = search.openWh;
  field[search.slot * ORDER_SIZE + TRADED_WH]! += energyWh;
  if (terms.isUsed) {
    decideTerms(core, maker);
    decideTerms(core, search.slot);
  }
  if (openWh === 0) endOrder(core, maker, FILLED);
  return row;
}

/** After its first trade an order has no minimum any more, and is the one of its group that trades. */
function decideTerms(core: MarketCore, slot: number): void {
  if (!core.terms.has(slot)) return;
  core.terms.field[slot * TERM_SIZE + MINIMUM_WH] = 0;
  excludeOthers(core, slot);
}

/**
 * Finds the trades that the order of the search would make at the tariff of this moment, and
 * returns whether they reach its minimum. The book is left as it was.
 */
export function planTrades(core: MarketCore, tariff: TariffView): boolean {
  const { search, pool, plan, terms } = core;
  const field = pool.field;
  const wantedWh = search.openWh;
  plan.clear();
  while (search.openWh > 0) {
    const maker = findCounter(core, tariff);
    if (maker < 0) break;
    const at = maker * ORDER_SIZE;
    const energyWh = Math.min(search.openWh, field[at + OPEN_WH]!);
    plan.add(maker, energyWh, search.dnutMicro);
    search.openWh -= energyWh;
    field[at + OPEN_WH]! -= energyWh;
    if (field[at + OPEN_WH] === 0) hide(core, maker);
    hideOthers(core, maker);
  }
  const plannedWh = wantedWh - search.openWh;
  search.openWh = wantedWh;
  while (plan.hiddenCount > 0) requeue(core.queues, pool, plan.hidden[--plan.hiddenCount]!);
  for (let i = 0; i < plan.count; i++)
    field[plan.slot[i]! * ORDER_SIZE + OPEN_WH]! += plan.energyWh[i]!;
  return plannedWh >= terms.field[search.slot * TERM_SIZE + MINIMUM_WH]!;
}

/** Makes all trades of the plan at the charges it was made with; the grid hears of them at the end. */
function makePlannedTrades(core: MarketCore, tariff: TariffView): void {
  const { plan, trades } = core;
  const firstRow = trades.count;
  for (let i = 0; i < plan.count; i++) {
    makeTrade(core, plan.slot[i]!, plan.energyWh[i]!, plan.dnutMicro[i]!);
  }
  for (let row = firstRow; row < trades.count; row++) {
    tariff.onTrade(trades.sellerBus[row]!, trades.buyerBus[row]!, trades.energyWh[row]!);
  }
}

/** Hides the members of a group that a trade with one of them would end. */
function hideOthers(core: MarketCore, slot: number): void {
  const { terms, plan, search } = core;
  let other = terms.field[slot * TERM_SIZE + GROUP_NEXT]!;
  while (other >= 0 && other !== slot) {
    const queue = core.pool.field[other * ORDER_SIZE + QUEUE]!;
    const isElsewhere =
      terms.field[other * TERM_SIZE + WAITING] === 1 || bookOfQueue(core, queue) !== search.book;
    if (!isElsewhere && !plan.isHidden(other)) hide(core, other);
    other = terms.field[other * TERM_SIZE + GROUP_NEXT]!;
  }
}

function hide(core: MarketCore, slot: number): void {
  dequeue(core.queues, core.pool, slot);
  core.plan.hide(slot);
}

/** Writes the trade of the order of the search with `maker` and returns its row. */
function logTrade(core: MarketCore, maker: number, energyWh: number, dnutMicro: number): number {
  const { search, trades, books, pool } = core;
  const { side, agent, bus, book } = search;
  const field = pool.field;
  const at = maker * ORDER_SIZE;
  const price = field[at + LIMIT]!;
  const makerAgent = field[at + AGENT]!;
  const makerBus = busOfQueue(core, field[at + QUEUE]!);
  const fees = dnutMicro + books.networkMicro[book]!;
  if ((dnutMicro | 0) !== dnutMicro) fail("a charge is a whole number of µEUR/kWh");

  const row = trades.append();
  const isBid = side === 0;
  trades.period[row] = books.period[book]!;
  trades.buyerAgent[row] = isBid ? agent : makerAgent;
  trades.sellerAgent[row] = isBid ? makerAgent : agent;
  trades.buyerBus[row] = isBid ? bus : makerBus;
  trades.sellerBus[row] = isBid ? makerBus : bus;
  trades.energyWh[row] = energyWh;
  trades.priceMicro[row] = price;
  trades.dnutMicro[row] = dnutMicro;
  trades.makerSide[row] = 1 - side;
  trades.buyerPaysMicroEurPerKwh[row] = isBid ? price + fees : price;
  trades.sellerGetsMicroEurPerKwh[row] = isBid ? price : price - fees;
  trades.makerOrder[row] = field[at + ID]!;
  trades.takerOrder[row] = field[search.slot * ORDER_SIZE + ID]!;
  return row;
}
