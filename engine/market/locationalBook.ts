import { priceFor } from "#engine/market/availability.ts";
import { BOOK_OPEN } from "#engine/market/bookTable.ts";
import { type MarketCore, queueOf } from "#engine/market/marketCore.ts";
import { behind } from "#engine/market/queues/queueing.ts";
import { HEAD, QUEUE_SIZE } from "#engine/market/queues/queueRecord.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";

/** When a delivery period is, in the market's local time. */
export interface PeriodTime {
  /** Of the calendar, in days from any fixed one. */
  readonly day: number;
  readonly isWeekend: boolean;
  /** Start of the period, minutes after midnight. */
  readonly minuteOfDay: number;
}

/** What is wanted of the book; whatever is left out does not restrict. Bounds are included. */
export interface BookCriteria {
  /** The place: buses of a feeder, of a street, of a house. */
  readonly buses?: readonly number[];
  readonly side?: Side;
  readonly firstDay?: number;
  readonly lastDay?: number;
  /** @default "all" */
  readonly days?: "all" | "weekdays" | "weekends";
  /** Periods that start from here on, minutes after midnight. */
  readonly fromMinute?: number;
  /** Periods that start before; below `fromMinute` the window goes over midnight. */
  readonly toMinute?: number;
  readonly energyWhMin?: number;
  readonly energyWhMax?: number;
  /** Limits of the orders, or all-in prices where somebody looks from a bus, µEUR/kWh. */
  readonly priceMicroMin?: number;
  readonly priceMicroMax?: number;
}

/** From where the book is looked at: prices are then all-in at that bus. */
export interface Viewpoint {
  readonly bus: number;
  tariffOf(period: number): TariffView;
}

/** An order of the book; prices µEUR/kWh. */
export interface LocationalOrder {
  orderId: number;
  period: number;
  side: Side;
  agent: number;
  bus: number;
  energyWh: number;
  minimumWh: number;
  /** Limit of the order. */
  priceMicro: number;
  /** What it would cost or bring from the viewpoint; null without one. */
  dnutMicro: number | null;
  allInMicro: number | null;
}

/** Lists the resting orders of a place: by period, offers before bids, the best price first. */
export function listLocationalBook(
  core: MarketCore,
  criteria: BookCriteria,
  timeOf: (period: number) => PeriodTime,
  viewpoint: Viewpoint | null,
): LocationalOrder[] {
  const { books, busCount } = core;
  const buses = criteria.buses ?? Array.from({ length: busCount }, (_, bus) => bus);
  const found: LocationalOrder[] = [];
  for (const book of books.inOrder()) {
    const period = books.period[book]!;
    if (books.status[book] !== BOOK_OPEN || !isInTime(criteria, timeOf(period))) continue;
    for (const side of [OFFER, BID] as const) {
      if (criteria.side !== undefined && criteria.side !== side) continue;
      const orders = buses
        .filter((bus) => bus >= 0 && bus < busCount)
        .flatMap((bus) => ordersAt(core, book, bus, side, viewpoint))
        .filter((order) => suits(criteria, order));
      const worse = side === OFFER ? 1 : -1;
      found.push(...orders.sort((a, b) => worse * (priceOf(a) - priceOf(b))));
    }
  }
  return found;
}

function ordersAt(
  core: MarketCore,
  book: number,
  bus: number,
  side: Side,
  viewpoint: Viewpoint | null,
): LocationalOrder[] {
  const period = core.books.period[book]!;
  const tariff = viewpoint?.tariffOf(period) ?? freeTariff(core.busCount);
  const orders: LocationalOrder[] = [];
  let slot = core.queues.queue[queueOf(core, book, bus, side) * QUEUE_SIZE + HEAD]!;
  while (slot >= 0) {
    const { dnutMicro, allInMicro, ...order } = priceFor(core, slot, viewpoint?.bus ?? bus, tariff);
    orders.push({
      ...order,
      period,
      side,
      dnutMicro: viewpoint === null ? null : dnutMicro,
      allInMicro: viewpoint === null ? null : allInMicro,
    });
    slot = behind(core.queues, core.pool, slot);
  }
  return orders;
}

function isInTime(criteria: BookCriteria, { day, isWeekend, minuteOfDay }: PeriodTime): boolean {
  const { firstDay = day, lastDay = day, days = "all" } = criteria;
  const { fromMinute = 0, toMinute = 24 * 60 } = criteria;
  if (day < firstDay || day > lastDay) return false;
  if (days !== "all" && isWeekend !== (days === "weekends")) return false;
  const isFrom = minuteOfDay >= fromMinute;
  const isTo = minuteOfDay < toMinute;
  return fromMinute <= toMinute ? isFrom && isTo : isFrom || isTo;
}

function suits(criteria: BookCriteria, order: LocationalOrder): boolean {
  const { energyWhMin = 0, energyWhMax = Number.POSITIVE_INFINITY } = criteria;
  const { priceMicroMin = Number.NEGATIVE_INFINITY } = criteria;
  const { priceMicroMax = Number.POSITIVE_INFINITY } = criteria;
  const price = priceOf(order);
  return (
    order.energyWh >= energyWhMin &&
    order.energyWh <= energyWhMax &&
    price >= priceMicroMin &&
    price <= priceMicroMax
  );
}

function priceOf({ allInMicro, priceMicro }: LocationalOrder): number {
  return allInMicro ?? priceMicro;
}
