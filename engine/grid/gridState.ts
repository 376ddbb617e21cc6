import { assert } from "#engine/assert.ts";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/**
 * What a solved power flow means: voltages, loadings, losses and the import at the source bus.
 * One object is filled again and again.
 *
 *     importKw = Σ loads + stationAndBelowLossesKw + mediumVoltageLossesKw      (to the solver's residual)
 */
export class GridState {
  readonly network: RadialNetwork;
  readonly voltagePu: Float64Array;
  /** Per branch, lines by current, transformers by apparent power: at each end… */
  readonly upperLoadingPercent: Float64Array;
  readonly lowerLoadingPercent: Float64Array;
  /** …and the larger of both. */
  readonly loadingPercent: Float64Array;
  /** Per branch, the larger of both ends. */
  readonly apparentKva: Float64Array;
  /** Station transformers, no-load losses included, and the lines below them. */
  stationAndBelowLossesKw = 0;
  /** Lines above the station transformers. */
  mediumVoltageLossesKw = 0;
  /** The transformer above the source bus; not part of the import. */
  mainTransformerLossesKw = 0;
  mainLoadingPercent = 0;
  importKw = 0;
  importKvar = 0;

  constructor(network: RadialNetwork) {
    this.network = network;
    this.voltagePu = new Float64Array(network.busCount);
    this.upperLoadingPercent = new Float64Array(network.busCount);
    this.lowerLoadingPercent = new Float64Array(network.busCount);
    this.loadingPercent = new Float64Array(network.busCount);
    this.apparentKva = new Float64Array(network.busCount);
  }

  /** Losses inside the network, kW; the main transformer's come on top. */
  get lossesKw(): number {
    return this.stationAndBelowLossesKw + this.mediumVoltageLossesKw;
  }

  /** Reads the last solution of `powerFlow`, which must belong to the same network. */
  evaluate(powerFlow: PowerFlow): void {
    assert(powerFlow.network === this.network);
    const { e, f } = powerFlow;
    for (let i = 0; i < this.network.busCount; i++) {
      this.voltagePu[i] = Math.sqrt(e[i]! * e[i]! + f[i]! * f[i]!);
    }
    this.#evaluateBranches(powerFlow);
    this.#evaluateImport(powerFlow);
  }

  #evaluateBranches({ e, f, branchCurrentRe, branchCurrentIm }: PowerFlow): void {
    const { busCount, sBaseKva, parent, r, ratio, ratedKva } = this.network;
    const { upperG, upperB, lowerG, lowerB, isTransformer, inStation } = this.network;
    let stationPu = 0;
    let mediumVoltagePu = 0;
    for (let i = 1; i < busCount; i++) {
      const k = parent[i]!;
      const re = branchCurrentRe[i]!;
      const im = branchCurrentIm[i]!;
      const upperRe = re / ratio[i]! + upperG[i]! * e[k]! - upperB[i]! * f[k]!;
      const upperIm = im / ratio[i]! + upperG[i]! * f[k]! + upperB[i]! * e[k]!;
      const lowerRe = re - lowerG[i]! * e[i]! + lowerB[i]! * f[i]!;
      const lowerIm = im - lowerG[i]! * f[i]! - lowerB[i]! * e[i]!;
      const upper = Math.sqrt(upperRe * upperRe + upperIm * upperIm);
      const lower = Math.sqrt(lowerRe * lowerRe + lowerIm * lowerIm);
      const upperV = this.voltagePu[k]!;
      const lowerV = this.voltagePu[i]!;
      this.apparentKva[i] = sBaseKva * Math.max(upper * upperV, lower * lowerV);
      const percent = (100 * sBaseKva) / ratedKva[i]!;
      const upperPercent = percent * (isTransformer[i] ? upper * upperV : upper);
      const lowerPercent = percent * (isTransformer[i] ? lower * lowerV : lower);
      this.upperLoadingPercent[i] = upperPercent;
      this.lowerLoadingPercent[i] = lowerPercent;
      this.loadingPercent[i] = Math.max(upperPercent, lowerPercent);
      const lossPu =
        r[i]! * (re * re + im * im) + upperG[i]! * upperV * upperV + lowerG[i]! * lowerV * lowerV;
      if (inStation[i]) stationPu += lossPu;
      else mediumVoltagePu += lossPu;
    }
    this.stationAndBelowLossesKw = sBaseKva * stationPu;
    this.mediumVoltageLossesKw = sBaseKva * mediumVoltagePu;
  }

  /** The main transformer's no-load part is taken at rated voltage: the grid above is not modelled. */
  #evaluateImport({ e, branchCurrentRe, branchCurrentIm }: PowerFlow): void {
    const { sBaseKva, main } = this.network;
    const re = branchCurrentRe[0]!;
    const im = branchCurrentIm[0]!;
    const p = e[0]! * re;
    const q = -e[0]! * im;
    const squared = re * re + im * im;
    const upperP = p + main.r * squared + main.g0;
    const upperQ = q + main.x * squared - main.b0;
    const kva = sBaseKva * Math.max(Math.hypot(p, q), Math.hypot(upperP, upperQ));
    this.importKw = sBaseKva * p;
    this.importKvar = sBaseKva * q;
    this.mainTransformerLossesKw = sBaseKva * (upperP - p);
    this.mainLoadingPercent = (100 * kva) / main.ratedKva;
  }
}
