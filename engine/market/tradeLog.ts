const FIRST_CAPACITY = 1024;

/**
 * All trades of a market in order, one column per field. The columns are replaced when they grow:
 * read them anew after each message, and only their first `count` rows.
 */
export class TradeLog {
  count = 0;
  period: Int32Array = new Int32Array(FIRST_CAPACITY);
  buyerAgent: Int32Array = new Int32Array(FIRST_CAPACITY);
  sellerAgent: Int32Array = new Int32Array(FIRST_CAPACITY);
  buyerBus: Int32Array = new Int32Array(FIRST_CAPACITY);
  sellerBus: Int32Array = new Int32Array(FIRST_CAPACITY);
  energyWh: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Limit of the resting order; of a call, what the seller gets, µEUR/kWh. */
  priceMicro: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Charge of the grid, µEUR/kWh; negative is a reward. */
  dnutMicro: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Side of the order that was resting: 0 bid, 1 offer. A call writes its offers. */
  makerSide: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** All-in: energy, DNUT and network component. */
  buyerPaysMicroEurPerKwh: Int32Array = new Int32Array(FIRST_CAPACITY);
  sellerGetsMicroEurPerKwh: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Ids of the order that was resting and of the one that arrived. */
  makerOrder: Int32Array = new Int32Array(FIRST_CAPACITY);
  takerOrder: Int32Array = new Int32Array(FIRST_CAPACITY);

  /** Adds a row and returns its index; the caller fills every column. */
  append(): number {
    if (this.count === this.period.length) this.#grow();
    return this.count++;
  }

  /** Forgets all trades; the memory stays. */
  clear(): void {
    this.count = 0;
  }

  #grow(): void {
    this.period = doubled(this.period);
    this.buyerAgent = doubled(this.buyerAgent);
    this.sellerAgent = doubled(this.sellerAgent);
    this.buyerBus = doubled(this.buyerBus);
    this.sellerBus = doubled(this.sellerBus);
    this.energyWh = doubled(this.energyWh);
    this.priceMicro = doubled(this.priceMicro);
    this.dnutMicro = doubled(this.dnutMicro);
    this.buyerPaysMicroEurPerKwh = doubled(this.buyerPaysMicroEurPerKwh);
    this.sellerGetsMicroEurPerKwh = doubled(this.sellerGetsMicroEurPerKwh);
    const makerSide = new Uint8Array(this.makerSide.length * 2);
    makerSide.set(this.makerSide);
    this.makerSide = makerSide;
    this.makerOrder = doubled(this.makerOrder);
    this.takerOrder = doubled(this.takerOrder);
  }
}

function doubled(column: Int32Array): Int32Array {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
