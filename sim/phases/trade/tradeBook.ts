import { RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** One trade of the local market, kept until its delivery day is settled. */
export interface LocalTrade {
  readonly period: number;
  readonly area: number;
  readonly buyer: number;
  readonly seller: number;
  readonly energyWh: number;
  readonly priceMicro: number;
  readonly dnutMicro: number;
  readonly restingOffer: boolean;
  readonly marketMinute: number;
}

/** Trades by period of delivery. */
export class TradeBook {
  readonly #byPeriod: LocalTrade[][] = Array.from({ length: RING }, () => []);

  add(trade: LocalTrade): void {
    this.#byPeriod[trade.period & RING_MASK]!.push(trade);
  }

  of(period: number): readonly LocalTrade[] {
    return this.#byPeriod[period & RING_MASK]!;
  }

  clear(period: number): void {
    this.#byPeriod[period & RING_MASK]!.length = 0;
  }
}
