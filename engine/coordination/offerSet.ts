/**
 * The offers of one delivery period as columns, index = 2 × unit + direction: one offer per unit
 * and direction, fixed when the period freezes. What a DSO has reserved of it is called at the agreed
 * price, the rest at the provider's own: two rows of a list (`offerRows`) with one residual.
 */
export class OfferSet {
  readonly unitCount: number;
  /** Offered energy, Wh; 0 for no offer. */
  readonly quantityWh: Int32Array;
  /** Activation price asked for what is not reserved, µEUR/kWh. */
  readonly priceMicro: Int32Array;
  /** What a kWh costs the provider, µEUR/kWh. */
  readonly marginalMicro: Int32Array;
  /** Part that a DSO has reserved for this period, Wh. */
  readonly reservedWh: Int32Array;
  /** Agreed price of a call of that part, µEUR/kWh; the mean where several reservations make it up. */
  readonly agreedMicro: Int32Array;
  /** Part of it that stands for the DSO and is paid for, before a grid's light cuts the offer, Wh. */
  readonly readyWh: Int32Array;
  /** Energy that stands on the list of each need, Wh; see `listOffers`. */
  readonly onList: readonly [Int32Array, Int32Array, Int32Array];
  /** How much of that is the reserved part, Wh. */
  readonly reservedOnList: readonly [Int32Array, Int32Array, Int32Array];

  constructor(unitCount: number) {
    const length = 2 * unitCount;
    this.unitCount = unitCount;
    this.quantityWh = new Int32Array(length);
    this.priceMicro = new Int32Array(length);
    this.marginalMicro = new Int32Array(length);
    this.reservedWh = new Int32Array(length);
    this.agreedMicro = new Int32Array(length);
    this.readyWh = new Int32Array(length);
    this.onList = [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
    this.reservedOnList = [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
  }

  reset(): void {
    this.quantityWh.fill(0);
    this.priceMicro.fill(0);
    this.marginalMicro.fill(0);
    this.reservedWh.fill(0);
    this.agreedMicro.fill(0);
    this.readyWh.fill(0);
    for (const list of [...this.onList, ...this.reservedOnList]) list.fill(0);
  }
}
