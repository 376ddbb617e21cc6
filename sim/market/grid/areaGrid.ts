import { assert } from "#engine/assert.ts";
import { TARIFF_SLACK_MICRO } from "#engine/grid/pathTariff.ts";
import type { WorkingGrid } from "#engine/market/updatingTariff.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";
import { AreaTariff } from "#sim/market/grid/areaTariff.ts";

const WH_TO_KW = 1 / 250;

/** The working flows of an area's market: what is nominated, and the trades of a round on top. */
export class AreaGrid implements WorkingGrid {
  readonly lambdaMicro: Int32Array;
  readonly slackMicro = TARIFF_SLACK_MICRO;
  readonly #area: AreaModel;
  readonly #tariff: AreaTariff;
  #lossPriceMicro = 0;
  #isSolved = false;

  constructor(area: AreaModel) {
    this.#area = area;
    this.#tariff = new AreaTariff(area);
    this.lambdaMicro = this.#tariff.lambdaMicro;
  }

  /** Starts from the state that the area has solved. */
  start(lossPriceMicroEurPerKwh: number): void {
    this.#lossPriceMicro = lossPriceMicroEurPerKwh;
    this.#isSolved = true;
    this.#price();
  }

  charge(sellerBus: number, buyerBus: number, energyWh: number): number {
    assert(this.#isSolved, "a charge without a base case");
    return this.#tariff.charge(sellerBus, buyerBus, energyWh * WH_TO_KW);
  }

  apply(sellerBus: number, buyerBus: number, energyWh: number): boolean {
    this.shift(sellerBus, buyerBus, energyWh);
    this.#tariff.apply(sellerBus, buyerBus, energyWh * WH_TO_KW);
    return true;
  }

  /** Adds a trade to the working injections; tariffs stay. */
  shift(sellerBus: number, buyerBus: number, energyWh: number): void {
    const kw = energyWh * WH_TO_KW;
    this.#area.addPower(sellerBus, -kw);
    this.#area.addPower(buyerBus, kw);
  }

  get driftMicro(): number {
    return this.#tariff.driftMicro;
  }

  refresh(): void {
    this.#area.solve();
    this.#price();
  }

  /**
   * λ that the flows would have if these quantities were fed in beside the working ones, Wh by bus,
   * µEUR/kWh; what is taken is negative.
   */
  lambdaAfter(injectionWh: Float64Array): Int32Array {
    const shiftAll = (sign: number) => {
      for (const [bus, wh] of injectionWh.entries()) {
        if (wh !== 0) this.#area.addPower(bus, -sign * wh * WH_TO_KW);
      }
    };
    shiftAll(1);
    this.refresh();
    const lambdaMicro = this.lambdaMicro.slice();
    shiftAll(-1);
    this.refresh();
    return lambdaMicro;
  }

  /** Network cost of the working flows as they are, EUR/h. */
  cost(): number {
    const { nodeTariff, powerFlow } = this.#area;
    this.#area.solve();
    nodeTariff.computeCost(powerFlow, this.#lossPriceMicro);
    return nodeTariff.cost();
  }

  /** The same of the state that tariffs were computed from last, EUR/h. */
  pricedCost(): number {
    return this.#area.nodeTariff.cost();
  }

  #price(): void {
    this.#area.nodeTariff.computeTotal(this.#area.powerFlow, this.#lossPriceMicro);
    this.#tariff.reset(this.#lossPriceMicro);
  }
}
