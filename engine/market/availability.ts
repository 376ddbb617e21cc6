import { LIMIT, NEXT, OPEN_WH, ORDER_SIZE, type OrderPool } from "#engine/market/orderPool.ts";
import type { PeriodBook } from "#engine/market/periodBook.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

/** What a resting counter-order means to a participant at some bus. Prices µEUR/kWh. */
export interface AvailabilityPrice {
  /** Bus of the counter-order. */
  bus: number;
  /** Energy on offer or asked for, Wh; the charge is for taking all of it. */
  energyWh: number;
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
  book: PeriodBook,
  pool: OrderPool,
  side: 0 | 1,
  bus: number,
  tariff: TariffView,
  networkMicro: number,
): AvailabilityPrice[] {
  const prices: AvailabilityPrice[] = [];
  for (let counterBus = 0; counterBus < book.busCount; counterBus++) {
    let slot = book.head[(1 - side) * book.busCount + counterBus]!;
    while (slot >= 0) {
      const energyWh = pool.field[slot * ORDER_SIZE + OPEN_WH]!;
      const priceMicro = pool.field[slot * ORDER_SIZE + LIMIT]!;
      const dnutMicro =
        side === 0
          ? tariff.charge(counterBus, bus, energyWh)
          : tariff.charge(bus, counterBus, energyWh);
      const fees = dnutMicro + networkMicro;
      const allInMicro = side === 0 ? priceMicro + fees : priceMicro - fees;
      prices.push({ bus: counterBus, energyWh, priceMicro, dnutMicro, allInMicro });
      slot = pool.field[slot * ORDER_SIZE + NEXT]!;
    }
  }
  const worse = side === 0 ? 1 : -1;
  return prices.sort((a, b) => worse * (a.allInMicro - b.allInMicro));
}
