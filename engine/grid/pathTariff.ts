import { assert } from "#engine/assert.ts";
import { chainHeads, lowestCommonAncestor } from "#engine/grid/lowestCommonAncestor.ts";
import { assertTariffSettings, type TariffSettings } from "#engine/grid/networkCost.ts";
import type { NodeTariff } from "#engine/grid/nodeTariff.ts";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";
import { WorkingBranches } from "#engine/grid/workingBranches.ts";
import { WorkingVoltages } from "#engine/grid/workingVoltages.ts";
import { roundHalfUp } from "#engine/roundHalfUp.ts";

/** What `charge` may lie below the difference of the rounded λ: 1 EUR/MWh. */
export const TARIFF_SLACK_MICRO = 1000;

/** Drift after which `needsRefresh` asks for a new power flow: 5 EUR/MWh. */
export const TARIFF_DRIFT_MICRO = 5000;

/**
 * The network tariff of a trade on top of the trades applied before: the first-order difference of
 * λ plus the second-order losses of the path and the exact change of every monitored limit on it.
 *
 *     charge(s, b, q) = λ_s − λ_b + q c_L (H_s + H_b − 2 H_lca) + Σ_M breg / q + Σ_W breg / q
 *     H_n = Σ r / V² over the path of n;   breg(z → z') = φ(z') − φ(z) − φ'(z) (z' − z) ≥ 0
 *
 * `apply` shifts the flows on the path, and with them λ of every bus, so that ordering by
 * `lambdaMicro` and charging stay consistent from trade to trade. Every term beyond λ is ≥ 0, hence
 * `charge(s, b, q) ≥ lambdaMicro[s] − lambdaMicro[b] − TARIFF_SLACK_MICRO`, and a trade with its
 * reverse never earns money. Reactive power of trades is taken as unchanged.
 */
export class PathTariff {
  readonly network: RadialNetwork;
  /** λ of each bus with the applied trades, µEUR/kWh, rounded. Changes on `reset` and `apply`. */
  readonly lambdaMicro: Int32Array;
  readonly #lambda: Float64Array;
  /** H of each bus, kW of losses per kW² of trade. */
  readonly #h: Float64Array;
  readonly #head: Int32Array;
  /** By what a trade shifts the branch above each bus; 0 in between. */
  readonly #shift: Float64Array;
  /** The sum of it over the path of each bus. */
  readonly #shiftSum: Float64Array;
  readonly #branches: WorkingBranches;
  readonly #voltages: WorkingVoltages;
  #lossPrice = 0;
  #driftMicro = 0;

  /** @param lambdaMicro - Where λ is to be written. */
  constructor(
    network: RadialNetwork,
    settings: TariffSettings,
    lambdaMicro: Int32Array = new Int32Array(network.busCount),
  ) {
    assertTariffSettings(settings);
    assert(lambdaMicro.length === network.busCount);
    this.network = network;
    this.lambdaMicro = lambdaMicro;
    this.#lambda = new Float64Array(network.busCount);
    this.#h = new Float64Array(network.busCount);
    this.#head = chainHeads(network.parent);
    this.#shift = new Float64Array(network.busCount);
    this.#shiftSum = new Float64Array(network.busCount);
    this.#branches = new WorkingBranches(network, settings);
    this.#voltages = new WorkingVoltages(network, settings);
  }

  /**
   * Starts anew from a solved state.
   *
   * @param nodeTariff - Already computed for the same state and the same price.
   */
  reset(powerFlow: PowerFlow, nodeTariff: NodeTariff, lossPriceMicroEurPerKwh: number): void {
    const { network } = this;
    assert(powerFlow.network === network && nodeTariff.network === network);
    assert(lossPriceMicroEurPerKwh >= 0, "a negative loss price has no convex cost");
    const { e, f } = powerFlow;
    sumLosses(network, e, f, this.#h);
    readLambda(nodeTariff.lambda, this.#lambda, this.lambdaMicro);
    this.#branches.reset(powerFlow);
    this.#voltages.reset(powerFlow);
    this.#lossPrice = lossPriceMicroEurPerKwh;
    this.#driftMicro = 0;
  }

  /**
   * Returns the tariff of a trade, µEUR/kWh, integer; negative where it relieves the network. The
   * trade is not applied.
   */
  charge(sellerBus: number, buyerBus: number, powerKw: number): number {
    return roundHalfUp(this.unroundedCharge(sellerBus, buyerBus, powerKw));
  }

  /** `charge` before it is rounded, µEUR/kWh. */
  unroundedCharge(sellerBus: number, buyerBus: number, powerKw: number): number {
    if (sellerBus === buyerBus) return 0;
    const lossMicro = this.#lossPrice * this.#pathLoss(sellerBus, buyerBus) * powerKw;
    const limitsMicro =
      this.#branches.excess(sellerBus, buyerBus, powerKw) +
      this.#voltages.excess(sellerBus, buyerBus, powerKw);
    const linearMicro = this.#lambda[sellerBus]! - this.#lambda[buyerBus]!;
    return linearMicro + lossMicro + limitsMicro / powerKw;
  }

  /** Adds a trade to the working flows and moves λ of every bus accordingly. */
  apply(sellerBus: number, buyerBus: number, powerKw: number): void {
    assert(powerKw > 0);
    if (sellerBus === buyerBus) return;
    const { parent } = this.network;
    const h = this.#h;
    const shift = this.#shift;
    const lambda = this.#lambda;
    const lossSlope = 2 * this.#lossPrice * powerKw;
    const common = markPath(parent, h, sellerBus, buyerBus, lossSlope, shift);
    const stiffness = this.#branches.apply(sellerBus, buyerBus, powerKw, shift);
    this.#driftMicro +=
      lossSlope * (h[sellerBus]! + h[buyerBus]! - 2 * h[common]!) + powerKw * stiffness;
    this.#voltages.apply(sellerBus, buyerBus, powerKw, lambda);
    spread(parent, shift, this.#shiftSum, lambda, this.lambdaMicro);
  }

  /** First-order change of tariffs by all trades since `reset`, µEUR/kWh; an upper measure of error. */
  get driftMicro(): number {
    return this.#driftMicro;
  }

  /** Whether so much was applied that a new power flow and `reset` are due. */
  needsRefresh(limitMicro: number = TARIFF_DRIFT_MICRO): boolean {
    return this.#driftMicro > limitMicro;
  }

  #pathLoss(a: number, b: number): number {
    const common = lowestCommonAncestor(this.network.parent, this.#head, a, b);
    return this.#h[a]! + this.#h[b]! - 2 * this.#h[common]!;
  }
}

/** H of each bus: Σ r / V² over its path. */
function sumLosses(
  { parent, r, sBaseKva }: RadialNetwork,
  e: Float64Array,
  f: Float64Array,
  h: Float64Array,
): void {
  for (let i = 1; i < parent.length; i++) {
    const squared = e[i]! * e[i]! + f[i]! * f[i]!;
    h[i] = h[parent[i]!]! + r[i]! / (squared * sBaseKva);
  }
}

/**
 * Adds slope × (H of each branch) on the seller's side of the path, the negative on the buyer's;
 * returns the bus where the two meet.
 */
function markPath(
  parent: Int32Array,
  h: Float64Array,
  seller: number,
  buyer: number,
  slope: number,
  shift: Float64Array,
): number {
  while (seller !== buyer) {
    if (seller > buyer) {
      const above = parent[seller]!;
      shift[seller]! += slope * (h[seller]! - h[above]!);
      seller = above;
    } else {
      const above = parent[buyer]!;
      shift[buyer]! -= slope * (h[buyer]! - h[above]!);
      buyer = above;
    }
  }
  return seller;
}

/** Adds to λ of each bus what shifts along its path, and rounds it; `shift` becomes zero. */
function spread(
  parent: Int32Array,
  shift: Float64Array,
  shiftSum: Float64Array,
  lambda: Float64Array,
  lambdaMicro: Int32Array,
): void {
  for (let i = 1; i < parent.length; i++) {
    const sum = shift[i]! + shiftSum[parent[i]!]!;
    const micro = lambda[i]! + sum;
    shift[i] = 0;
    shiftSum[i] = sum;
    lambda[i] = micro;
    lambdaMicro[i] = roundHalfUp(micro);
  }
}

/** From EUR/MWh to µEUR/kWh, and to whole ones. */
function readLambda(eurPerMwh: Float64Array, lambda: Float64Array, lambdaMicro: Int32Array): void {
  for (let i = 0; i < lambda.length; i++) {
    const micro = 1000 * eurPerMwh[i]!;
    lambda[i] = micro;
    lambdaMicro[i] = roundHalfUp(micro);
  }
}
