import { assert } from "#engine/assert.ts";
import type { TariffSettings } from "#engine/grid/networkCost.ts";
import { NodeTariff } from "#engine/grid/nodeTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

const KWH_PER_MWH = 1000;

/** What a trade costs by part, EUR/MWh; `total` is their sum. Negative where it relieves. */
export interface TariffParts {
  readonly loss: number;
  readonly congestion: number;
  readonly voltage: number;
  readonly total: number;
}

/**
 * The network tariff by its definition: the change of the network cost that a trade makes, found by
 * a power flow with and one without it. Slow; the measure that `PathTariff` is held against.
 *
 *     DNUT(s, b, q) = [C(p + q (e_s − e_b)) − C(p)] / q
 */
export class ExactTariff {
  readonly network: RadialNetwork;
  readonly #powerFlow: PowerFlow;
  readonly #nodeTariff: NodeTariff;
  readonly #pKw: Float64Array;
  readonly #qKvar: Float64Array;
  #lossPrice = 0;
  /** Cost of the state that trades are added to, EUR/h. */
  #base = { loss: 0, congestion: 0, voltage: 0 };

  constructor(network: RadialNetwork, settings: TariffSettings, tolerancePu = 1e-12) {
    this.network = network;
    this.#powerFlow = new PowerFlow(network, { tolerancePu });
    this.#nodeTariff = new NodeTariff(network, settings);
    this.#pKw = new Float64Array(network.busCount);
    this.#qKvar = new Float64Array(network.busCount);
  }

  /** Starts from these loads, kW and kvar, consumption positive. */
  reset(pKw: Float64Array, qKvar: Float64Array, lossPriceMicroEurPerKwh: number): void {
    this.#pKw.set(pKw);
    this.#qKvar.set(qKvar);
    this.#lossPrice = lossPriceMicroEurPerKwh;
    this.#base = this.#cost();
  }

  /** Cost of the network with all applied trades, EUR/h. */
  cost(): number {
    return this.#base.loss + this.#base.congestion + this.#base.voltage;
  }

  /** Returns the tariff of a trade; it is not applied. */
  charge(sellerBus: number, buyerBus: number, powerKw: number): TariffParts {
    assert(powerKw > 0);
    const sellerKw = this.#pKw[sellerBus]!;
    const buyerKw = this.#pKw[buyerBus]!;
    this.#move(sellerBus, buyerBus, powerKw);
    const after = this.#cost();
    this.#pKw[sellerBus] = sellerKw;
    this.#pKw[buyerBus] = buyerKw;
    const part = (of: "loss" | "congestion" | "voltage") =>
      ((after[of] - this.#base[of]) / powerKw) * KWH_PER_MWH;
    const [loss, congestion, voltage] = [part("loss"), part("congestion"), part("voltage")];
    return { loss, congestion, voltage, total: loss + congestion + voltage };
  }

  /** Adds a trade to the loads. */
  apply(sellerBus: number, buyerBus: number, powerKw: number): void {
    assert(powerKw > 0);
    this.#move(sellerBus, buyerBus, powerKw);
    this.#base = this.#cost();
  }

  #move(sellerBus: number, buyerBus: number, powerKw: number): void {
    this.#pKw[sellerBus]! -= powerKw;
    this.#pKw[buyerBus]! += powerKw;
  }

  #cost(): { loss: number; congestion: number; voltage: number } {
    this.#powerFlow.solve(this.#pKw, this.#qKvar);
    this.#nodeTariff.computeCost(this.#powerFlow, this.#lossPrice);
    const { lossCost, congestionCost, voltageCost } = this.#nodeTariff;
    return { loss: lossCost, congestion: congestionCost, voltage: voltageCost };
  }
}
