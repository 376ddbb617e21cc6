import { fail } from "#engine/assert.ts";
import { bookOfSlot, busOfQueue, type MarketCore } from "#engine/market/marketCore.ts";
import { endOrder, excludeOthers } from "#engine/market/orderEnds.ts";
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
import { MINIMUM_WH, TERM_SIZE } from "#engine/market/orderTerms.ts";
import { OFFER } from "#engine/market/side.ts";

/** A trade that a call has decided: both orders by their slots, prices µEUR/kWh. */
export interface CallTrade {
  readonly bidSlot: number;
  readonly offerSlot: number;
  readonly energyWh: number;
  readonly dnutMicro: number;
  readonly sellerGetsMicro: number;
}

/**
 * Makes a trade between two orders that stand in the book of a call. It is written as one of a resting
 * offer whose price is what the seller gets. The grid is not told.
 */
export function makeCallTrade(core: MarketCore, trade: CallTrade): void {
  const { bidSlot, offerSlot, energyWh, dnutMicro, sellerGetsMicro } = trade;
  const { pool, trades, books } = core;
  const { field } = pool;
  const bid = bidSlot * ORDER_SIZE;
  const offer = offerSlot * ORDER_SIZE;
  const book = bookOfSlot(core, bidSlot);
  const buyerPays = sellerGetsMicro + dnutMicro + books.networkMicro[book]!;
  if (buyerPays > field[bid + LIMIT]!) fail("no buyer pays more than its limit");
  if (sellerGetsMicro < field[offer + LIMIT]!) fail("no seller gets less than its limit");
  if (!(energyWh > 0 && energyWh <= field[bid + OPEN_WH]! && energyWh <= field[offer + OPEN_WH]!)) {
    fail("no order trades more than it has open");
  }
  const row = trades.append();
  trades.period[row] = books.period[book]!;
  trades.buyerAgent[row] = field[bid + AGENT]!;
  trades.sellerAgent[row] = field[offer + AGENT]!;
  trades.buyerBus[row] = busOfQueue(core, field[bid + QUEUE]!);
  trades.sellerBus[row] = busOfQueue(core, field[offer + QUEUE]!);
  trades.energyWh[row] = energyWh;
  trades.priceMicro[row] = sellerGetsMicro;
  trades.dnutMicro[row] = dnutMicro;
  trades.makerSide[row] = OFFER;
  trades.buyerPaysMicroEurPerKwh[row] = buyerPays;
  trades.sellerGetsMicroEurPerKwh[row] = sellerGetsMicro;
  trades.makerOrder[row] = field[offer + ID]!;
  trades.takerOrder[row] = field[bid + ID]!;
  for (const slot of [bidSlot, offerSlot]) fill(core, slot, energyWh);
}

function fill(core: MarketCore, slot: number, energyWh: number): void {
  const { pool, terms } = core;
  const at = slot * ORDER_SIZE;
  pool.field[at + OPEN_WH]! -= energyWh;
  pool.field[at + TRADED_WH]! += energyWh;
  if (terms.isUsed) {
    terms.field[slot * TERM_SIZE + MINIMUM_WH] = 0;
    excludeOthers(core, slot);
  }
  if (pool.field[at + OPEN_WH] === 0) endOrder(core, slot, FILLED);
}
