import { assert } from "#engine/assert.ts";
import { makeCallTrade } from "#engine/market/calls/callTrade.ts";
import type { ScriptedTrade, TradeScript } from "#engine/market/logs/tradeScript.ts";
import { bookOfQueue, busOfQueue, type MarketCore } from "#engine/market/marketCore.ts";
import { AGENT, LIMIT, OPEN_WH, ORDER_SIZE, QUEUE } from "#engine/market/orderRecord.ts";
import { MINIMUM_WH, TERM_SIZE } from "#engine/market/orderTerms.ts";

/** How a call ended, as a log keeps it. */
export interface ScriptedRule {
  readonly pricing: "uniform" | "payAsBid";
  /** Trades of the message that are the call's own; children of filled orders may have followed. */
  readonly tradeCount: number;
}

/**
 * Makes the trades of a logged call again. Each is held against both orders; together they may leave
 * no minimum unreached, and under a uniform price nobody gets or pays another price at the same bus.
 */
export function scriptedCall(
  core: MarketCore,
  script: TradeScript,
  book: number,
  { pricing, tradeCount }: ScriptedRule,
): void {
  const isWithin = tradeCount >= 0 && tradeCount <= script.trades.length - script.next;
  assert(isWithin, `a call of ${tradeCount} trades, where ${script.trades.length} are`);
  const own = script.trades.slice(script.next, script.next + tradeCount);
  checkMinimums(core, own);
  const prices = new BusPrices(core);
  for (const trade of own) {
    const pair = judged(core, book, trade);
    if (pricing === "uniform") prices.add(pair.bidSlot, pair.offerSlot, trade);
    makeCallTrade(core, pair);
    script.next++;
  }
}

function judged(core: MarketCore, book: number, trade: ScriptedTrade) {
  const { pool, books } = core;
  const { taker, maker, energyWh, dnutMicro } = trade;
  const sellerGetsMicro = trade.sellerGetsMicro ?? Number.NaN;
  assert(Number.isInteger(sellerGetsMicro), "a trade of a call says what the seller gets");
  const [bidSlot, offerSlot] = [taker, maker].map((id) => {
    const slot = pool.slotOf(id);
    assert(slot >= 0, `a trade names order ${id}, which does not live`);
    return slot;
  }) as [number, number];
  const at = { bid: bidSlot * ORDER_SIZE, offer: offerSlot * ORDER_SIZE };
  const bidQueue = pool.field[at.bid + QUEUE]!;
  const offerQueue = pool.field[at.offer + QUEUE]!;
  const isBid = (bidQueue & 1) === 0 && bookOfQueue(core, bidQueue) === book;
  assert(isBid, `a trade names order ${taker}, which is no bid of the call`);
  const isOffer = (offerQueue & 1) === 1 && bookOfQueue(core, offerQueue) === book;
  assert(isOffer, `a trade names order ${maker}, which is no offer of the call`);
  const agent = pool.field[at.bid + AGENT]!;
  assert(agent !== pool.field[at.offer + AGENT], `a trade of agent ${agent} with itself`);
  const openWh = Math.min(pool.field[at.bid + OPEN_WH]!, pool.field[at.offer + OPEN_WH]!);
  assert(energyWh > 0 && energyWh <= openWh, `a trade of ${energyWh} Wh, where ${openWh} are open`);
  const paysMicro = sellerGetsMicro + dnutMicro + books.networkMicro[book]!;
  const beyond = Math.max(
    paysMicro - pool.field[at.bid + LIMIT]!,
    pool.field[at.offer + LIMIT]! - sellerGetsMicro,
  );
  assert(beyond <= 0, `a trade beyond a limit, by ${beyond} µEUR/kWh`);
  return { bidSlot, offerSlot, energyWh, dnutMicro, sellerGetsMicro };
}

function checkMinimums({ pool, terms }: MarketCore, trades: readonly ScriptedTrade[]): void {
  if (!terms.isUsed) return;
  const tradedWh = new Map<number, number>();
  for (const { taker, maker, energyWh } of trades) {
    for (const id of [taker, maker]) tradedWh.set(id, (tradedWh.get(id) ?? 0) + energyWh);
  }
  for (const [id, wh] of tradedWh) {
    const slot = pool.slotOf(id);
    const minimumWh = slot < 0 ? 0 : terms.field[slot * TERM_SIZE + MINIMUM_WH]!;
    assert(wh >= minimumWh, `order ${id} trades ${wh} Wh, less than its minimum ${minimumWh}`);
  }
}

/** What was paid and got so far, by bus. */
class BusPrices {
  readonly #core: MarketCore;
  readonly #prices = new Map<number, number>();

  constructor(core: MarketCore) {
    this.#core = core;
  }

  add(bidSlot: number, offerSlot: number, { sellerGetsMicro = 0, dnutMicro }: ScriptedTrade): void {
    this.#hold(offerSlot, sellerGetsMicro);
    // Without f0, which is the same in all of a book: the price at the buyer's bus.
    this.#hold(bidSlot, sellerGetsMicro + dnutMicro);
  }

  #hold(slot: number, priceMicro: number): void {
    const bus = busOfQueue(this.#core, this.#core.pool.field[slot * ORDER_SIZE + QUEUE]!);
    const known = this.#prices.get(bus) ?? priceMicro;
    assert(known === priceMicro, `bus ${bus} trades at ${priceMicro} and at ${known} µEUR/kWh`);
    this.#prices.set(bus, priceMicro);
  }
}
