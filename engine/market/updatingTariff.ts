import { assert } from "#engine/assert.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

/** When the grid is asked anew: after so many trades, or when its tariffs have drifted this far. */
export type TariffUpdate =
  | { readonly kind: "trades"; readonly every: number }
  | { readonly kind: "drift"; readonly limitMicro: number };

/** A grid that keeps working flows. Prices whole µEUR/kWh. */
export interface WorkingGrid {
  readonly lambdaMicro: Int32Array;
  readonly slackMicro: number;
  charge(sellerBus: number, buyerBus: number, energyWh: number): number;
  /** Adds a trade to the working flows; returns whether `lambdaMicro` moved with it. */
  apply(sellerBus: number, buyerBus: number, energyWh: number): boolean;
  /** First-order change of tariffs by the trades added since the last `refresh`, µEUR/kWh. */
  readonly driftMicro: number;
  /** Solves the working flows and makes `lambdaMicro` of them. */
  refresh(): void;
}

/**
 * The view of a grid with working flows that is refreshed by a stated rule: after every trade, after
 * every K trades, or as soon as the drift exceeds a limit. Between two refreshes charges and λ are
 * those of the working flows as far as the grid moves them with `apply`.
 */
export class UpdatingTariff implements TariffView {
  readonly lambdaMicro: Int32Array;
  readonly slackMicro: number;
  epoch = 0;
  /** Refreshes by the rule. */
  refreshes = 0;
  readonly #grid: WorkingGrid;
  readonly #update: TariffUpdate;
  #trades = 0;

  constructor(grid: WorkingGrid, update: TariffUpdate) {
    assert(update.kind === "drift" || (Number.isInteger(update.every) && update.every > 0));
    this.lambdaMicro = grid.lambdaMicro;
    this.slackMicro = grid.slackMicro;
    this.#grid = grid;
    this.#update = update;
  }

  charge(sellerBus: number, buyerBus: number, energyWh: number): number {
    return this.#grid.charge(sellerBus, buyerBus, energyWh);
  }

  onTrade(sellerBus: number, buyerBus: number, energyWh: number): void {
    if (this.#grid.apply(sellerBus, buyerBus, energyWh)) this.epoch++;
    this.#trades++;
    const update = this.#update;
    const isDue =
      update.kind === "trades"
        ? this.#trades >= update.every
        : this.#grid.driftMicro > update.limitMicro;
    if (!isDue) return;
    this.#grid.refresh();
    this.refreshes++;
    this.restart();
  }

  /** Begins anew after the grid was refreshed from outside, as at the start of a round. */
  restart(): void {
    this.#trades = 0;
    this.epoch++;
  }
}
