import { bookOfQueue, busOfQueue, type MarketCore, queueOf } from "#engine/market/marketCore.ts";
import { AGENT, ID, LIMIT, OPEN_WH, ORDER_SIZE, QUEUE } from "#engine/market/orderRecord.ts";
import { MINIMUM_WH, TERM_SIZE } from "#engine/market/orderTerms.ts";
import { behind } from "#engine/market/queues/queueing.ts";
import { HEAD, QUEUE_SIZE } from "#engine/market/queues/queueRecord.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

/** What a resting counter-order means to a participant at some bus. Prices µEUR/kWh. */
export interface AvailabilityPrice {
  /** The counter-order, by which it can be taken. */
  orderId: number;
  /** Whose it is. */
  agent: number;
  /** Bus of the counter-order. */
  bus: number;
  /** Energy on offer or asked for, Wh; the charge is for taking all of it. */
  energyWh: number;
  /** The least that may be taken of it in one go, Wh; 0 for any part. */
  minimumWh: number;
  /** Limit of the counter-order. */
  priceMicro: number;
  dnutMicro: number;
  /** What a buyer would pay or a seller would get, DNUT and network component included. */
  allInMicro: number;
}

/**
 * Lists what each counter-order would cost a buyer (side 0), best first, or bring a seller
 * (side 1). Nothing is matched. Equal prices stand in order of bus, then of price-time priority.
 */
export function listAvailability(
  core: MarketCore,
  book: number,
  side: 0 | 1,
  bus: number,
  tariff: TariffView,
): AvailabilityPrice[] {
  const prices: AvailabilityPrice[] = [];
  for (let counterBus = 0; counterBus < core.busCount; counterBus++) {
    const queue = queueOf(core, book, counterBus, side === 0 ? 1 : 0);
    let slot = core.queues.queue[queue * QUEUE_SIZE + HEAD]!;
    while (slot >= 0) {
      prices.push(priceFor(core, slot, bus, tariff));
      slot = behind(core.queues, core.pool, slot);
    }
  }
  const worse = side === 0 ? 1 : -1;
  return prices.sort((a, b) => worse * (a.allInMicro - b.allInMicro));
}

/** What one resting order means to a participant of the other side at `bus`. */
export function priceFor(
  core: MarketCore,
  slot: number,
  bus: number,
  tariff: TariffView,
): AvailabilityPrice {
  const { pool, terms } = core;
  const at = slot * ORDER_SIZE;
  const queue = pool.field[at + QUEUE]!;
  const counterBus = busOfQueue(core, queue);
  const isOffer = (queue & 1) === 1;
  const energyWh = pool.field[at + OPEN_WH]!;
  const priceMicro = pool.field[at + LIMIT]!;
  const dnutMicro = isOffer
    ? tariff.charge(counterBus, bus, energyWh)
    : tariff.charge(bus, counterBus, energyWh);
  const fees = dnutMicro + core.books.networkMicro[bookOfQueue(core, queue)]!;
  return {
    orderId: pool.field[at + ID]!,
    agent: pool.field[at + AGENT]!,
    bus: counterBus,
    energyWh,
    minimumWh: terms.isUsed ? terms.field[slot * TERM_SIZE + MINIMUM_WH]! : 0,
    priceMicro,
    dnutMicro,
    allInMicro: isOffer ? priceMicro + fees : priceMicro - fees,
  };
}
