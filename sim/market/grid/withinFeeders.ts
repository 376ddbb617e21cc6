import type { BookView } from "#sim/market/grid/tariffOf.ts";

/** More than any two limits are apart, µEUR/kWh. */
const PROHIBITIVE_MICRO = 2 ** 30;

/**
 * The view of a book whose orders meet within their feeder only: any other pair would cost more than
 * any limit allows. All else is that of the view behind it.
 */
export class WithinFeeders implements BookView {
  readonly lambdaMicro: Int32Array;
  readonly slackMicro: number;
  readonly #view: BookView;
  readonly #feederOfBus: Int32Array;

  constructor(view: BookView, feederOfBus: readonly string[]) {
    this.lambdaMicro = view.lambdaMicro;
    this.slackMicro = view.slackMicro;
    this.#view = view;
    this.#feederOfBus = Int32Array.from(feederOfBus, (feeder) => feederOfBus.indexOf(feeder));
  }

  get epoch(): number {
    return this.#view.epoch;
  }

  charge(sellerBus: number, buyerBus: number, energyWh: number): number {
    if (!this.areJoined(sellerBus, buyerBus)) return PROHIBITIVE_MICRO;
    return this.#view.charge(sellerBus, buyerBus, energyWh);
  }

  /** Whether two buses are of one feeder. */
  areJoined(oneBus: number, otherBus: number): boolean {
    return this.#feederOfBus[oneBus] === this.#feederOfBus[otherBus];
  }

  onTrade(sellerBus: number, buyerBus: number, energyWh: number): void {
    this.#view.onTrade(sellerBus, buyerBus, energyWh);
  }

  restart(): void {
    this.#view.restart();
  }
}
