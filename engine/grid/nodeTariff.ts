import { Adjoint } from "#engine/grid/adjoint.ts";
import {
  assertTariffSettings,
  congestionCost,
  congestionSlope,
  type TariffSettings,
  voltageCost,
  voltageSlope,
  voltageWeights,
} from "#engine/grid/networkCost.ts";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

export type { TariffSettings } from "#engine/grid/networkCost.ts";

const MICRO_PER_UNIT = 1e6;
const MICRO_PER_EUR_PER_MWH = 1000;
/** λ in a market is rounded to whole µEUR/kWh, of a few hundred thousand at most. */
const MARKET_TOLERANCE = 1e-8;

/**
 * Network cost of a solved state and its exact gradient: λ of a bus is what one more unit injected
 * there costs, EUR/MWh; negative where injection relieves. Losses are those of the whole modelled
 * network, below the source bus. The three parts add up, in the cost and in λ.
 */
export class NodeTariff {
  readonly network: RadialNetwork;
  readonly settings: TariffSettings;
  /** EUR/MWh at each bus. */
  readonly lambda: Float64Array;
  readonly lambdaLoss: Float64Array;
  readonly lambdaCongestion: Float64Array;
  readonly lambdaVoltage: Float64Array;
  /** The same for reactive power, all parts: what one more unit injected costs, EUR/Mvarh. */
  readonly lambdaReactive: Float64Array;
  /** EUR/h. */
  lossCost = 0;
  congestionCost = 0;
  voltageCost = 0;
  readonly #adjoint: Adjoint;
  readonly #voltageWeights: Float64Array;
  readonly #reactive: Float64Array;

  constructor(network: RadialNetwork, settings: TariffSettings) {
    assertTariffSettings(settings);
    const column = () => new Float64Array(network.busCount);
    this.network = network;
    this.settings = settings;
    this.lambda = column();
    this.lambdaLoss = column();
    this.lambdaCongestion = column();
    this.lambdaVoltage = column();
    this.lambdaReactive = column();
    this.#reactive = column();
    this.#adjoint = new Adjoint(network);
    this.#voltageWeights = voltageWeights(network, settings);
  }

  /** Network cost of the last `compute`, EUR/h. */
  cost(): number {
    return this.lossCost + this.congestionCost + this.voltageCost;
  }

  /** Computes cost and λ at the last solution of `powerFlow`. A part without violation costs no sweep. */
  compute(powerFlow: PowerFlow, lossPriceMicroEurPerKwh: number): void {
    this.lambdaReactive.fill(0);
    this.lossCost = this.#seedLosses(powerFlow, lossPriceMicroEurPerKwh) / MICRO_PER_UNIT;
    this.#solve(powerFlow, true, this.lambdaLoss);
    this.#adjoint.clear();
    this.congestionCost = this.#seedCongestion(powerFlow) / MICRO_PER_UNIT;
    this.#solve(powerFlow, this.congestionCost > 0, this.lambdaCongestion);
    this.#adjoint.clear();
    this.voltageCost = this.#seedVoltages(powerFlow) / MICRO_PER_UNIT;
    this.#solve(powerFlow, this.voltageCost > 0, this.lambdaVoltage);
    for (let i = 0; i < this.lambda.length; i++) {
      this.lambda[i] = this.lambdaLoss[i]! + this.lambdaCongestion[i]! + this.lambdaVoltage[i]!;
    }
  }

  /**
   * Computes cost and λ as a market needs them, from one sum of all parts and to a hundredth of a
   * µEUR/kWh; the parts of λ and λ of reactive power stay those of the last `compute`.
   */
  computeTotal(powerFlow: PowerFlow, lossPriceMicroEurPerKwh: number): void {
    this.computeCost(powerFlow, lossPriceMicroEurPerKwh);
    const { lambda } = this;
    this.#adjoint.solve(powerFlow, lambda, null, MARKET_TOLERANCE);
    for (let i = 0; i < lambda.length; i++) lambda[i]! *= -1 / MICRO_PER_EUR_PER_MWH;
  }

  /** Computes the cost alone; λ stays that of the last `compute`. */
  computeCost(powerFlow: PowerFlow, lossPriceMicroEurPerKwh: number): void {
    this.lossCost = this.#seedLosses(powerFlow, lossPriceMicroEurPerKwh) / MICRO_PER_UNIT;
    this.congestionCost = this.#seedCongestion(powerFlow) / MICRO_PER_UNIT;
    this.voltageCost = this.#seedVoltages(powerFlow) / MICRO_PER_UNIT;
  }

  #solve(powerFlow: PowerFlow, active: boolean, lambda: Float64Array): void {
    if (!active) {
      lambda.fill(0);
      return;
    }
    const reactive = this.#reactive;
    this.#adjoint.solve(powerFlow, lambda, reactive);
    for (let i = 0; i < lambda.length; i++) {
      lambda[i]! /= -MICRO_PER_EUR_PER_MWH;
      this.lambdaReactive[i]! -= reactive[i]! / MICRO_PER_EUR_PER_MWH;
    }
  }

  /** Puts its seeds in place of all that are there. */
  #seedLosses(powerFlow: PowerFlow, price: number): number {
    const { e, f, branchCurrentRe, branchCurrentIm } = powerFlow;
    const { busCount, sBaseKva, r, shuntG } = this.network;
    const { currentRe, currentIm, voltageRe, voltageIm } = this.#adjoint;
    const slope = 2 * price * sBaseKva;
    // No branch leads to the source, and nothing moves its voltage.
    currentRe[0] = currentIm[0] = voltageRe[0] = voltageIm[0] = 0;
    let lossPu = shuntG[0]! * (e[0]! * e[0]! + f[0]! * f[0]!);
    for (let i = 1; i < busCount; i++) {
      const re = branchCurrentRe[i]!;
      const im = branchCurrentIm[i]!;
      const u = e[i]!;
      const v = f[i]!;
      const ri = r[i]!;
      const g = shuntG[i]!;
      currentRe[i] = slope * ri * re;
      currentIm[i] = slope * ri * im;
      voltageRe[i] = slope * g * u;
      voltageIm[i] = slope * g * v;
      lossPu += ri * (re * re + im * im) + g * (u * u + v * v);
    }
    return price * sBaseKva * lossPu;
  }

  /** Adds its seeds to those that are there. */
  #seedCongestion({ branchCurrentRe, branchCurrentIm }: PowerFlow): number {
    const { sBaseKva, ratedKva, monitoredBranches } = this.network;
    const { currentRe, currentIm } = this.#adjoint;
    let cost = 0;
    for (const branch of monitoredBranches) {
      const re = branchCurrentRe[branch]!;
      const im = branchCurrentIm[branch]!;
      const current = Math.sqrt(re * re + im * im);
      const loading = (sBaseKva * current) / ratedKva[branch]!;
      cost += congestionCost(this.settings, ratedKva[branch]!, loading);
      const slope = sBaseKva * congestionSlope(this.settings, loading);
      if (slope === 0) continue;
      currentRe[branch]! += (slope * re) / current;
      currentIm[branch]! += (slope * im) / current;
    }
    return cost;
  }

  /** Adds its seeds to those that are there. */
  #seedVoltages({ e, f }: PowerFlow): number {
    const { monitoredBuses } = this.network;
    const { voltageRe, voltageIm } = this.#adjoint;
    let cost = 0;
    for (let slot = 0; slot < monitoredBuses.length; slot++) {
      const bus = monitoredBuses[slot]!;
      const voltagePu = Math.sqrt(e[bus]! * e[bus]! + f[bus]! * f[bus]!);
      const weight = this.#voltageWeights[slot]!;
      cost += voltageCost(this.settings, weight, voltagePu);
      const slope = voltageSlope(this.settings, weight, voltagePu);
      voltageRe[bus]! += (slope * e[bus]!) / voltagePu;
      voltageIm[bus]! += (slope * f[bus]!) / voltagePu;
    }
    return cost;
  }
}
