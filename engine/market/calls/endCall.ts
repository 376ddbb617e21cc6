import { activateChildren, settle } from "#engine/market/arrivals.ts";
import { BOOK_OPEN } from "#engine/market/bookTable.ts";
import { type CallBook, callBooks } from "#engine/market/calls/callBook.ts";
import type { CallClearing } from "#engine/market/calls/calledOrder.ts";
import { callLambda } from "#engine/market/calls/callLambda.ts";
import { type ScriptedRule, scriptedCall } from "#engine/market/calls/callScript.ts";
import { makeCallTrade } from "#engine/market/calls/callTrade.ts";
import { clearCall } from "#engine/market/calls/clearCall.ts";
import { pairCall } from "#engine/market/calls/pairCall.ts";
import { busOfQueue, type MarketCore, queueOf } from "#engine/market/marketCore.ts";
import { endOrder } from "#engine/market/orderEnds.ts";
import { LIMIT, ORDER_SIZE, QUEUE } from "#engine/market/orderRecord.ts";
import { KILLED } from "#engine/market/orderState.ts";
import { GOOD_TILL_GATE, LIFETIME, TERM_SIZE } from "#engine/market/orderTerms.ts";
import { behind } from "#engine/market/queues/queueing.ts";
import { HEAD, QUEUE_SIZE } from "#engine/market/queues/queueRecord.ts";
import { BID } from "#engine/market/side.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

export const CALL_PRICINGS = ["uniform", "payAsBid"] as const;
export type CallPricing = (typeof CALL_PRICINGS)[number];

/** How a call ends. */
export interface CallRule {
  /**
   * Uniform: one price on the axis that all buses share, so that a seller gets it − λ and a buyer pays
   * it − λ + f0. Pay as bid: each pair halves what its bid gives more than its offer asks; the buyer
   * keeps a µEUR/kWh that cannot be halved.
   */
  readonly pricing: CallPricing;
  /** Which market each bus belongs to; all are one where it is left out. */
  readonly marketOfBus?: Int32Array;
  /**
   * λ of each bus once these quantities were fed in beside all else, Wh by bus; what is taken is
   * negative. Where it is given, charges are those of λ half way between before and after the trades.
   */
  readonly lambdaAfter?: (injectionWh: Float64Array) => Int32Array;
}

/** What a call has come to in one market of a book. */
export interface CallOutcome extends Omit<CallClearing, "tradedWh"> {
  readonly market: number;
  /** Orders that were called. */
  readonly bids: number;
  readonly offers: number;
  readonly trades: number;
}

/**
 * Ends the call of a book: the orders collected, with the children of orders that have filled in other
 * books, are cleared against each other, market by market, and charged λ_s − λ_b, see `callLambda`; the
 * grid hears of the trades afterwards. Then the book is open.
 */
export function endCall(
  core: MarketCore,
  book: number,
  tariff: TariffView,
  rule: CallRule | ScriptedRule,
): CallOutcome[] {
  const { trades, books } = core;
  const firstRow = trades.count;
  const outcomes: CallOutcome[] = [];
  activateChildren(core, book, tariff);
  if (core.script !== null) scriptedCall(core, core.script, book, rule as ScriptedRule);
  else {
    const { marketOfBus = null, pricing, lambdaAfter = null } = rule as CallRule;
    const lambdaMicro = callLambda(tariff.lambdaMicro, lambdaAfter, (lambda) =>
      injectionsAt(core, callBooks(core, book, lambda, marketOfBus)),
    );
    for (const cleared of clearings(callBooks(core, book, lambdaMicro, marketOfBus))) {
      outcomes.push(tradeMarket(core, cleared, lambdaMicro, pricing));
    }
  }
  for (let row = firstRow; row < trades.count; row++) {
    tariff.onTrade(trades.sellerBus[row]!, trades.buyerBus[row]!, trades.energyWh[row]!);
  }
  killRests(core, book);
  books.status[book] = BOOK_OPEN;
  if (core.terms.isUsed || core.uncrosses) settle(core, book, tariff, core.uncrosses);
  return outcomes;
}

/** A market of a book with what its clearing has come to. */
interface ClearedMarket extends CallBook {
  readonly clearing: CallClearing;
}

/**
 * Clears the markets of a book one after the other. Orders of an exclusive group that has traded in one
 * do not take part in those behind it.
 */
function* clearings(markets: readonly CallBook[]): Generator<ClearedMarket> {
  const decided = new Set<number>();
  for (const { market, slots, orders } of markets) {
    const isOpen = (place: number) => !decided.has(orders[place]!.group);
    const left = {
      market,
      slots: slots.filter((_, place) => isOpen(place)),
      orders: orders.filter((_, place) => isOpen(place)),
    };
    const clearing = clearCall(left.orders);
    for (const [place, wh] of clearing.tradedWh.entries()) {
      const { group } = left.orders[place]!;
      if (wh > 0 && group >= 0) decided.add(group);
    }
    yield { ...left, clearing };
  }
}

function tradeMarket(
  core: MarketCore,
  { market, slots, orders, clearing }: ClearedMarket,
  lambdaMicro: Int32Array,
  pricing: CallPricing,
): CallOutcome {
  const { tradedWh, priceMicro, volumeWh, surplus } = clearing;
  const bids = orders.reduce((sum, { side }) => sum + (side === BID ? 1 : 0), 0);
  // Before the first of them is made: a trade may end orders, and their slots serve others.
  const pairs = pairCall(orders, tradedWh).map(({ bid, offer, energyWh }) => {
    const [bidSlot, offerSlot] = [slots[bid]!, slots[offer]!];
    const [buyerBus, sellerBus] = [busOf(core, bidSlot), busOf(core, offerSlot)];
    const gain = orders[bid]!.keyMicro - orders[offer]!.keyMicro;
    const ask = core.pool.field[offerSlot * ORDER_SIZE + LIMIT]!;
    const sellerGetsMicro =
      pricing === "uniform" ? priceMicro! - lambdaMicro[sellerBus]! : ask + Math.floor(gain / 2);
    const dnutMicro = lambdaMicro[sellerBus]! - lambdaMicro[buyerBus]!;
    return { bidSlot, offerSlot, energyWh, dnutMicro, sellerGetsMicro };
  });
  for (const pair of pairs) makeCallTrade(core, pair);
  const offers = orders.length - bids;
  return { market, bids, offers, trades: pairs.length, volumeWh, surplus, priceMicro };
}

/** What a clearing would feed in at each bus, Wh; what is taken is negative. */
function injectionsAt(core: MarketCore, markets: readonly CallBook[]): Float64Array {
  const injectionWh = new Float64Array(core.busCount);
  for (const { slots, orders, clearing } of clearings(markets)) {
    for (const [place, wh] of clearing.tradedWh.entries()) {
      injectionWh[busOf(core, slots[place]!)]! += orders[place]!.side === BID ? -wh : wh;
    }
  }
  return injectionWh;
}

function busOf(core: MarketCore, slot: number): number {
  return busOfQueue(core, core.pool.field[slot * ORDER_SIZE + QUEUE]!);
}

/** Ends what was sent for the call alone. */
function killRests(core: MarketCore, book: number): void {
  const { terms, queues, pool } = core;
  if (!terms.isUsed) return;
  const first = queueOf(core, book, 0, 0);
  for (let queue = first; queue < first + 2 * core.busCount; queue++) {
    let slot = queues.queue[queue * QUEUE_SIZE + HEAD]!;
    while (slot >= 0) {
      const next = behind(queues, pool, slot);
      if (terms.field[slot * TERM_SIZE + LIFETIME] !== GOOD_TILL_GATE) {
        endOrder(core, slot, KILLED);
      }
      slot = next;
    }
  }
}
