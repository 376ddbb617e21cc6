import type { PlacePrices } from "#sim/market/placePrices.ts";

/** Share of an expected price by which it must have moved to be looked at again. */
const MOVED_SHARE = 0.1;

/**
 * Watches the prices expected at the places of a market: in which hours they have moved by more than a
 * tenth since those there last looked at them, for buyers or for sellers.
 */
export class PriceMoves {
  readonly #prices: PlacePrices;
  /** By cell, as they were when looked at. */
  readonly #seenBuy: Float64Array;
  readonly #seenSell: Float64Array;
  readonly #isMoved: Uint8Array;
  readonly #isMovedPlace: Uint8Array;
  /** By hour and kind of day: cells of a place, which follow those of the place before. */
  readonly #isMovedHour: Uint8Array;
  /** Hours of the periods at hand, each once. */
  readonly #hours: Int32Array;
  readonly #isListed: Uint8Array;
  #count = 0;

  constructor(prices: PlacePrices) {
    this.#prices = prices;
    this.#seenBuy = prices.buyMicro.slice();
    this.#seenSell = prices.sellMicro.slice();
    this.#isMoved = new Uint8Array(prices.buyMicro.length);
    this.#isMovedPlace = new Uint8Array(prices.placeCount);
    const hours = prices.buyMicro.length / prices.placeCount;
    this.#isMovedHour = new Uint8Array(hours);
    this.#hours = new Int32Array(hours);
    this.#isListed = new Uint8Array(hours);
  }

  /** Finds what has moved, of the hours of [from, to); what was found before is forgotten. */
  find(from: number, to: number): void {
    const { buyMicro, sellMicro, placeCount } = this.#prices;
    this.#forget();
    const hours = this.#hours;
    const hourCount = this.#listHours(from, to);
    for (let place = 0; place < placeCount; place++) {
      for (let k = 0; k < hourCount; k++) {
        const hour = hours[k]!;
        const cell = place * hours.length + hour;
        const isMoved =
          hasMoved(this.#seenBuy[cell]!, buyMicro[cell]!) ||
          hasMoved(this.#seenSell[cell]!, sellMicro[cell]!);
        if (!isMoved) continue;
        this.#isMoved[cell] = 1;
        this.#isMovedPlace[place] = 1;
        this.#isMovedHour[hour] = 1;
        this.#count++;
      }
    }
  }

  /** Lists the hours of [from, to); returns their number. */
  #listHours(from: number, to: number): number {
    const hours = this.#hours;
    const isListed = this.#isListed.fill(0);
    let count = 0;
    for (let i = from; i < to; i++) {
      const hour = this.#prices.cellOf(0, i);
      if (isListed[hour] === 1) continue;
      isListed[hour] = 1;
      hours[count++] = hour;
    }
    return count;
  }

  /** Whether anything was found. */
  get any(): boolean {
    return this.#count > 0;
  }

  /** Whether something was found at a place. */
  anyAt(place: number): boolean {
    return this.#isMovedPlace[place] === 1;
  }

  /** Whether the price of a period's hour was found to have moved at any place. */
  anyIn(period: number): boolean {
    return this.#isMovedHour[this.#prices.cellOf(0, period)] === 1;
  }

  /** Whether the price of a period's hour at a place was found to have moved. */
  has(place: number, period: number): boolean {
    return this.#isMoved[this.#prices.cellOf(place, period)] === 1;
  }

  /** What was found is looked at now, or with `all` every price. */
  looked(all: boolean): void {
    const { buyMicro, sellMicro } = this.#prices;
    if (all) {
      this.#seenBuy.set(buyMicro);
      this.#seenSell.set(sellMicro);
    } else if (this.any) {
      for (let cell = 0; cell < this.#isMoved.length; cell++) {
        if (this.#isMoved[cell] === 0) continue;
        this.#seenBuy[cell] = buyMicro[cell]!;
        this.#seenSell[cell] = sellMicro[cell]!;
      }
    }
  }

  #forget(): void {
    if (!this.any) return;
    this.#isMoved.fill(0);
    this.#isMovedPlace.fill(0);
    this.#isMovedHour.fill(0);
    this.#count = 0;
  }
}

function hasMoved(seenMicro: number, micro: number): boolean {
  return Math.abs(micro - seenMicro) > MOVED_SHARE * Math.abs(seenMicro);
}
