/** Trades that an order with a minimum would make, while it is not known whether they reach it. */
export class TradePlan {
  count = 0;
  /** Counter-order of each trade, and what it is charged, µEUR/kWh. */
  readonly slot: number[] = [];
  readonly energyWh: number[] = [];
  readonly dnutMicro: number[] = [];
  /** Orders taken out of their queues for the plan, in order. */
  hiddenCount = 0;
  readonly hidden: number[] = [];

  clear(): void {
    this.count = 0;
    this.hiddenCount = 0;
  }

  add(slot: number, energyWh: number, dnutMicro: number): void {
    this.slot[this.count] = slot;
    this.energyWh[this.count] = energyWh;
    this.dnutMicro[this.count] = dnutMicro;
    this.count++;
  }

  isHidden(slot: number): boolean {
    for (let i = 0; i < this.hiddenCount; i++) if (this.hidden[i] === slot) return true;
    return false;
  }

  hide(slot: number): void {
    this.hidden[this.hiddenCount++] = slot;
  }
}
