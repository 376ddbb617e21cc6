import { assert } from "#engine/assert.ts";
import { bookOfQueue, type MarketCore } from "#engine/market/marketCore.ts";
import { AGENT, ID, LIMIT, OPEN_WH, ORDER_SIZE, QUEUE } from "#engine/market/orderRecord.ts";

/** A trade as a log keeps it: orders by their ids. */
export interface ScriptedTrade {
  readonly taker: number;
  readonly maker: number;
  readonly energyWh: number;
  readonly dnutMicro: number;
  /** What the seller gets, µEUR/kWh, where no resting order's limit says so: in a call. */
  readonly sellerGetsMicro?: number;
}

/** The trades of one message, to be made again in their order without asking any grid. */
export class TradeScript {
  trades: readonly ScriptedTrade[] = [];
  next = 0;

  begin(trades: readonly ScriptedTrade[]): void {
    this.trades = trades;
    this.next = 0;
  }

  /** The order that the next trade begins with; −1 when all are made. */
  get taker(): number {
    return this.trades[this.next]?.taker ?? -1;
  }
}

/**
 * The counter-order that the script has for the order of the search; −1 when that has no more.
 * What the trade says is held against both orders.
 */
export function findScripted(core: MarketCore, script: TradeScript): number {
  const { search, pool, books } = core;
  const { field } = pool;
  if (script.taker !== field[search.slot * ORDER_SIZE + ID]) return -1;
  const { maker, energyWh, dnutMicro } = script.trades[script.next++]!;
  const slot = pool.slotOf(maker);
  assert(slot >= 0, `a trade names order ${maker}, which does not live`);
  const at = slot * ORDER_SIZE;
  const queue = field[at + QUEUE]!;
  const isCounter = (queue & 1) !== search.side && bookOfQueue(core, queue) === search.book;
  assert(isCounter, `a trade names order ${maker}, which is no counter-order`);
  assert(field[at + AGENT] !== search.agent, `a trade of agent ${search.agent} with itself`);
  const openWh = Math.min(search.openWh, field[at + OPEN_WH]!);
  assert(energyWh === openWh, `a trade of ${energyWh} Wh, where ${openWh} are open`);
  const gap = (1 - 2 * search.side) * (search.limitMicro - field[at + LIMIT]!);
  const surplus = gap - dnutMicro - books.networkMicro[search.book]!;
  assert(surplus >= 0, `a trade beyond a limit, by ${-surplus} µEUR/kWh`);
  search.dnutMicro = dnutMicro;
  return slot;
}
