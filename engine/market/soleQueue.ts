import { fail } from "#engine/assert.ts";
import { busOfQueue, type MarketCore } from "#engine/market/marketCore.ts";
import * as record from "#engine/market/orderRecord.ts";
import * as ending from "#engine/market/orderState.ts";
import { dequeue } from "#engine/market/queues/queueing.ts";
import * as queueRecord from "#engine/market/queues/queueRecord.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { AGENT, ID, LIMIT, OPEN_WH, ORDER_SIZE, TRADED_WH } = record;
const { FILLED } = ending;
const { HEAD, QUEUE_SIZE } = queueRecord;

/**
 * Trades the order of the search with the orders of the only counter-queue, one after the other: what
 * a search for the best bus comes to where there is one, in a market where no order has terms. Stops at
 * the first that does not trade, which may be one of the agent's own: a search then looks behind it.
 */
export function matchSole(core: MarketCore, sole: number, tariff: TariffView): void {
  const { search, pool, queues, endings, books, trades } = core;
  const { side, agent, bus, limitMicro, book } = search;
  const { field } = pool;
  const { queue } = queues;
  const head = sole * QUEUE_SIZE + HEAD;
  const taker = search.slot * ORDER_SIZE;
  const takerId = field[taker + ID]!;
  const makerBus = busOfQueue(core, sole);
  const isBid = side === 0;
  const sellerBus = isBid ? makerBus : bus;
  const buyerBus = isBid ? bus : makerBus;
  const sign = 2 * side - 1; // bids are better when higher, offers when lower
  const network = books.networkMicro[book]!;
  const period = books.period[book]!;
  let openWh = search.openWh;
  while (openWh > 0) {
    const maker = queue[head]!;
    if (maker < 0) break;
    const at = maker * ORDER_SIZE;
    const makerAgent = field[at + AGENT]!;
    if (makerAgent === agent) break;
    const price = field[at + LIMIT]!;
    const makerOpenWh = field[at + OPEN_WH]!;
    const energyWh = Math.min(openWh, makerOpenWh);
    const dnut = tariff.charge(sellerBus, buyerBus, energyWh);
    if ((dnut | 0) !== dnut) fail("a charge is a whole number of µEUR/kWh");
    const fees = dnut + network;
    if (sign * (price - limitMicro) < fees) break;

    const row = trades.append();
    trades.period[row] = period;
    trades.buyerAgent[row] = isBid ? agent : makerAgent;
    trades.sellerAgent[row] = isBid ? makerAgent : agent;
    trades.buyerBus[row] = buyerBus;
    trades.sellerBus[row] = sellerBus;
    trades.energyWh[row] = energyWh;
    trades.priceMicro[row] = price;
    trades.dnutMicro[row] = dnut;
    trades.makerSide[row] = 1 - side;
    trades.buyerPaysMicroEurPerKwh[row] = isBid ? price + fees : price;
    trades.sellerGetsMicroEurPerKwh[row] = isBid ? price : price - fees;
    trades.makerOrder[row] = field[at + ID]!;
    trades.takerOrder[row] = takerId;

    openWh -= energyWh;
    field[taker + OPEN_WH] = openWh;
    field[taker + TRADED_WH]! += energyWh;
    field[at + OPEN_WH] = makerOpenWh - energyWh;
    field[at + TRADED_WH]! += energyWh;
    if (energyWh === makerOpenWh) {
      dequeue(queues, pool, maker);
      endings.add(field[at + ID]!, FILLED);
      pool.release(maker);
    }
    tariff.onTrade(sellerBus, buyerBus, energyWh);
  }
  search.openWh = openWh;
}
