import { CALL_PRICINGS, type CallPricing } from "#engine/market/calls/endCall.ts";
import {
  AMENDED,
  CALL_ENDED,
  CALLED,
  CANCELLED_BY_OWNER,
  CHILDREN_ARRIVED,
  CLOSED,
  DELIVERED,
  type EventLog,
  FORGOTTEN,
  OPENED,
  SUBMITTED,
  SUBMITTED_WITH_TERMS,
  TAKEN,
  UNCROSSED,
} from "#engine/market/logs/eventLog.ts";
import type { MarketCore } from "#engine/market/marketCore.ts";
import { LIFETIMES, type OrderTerms } from "#engine/market/orderTerms.ts";
import { DONE } from "#engine/market/refusals.ts";
import type { JudgedOrder } from "#engine/market/specialOrders.ts";

/** Where an order has no parent or no group: no id is negative. */
const NOBODY = -1;

/** Writes each accepted message of one market into its log, with the trades from `firstRow` on. */
export class MessageWriter {
  readonly #core: MarketCore;
  readonly #log: EventLog;

  constructor(core: MarketCore, log: EventLog) {
    this.#core = core;
    this.#log = log;
    log.options = {
      busCount: core.busCount,
      capacity: core.pool.capacity,
      networkMicroEurPerKwh: core.networkMicro,
      isManual: !core.isAutomatic,
      uncrossesAtOnce: core.uncrosses,
    };
  }

  opened(period: number, networkMicro: number): void {
    this.#finish(this.#log.open(OPENED).word(period).word(networkMicro), DONE);
  }

  closed(period: number): void {
    this.#finish(this.#log.open(CLOSED).word(period), DONE);
  }

  delivered(period: number): void {
    this.#finish(this.#log.open(DELIVERED).word(period), DONE);
  }

  forgotten(period: number): void {
    this.#finish(this.#log.open(FORGOTTEN).word(period), DONE);
  }

  uncrossed(period: number, firstRow: number): void {
    this.#finish(this.#log.open(UNCROSSED).word(period), DONE, firstRow);
  }

  childrenArrived(period: number, firstRow: number): void {
    this.#finish(this.#log.open(CHILDREN_ARRIVED).word(period), DONE, firstRow);
  }

  called(period: number): void {
    this.#finish(this.#log.open(CALLED).word(period), DONE);
  }

  /** @param own - Trades of the call itself; those behind are of orders that followed. */
  callEnded(period: number, pricing: CallPricing, own: number, firstRow: number): void {
    const log = this.#log.open(CALL_ENDED).word(period).word(CALL_PRICINGS.indexOf(pricing));
    this.#finish(log.word(own), DONE, firstRow, true);
  }

  submitted(
    period: number,
    side: number,
    agent: number,
    bus: number,
    limitMicro: number,
    energyWh: number,
    id: number,
    firstRow: number,
  ): void {
    const log = this.#log.open(SUBMITTED).word(period).word(side).word(agent).word(bus);
    this.#finish(log.word(limitMicro).word(energyWh), id, firstRow);
  }

  submittedWithTerms(order: JudgedOrder, terms: OrderTerms, id: number, firstRow: number): void {
    const { side, agent, bus, limitMicro, energyWh } = order;
    const { lifetime = "goodTillGate", minimumWh = 0 } = terms;
    const log = this.#log
      .open(SUBMITTED_WITH_TERMS)
      .word(this.#core.books.period[order.book]!)
      .word(side)
      .word(agent)
      .word(bus)
      .word(limitMicro)
      .word(energyWh)
      .word(LIFETIMES.indexOf(lifetime))
      .word(minimumWh)
      .word(terms.parentId ?? NOBODY)
      .word(terms.exclusiveWithId ?? NOBODY);
    this.#finish(log, id, firstRow);
  }

  cancelled(orderId: number): void {
    this.#finish(this.#log.open(CANCELLED_BY_OWNER).word(orderId), DONE);
  }

  amended(orderId: number, limitMicro: number, energyWh: number, firstRow: number): void {
    const log = this.#log.open(AMENDED).word(orderId).word(limitMicro).word(energyWh);
    this.#finish(log, DONE, firstRow);
  }

  taken(
    orderId: number,
    by: { agent: number; bus: number; energyWh: number; limitMicro: number },
    id: number,
    firstRow: number,
  ): void {
    const log = this.#log.open(TAKEN).word(orderId).word(by.agent).word(by.bus);
    this.#finish(log.word(by.energyWh).word(by.limitMicro), id, firstRow);
  }

  #finish(
    log: EventLog,
    answer: number,
    firstRow = this.#core.trades.count,
    isPriced = false,
  ): void {
    const { trades } = this.#core;
    log.word(answer).tradeCount(trades.count - firstRow);
    for (let row = firstRow; row < trades.count; row++) {
      log.word(trades.takerOrder[row]!).word(trades.makerOrder[row]!);
      log.word(trades.energyWh[row]!).word(trades.dnutMicro[row]!);
      if (isPriced) log.word(trades.sellerGetsMicroEurPerKwh[row]!);
    }
  }
}
