import { assert } from "#engine/assert.ts";
import { CaseAdjoint } from "#engine/grid/meshed/caseAdjoint.ts";
import { LOAD_NODE, type Network, S_BASE_KVA } from "#engine/grid/meshed/network.ts";
import {
  assertTariffSettings,
  congestionCost,
  congestionSlope,
  type TariffSettings,
  voltageCost,
  voltageSlope,
} from "#engine/grid/networkCost.ts";

const MICRO_PER_UNIT = 1e6;
const MICRO_PER_EUR_PER_MWH = 1000;

/** What enters the network cost beside the losses. */
export interface Monitored {
  /** Branch indices; each needs a rating. */
  readonly branches: Int32Array;
  /** Bus indices. */
  readonly buses: Int32Array;
  /** κ_V of each of these buses, µEUR/h per pu; worked out for the unloaded network by default. */
  readonly voltageWeights?: Float64Array;
}

/**
 * Network cost of a solved state of any network, radial or meshed, and its exact gradient: λ of a bus is what one more
 * unit injected there costs, EUR/MWh (EUR/Mvarh for reactive power), negative where injection relieves. Losses are
 * those of lines and transformers. A branch's loading in the cost is that of its series current, seen from its `to`
 * side. The three parts add up, in the cost and in λ.
 */
export class CaseTariff {
  readonly network: Network;
  readonly settings: TariffSettings;
  /** By bus. */
  readonly lambda: Float64Array;
  readonly lambdaReactive: Float64Array;
  readonly lambdaLoss: Float64Array;
  readonly lambdaCongestion: Float64Array;
  readonly lambdaVoltage: Float64Array;
  /** EUR/h. */
  lossCost = 0;
  congestionCost = 0;
  voltageCost = 0;
  /** κ_V of each monitored bus, µEUR/h per pu. */
  readonly voltageWeights: Float64Array;
  readonly #monitored: Monitored;
  readonly #adjoint: CaseAdjoint;
  readonly #perKw: Float64Array;
  readonly #perKvar: Float64Array;

  constructor(network: Network, settings: TariffSettings, monitored: Monitored) {
    assertTariffSettings(settings);
    assert(monitored.branches.every((branch) => network.ratedKva[branch]! > 0));
    const column = () => new Float64Array(network.busIds.length);
    this.network = network;
    this.settings = settings;
    this.lambda = column();
    this.lambdaReactive = column();
    this.lambdaLoss = column();
    this.lambdaCongestion = column();
    this.lambdaVoltage = column();
    this.#monitored = monitored;
    this.#adjoint = new CaseAdjoint(network);
    this.#perKw = new Float64Array(network.nodeCount);
    this.#perKvar = new Float64Array(network.nodeCount);
    this.voltageWeights = monitored.voltageWeights ?? this.#unloadedWeights();
    assert(this.voltageWeights.length === monitored.buses.length);
  }

  /** Network cost of the last `compute`, EUR/h. */
  cost(): number {
    return this.lossCost + this.congestionCost + this.voltageCost;
  }

  /**
   * Computes cost and λ at node voltages that solve the network.
   *
   * @throws {PowerFlowDivergedError} where the state is so close to collapse that no gradient exists.
   */
  compute(
    { e, f }: { readonly e: Float64Array; readonly f: Float64Array },
    lossPriceMicroEurPerKwh: number,
  ): void {
    this.lambdaReactive.fill(0);
    this.#adjoint.linearise(e, f);
    this.lossCost = this.#seedLosses(e, f, lossPriceMicroEurPerKwh) / MICRO_PER_UNIT;
    this.#solve(true, this.lambdaLoss);
    this.congestionCost = this.#seedCongestion(e, f) / MICRO_PER_UNIT;
    this.#solve(this.congestionCost > 0, this.lambdaCongestion);
    this.voltageCost = this.#seedVoltages(e, f) / MICRO_PER_UNIT;
    this.#solve(this.voltageCost > 0, this.lambdaVoltage);
    for (let i = 0; i < this.lambda.length; i++) {
      this.lambda[i] = this.lambdaLoss[i]! + this.lambdaCongestion[i]! + this.lambdaVoltage[i]!;
    }
  }

  #solve(active: boolean, lambda: Float64Array): void {
    lambda.fill(0);
    if (!active) return;
    this.#adjoint.solve(this.#perKw, this.#perKvar);
    for (const [bus, node] of this.network.nodeOfBus.entries()) {
      lambda[bus] = (0 - this.#perKw[node]!) / MICRO_PER_EUR_PER_MWH;
      this.lambdaReactive[bus]! -= this.#perKvar[node]! / MICRO_PER_EUR_PER_MWH;
    }
  }

  #seedLosses(e: Float64Array, f: Float64Array, price: number): number {
    const { ports, branchIds } = this.network;
    const { seedRe, seedIm } = this.#adjoint;
    this.#adjoint.clear();
    const slope = 2 * price * S_BASE_KVA;
    let lossPu = 0;
    for (let i = 0; i < branchIds.length; i++) {
      const { re, im } = seriesCurrent(this.network, e, f, i);
      lossPu += ports.r[i]! * (re * re + im * im);
      this.#seedCurrent(i, slope * ports.r[i]! * re, slope * ports.r[i]! * im);
      for (const [node, g] of [
        [ports.nodeFrom[i]!, ports.gFrom[i]!],
        [ports.nodeTo[i]!, ports.gTo[i]!],
      ] as const) {
        lossPu += g * (e[node]! ** 2 + f[node]! ** 2);
        seedRe[node]! += slope * g * e[node]!;
        seedIm[node]! += slope * g * f[node]!;
      }
    }
    return price * S_BASE_KVA * lossPu;
  }

  #seedCongestion(e: Float64Array, f: Float64Array): number {
    const { ratedKva } = this.network;
    this.#adjoint.clear();
    let cost = 0;
    for (const branch of this.#monitored.branches) {
      const { re, im } = seriesCurrent(this.network, e, f, branch);
      const current = Math.hypot(re, im);
      const loading = (S_BASE_KVA * current) / ratedKva[branch]!;
      cost += congestionCost(this.settings, ratedKva[branch]!, loading);
      const slope = S_BASE_KVA * congestionSlope(this.settings, loading);
      if (slope === 0) continue;
      this.#seedCurrent(branch, (slope * re) / current, (slope * im) / current);
    }
    return cost;
  }

  #seedVoltages(e: Float64Array, f: Float64Array): number {
    const { nodeOfBus } = this.network;
    this.#adjoint.clear();
    let cost = 0;
    for (const [slot, bus] of this.#monitored.buses.entries()) {
      const node = nodeOfBus[bus]!;
      const voltagePu = Math.hypot(e[node]!, f[node]!);
      const weight = this.voltageWeights[slot]!;
      cost += voltageCost(this.settings, weight, voltagePu);
      const slope = voltageSlope(this.settings, weight, voltagePu);
      this.#adjoint.seedRe[node]! += (slope * e[node]!) / voltagePu;
      this.#adjoint.seedIm[node]! += (slope * f[node]!) / voltagePu;
    }
    return cost;
  }

  /** Adds what a derivative by the series current of a branch means for the voltages at its ends. */
  #seedCurrent(branch: number, re: number, im: number): void {
    const { ports } = this.network;
    const { seedRe, seedIm } = this.#adjoint;
    const squared = ports.r[branch]! ** 2 + ports.x[branch]! ** 2;
    // conj(y) times the derivative, then divided by conj(a) on the `from` side.
    const g = ports.r[branch]! / squared;
    const b = -ports.x[branch]! / squared;
    const toRe = g * re + b * im;
    const toIm = g * im - b * re;
    const cos = ports.turnRe[branch]!;
    const sin = ports.turnIm[branch]!;
    seedRe[ports.nodeFrom[branch]!]! += cos * toRe - sin * toIm;
    seedIm[ports.nodeFrom[branch]!]! += cos * toIm + sin * toRe;
    seedRe[ports.nodeTo[branch]!]! -= toRe;
    seedIm[ports.nodeTo[branch]!]! -= toIm;
  }

  /** τ_V / (|W| σ), σ the largest effect of one kW anywhere on the bus's voltage in the unloaded network; 0 where held. */
  #unloadedWeights(): Float64Array {
    const { buses } = this.#monitored;
    const { nodeOfBus, nodeKind } = this.network;
    if (buses.length === 0) return new Float64Array(0);
    this.#adjoint.lineariseUnloaded();
    return Float64Array.from(buses, (bus) => {
      // A voltage that is held does not move.
      if (nodeKind[nodeOfBus[bus]!] !== LOAD_NODE) return 0;
      this.#adjoint.seedVoltage(nodeOfBus[bus]!);
      this.#adjoint.solve(this.#perKw, this.#perKvar);
      const sigma = this.#perKw.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      return sigma === 0 ? 0 : this.settings.voltageMicroEurPerKwh / (buses.length * sigma);
    });
  }
}

/** y (V_from / a − V_to), pu. */
function seriesCurrent({ ports }: Network, e: Float64Array, f: Float64Array, branch: number) {
  const from = ports.nodeFrom[branch]!;
  const to = ports.nodeTo[branch]!;
  const cos = ports.turnRe[branch]!;
  const sin = ports.turnIm[branch]!;
  const dropRe = e[from]! * cos + f[from]! * sin - e[to]!;
  const dropIm = f[from]! * cos - e[from]! * sin - f[to]!;
  const squared = ports.r[branch]! ** 2 + ports.x[branch]! ** 2;
  const g = ports.r[branch]! / squared;
  const b = -ports.x[branch]! / squared;
  return { re: g * dropRe - b * dropIm, im: g * dropIm + b * dropRe };
}
