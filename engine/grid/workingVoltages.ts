import {
  commonResistance,
  type TariffSettings,
  voltageCost,
  voltageSlope,
  voltageWeights,
} from "#engine/grid/networkCost.ts";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/**
 * Voltages of the monitored buses while trades are added to a solved state: a kW injected at m
 * lifts bus n by R_nm / V_n, R the resistance that their paths share.
 */
export class WorkingVoltages {
  readonly #settings: TariffSettings;
  readonly #weights: Float64Array;
  /** Shared resistance, by bus and slot. */
  readonly #resistance: Float64Array;
  readonly #voltagePu: Float64Array;
  readonly #perResistance: Float64Array;
  readonly #monitoredBuses: Int32Array;
  readonly #active: boolean;

  constructor(network: RadialNetwork, settings: TariffSettings) {
    this.#settings = settings;
    this.#monitoredBuses = network.monitoredBuses;
    this.#active = settings.voltageMicroEurPerKwh > 0;
    this.#weights = voltageWeights(network, settings);
    this.#resistance = new Float64Array(network.busCount * network.monitoredBuses.length);
    for (const [slot, bus] of network.monitoredBuses.entries())
      for (const [i, shared] of commonResistance(network, bus).entries())
        this.#resistance[i * network.monitoredBuses.length + slot] = shared;
    this.#voltagePu = new Float64Array(network.monitoredBuses.length);
    this.#perResistance = new Float64Array(network.monitoredBuses.length);
  }

  reset({ e, f }: PowerFlow): void {
    for (let slot = 0; slot < this.#voltagePu.length; slot++) {
      const bus = this.#monitoredBuses[slot]!;
      this.#voltagePu[slot] = Math.sqrt(e[bus]! * e[bus]! + f[bus]! * f[bus]!);
      this.#perResistance[slot] = 1 / this.#voltagePu[slot]!;
    }
  }

  /** Cost of a trade beyond its first-order cost, summed over the monitored buses, µEUR/h; ≥ 0. */
  excess(seller: number, buyer: number, powerKw: number): number {
    if (!this.#active) return 0;
    let sum = 0;
    for (let slot = 0; slot < this.#voltagePu.length; slot++) {
      const weight = this.#weights[slot]!;
      const before = this.#voltagePu[slot]!;
      const lift = this.#lift(slot, seller, buyer, powerKw);
      const rise =
        voltageCost(this.#settings, weight, before + lift) -
        voltageCost(this.#settings, weight, before);
      sum += Math.max(0, rise - voltageSlope(this.#settings, weight, before) * lift);
    }
    return sum;
  }

  /** Adds a trade, and what it changes in the first-order cost of each bus, µEUR/kWh, to `lambda`. */
  apply(seller: number, buyer: number, powerKw: number, lambda: Float64Array): void {
    if (!this.#active) return;
    for (let slot = 0; slot < this.#voltagePu.length; slot++) {
      const weight = this.#weights[slot]!;
      const voltagePu = this.#voltagePu[slot]!;
      const liftedPu = voltagePu + this.#lift(slot, seller, buyer, powerKw);
      this.#voltagePu[slot] = liftedPu;
      const before = voltageSlope(this.#settings, weight, voltagePu);
      const after = voltageSlope(this.#settings, weight, liftedPu);
      if (after !== before) this.#addSlope(slot, after - before, lambda);
    }
  }

  #addSlope(slot: number, slope: number, lambda: Float64Array): void {
    const count = this.#voltagePu.length;
    const scale = slope * this.#perResistance[slot]!;
    for (let i = 1; i < lambda.length; i++)
      lambda[i]! += scale * this.#resistance[i * count + slot]!;
  }

  #lift(slot: number, seller: number, buyer: number, powerKw: number): number {
    const resistance = this.#resistance;
    const count = this.#voltagePu.length;
    const shared = resistance[seller * count + slot]! - resistance[buyer * count + slot]!;
    return powerKw * shared * this.#perResistance[slot]!;
  }
}
