import { assert } from "#engine/assert.ts";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

const STATION_LOSSES = 0;
const MEDIUM_VOLTAGE_LOSSES = 1;
const MAIN_LOSSES = 2;
const MAIN_LOADING = 3;
const IMPORT_KW = 4;
const IMPORT_KVAR = 5;

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
  /** What is constant of a branch, side by side; see `circuitsOf`. */
  readonly #circuits: Float64Array;
  /** The figures below: as fields they would be new objects after each change. */
  readonly #figures = new Float64Array(6);

  constructor(network: RadialNetwork) {
    this.network = network;
    this.#circuits = circuitsOf(network);
    this.voltagePu = new Float64Array(network.busCount);
    this.upperLoadingPercent = new Float64Array(network.busCount);
    this.lowerLoadingPercent = new Float64Array(network.busCount);
    this.loadingPercent = new Float64Array(network.busCount);
    this.apparentKva = new Float64Array(network.busCount);
  }

  /** Station transformers, no-load losses included, and the lines below them. */
  get stationAndBelowLossesKw(): number {
    return this.#figures[STATION_LOSSES]!;
  }

  /** Lines above the station transformers. */
  get mediumVoltageLossesKw(): number {
    return this.#figures[MEDIUM_VOLTAGE_LOSSES]!;
  }

  /** Losses inside the network, kW; the main transformer's come on top. */
  get lossesKw(): number {
    return this.stationAndBelowLossesKw + this.mediumVoltageLossesKw;
  }

  /** The transformer above the source bus; not part of the import. */
  get mainTransformerLossesKw(): number {
    return this.#figures[MAIN_LOSSES]!;
  }

  get mainLoadingPercent(): number {
    return this.#figures[MAIN_LOADING]!;
  }

  get importKw(): number {
    return this.#figures[IMPORT_KW]!;
  }

  get importKvar(): number {
    return this.#figures[IMPORT_KVAR]!;
  }

  /** Reads the last solution of `powerFlow`, which must belong to the same network. */
  evaluate(powerFlow: PowerFlow): void {
    assert(powerFlow.network === this.network);
    const { e, f } = powerFlow;
    for (let i = 0; i < this.network.busCount; i++) {
      this.voltagePu[i] = Math.sqrt(e[i]! * e[i]! + f[i]! * f[i]!);
    }
    this.#evaluateBranches(powerFlow);
    this.evaluateImport(powerFlow);
  }

  #evaluateBranches({ e, f, branchCurrentRe, branchCurrentIm }: PowerFlow): void {
    const { sBaseKva, parent } = this.network;
    evaluateBranches(
      parent,
      this.#circuits,
      e,
      f,
      branchCurrentRe,
      branchCurrentIm,
      this.voltagePu,
      this.apparentKva,
      this.upperLoadingPercent,
      this.lowerLoadingPercent,
      this.loadingPercent,
      this.#figures,
    );
    this.#figures[STATION_LOSSES]! *= sBaseKva;
    this.#figures[MEDIUM_VOLTAGE_LOSSES]! *= sBaseKva;
  }

  /**
   * Reads the import and the main transformer alone; all else stays as it was. The main transformer's
   * no-load part is taken at rated voltage: the grid above is not modelled.
   */
  evaluateImport({ e, branchCurrentRe, branchCurrentIm }: PowerFlow): void {
    const { sBaseKva, main } = this.network;
    const re = branchCurrentRe[0]!;
    const im = branchCurrentIm[0]!;
    const p = e[0]! * re;
    const q = -e[0]! * im;
    const squared = re * re + im * im;
    const upperP = p + main.r * squared + main.g0;
    const upperQ = q + main.x * squared - main.b0;
    const kva = sBaseKva * Math.sqrt(Math.max(p * p + q * q, upperP * upperP + upperQ * upperQ));
    this.#figures[IMPORT_KW] = sBaseKva * p;
    this.#figures[IMPORT_KVAR] = sBaseKva * q;
    this.#figures[MAIN_LOSSES] = sBaseKva * (upperP - p);
    this.#figures[MAIN_LOADING] = (100 * kva) / main.ratedKva;
  }
}

const STRIDE = 10;
const R = 0;
const GAIN = 1;
const UPPER_G = 2;
const UPPER_B = 3;
const LOWER_G = 4;
const LOWER_B = 5;
/** kVA and percent of the rating per pu of power. */
const KVA = 6;
const PERCENT = 7;
const IS_TRANSFORMER = 8;
const IN_STATION = 9;

/** What is constant of each branch, ten numbers side by side: fewer arrays are faster. */
function circuitsOf(network: RadialNetwork): Float64Array {
  const circuits = new Float64Array(STRIDE * network.busCount);
  for (let i = 1; i < network.busCount; i++) {
    const o = STRIDE * i;
    circuits[o + R] = network.r[i]!;
    circuits[o + GAIN] = 1 / network.ratio[i]!;
    circuits[o + UPPER_G] = network.upperG[i]!;
    circuits[o + UPPER_B] = network.upperB[i]!;
    circuits[o + LOWER_G] = network.lowerG[i]!;
    circuits[o + LOWER_B] = network.lowerB[i]!;
    circuits[o + KVA] = network.sBaseKva;
    circuits[o + PERCENT] = (100 * network.sBaseKva) / network.ratedKva[i]!;
    circuits[o + IS_TRANSFORMER] = network.isTransformer[i]!;
    circuits[o + IN_STATION] = network.inStation[i]!;
  }
  return circuits;
}

function evaluateBranches(
  parent: Int32Array,
  c: Float64Array,
  e: Float64Array,
  f: Float64Array,
  currentRe: Float64Array,
  currentIm: Float64Array,
  voltagePu: Float64Array,
  apparentKva: Float64Array,
  upperPercent: Float64Array,
  lowerPercent: Float64Array,
  loadingPercent: Float64Array,
  figures: Float64Array,
): void {
  let stationPu = 0;
  let mediumVoltagePu = 0;
  for (let i = 1, o = STRIDE; i < parent.length; i++, o += STRIDE) {
    const k = parent[i]!;
    const re = currentRe[i]!;
    const im = currentIm[i]!;
    const gain = c[o + GAIN]!;
    const upperG = c[o + UPPER_G]!;
    const upperB = c[o + UPPER_B]!;
    const upperRe = re * gain + upperG * e[k]! - upperB * f[k]!;
    const upperIm = im * gain + upperG * f[k]! + upperB * e[k]!;
    const lowerG = c[o + LOWER_G]!;
    const lowerB = c[o + LOWER_B]!;
    const lowerRe = re - lowerG * e[i]! + lowerB * f[i]!;
    const lowerIm = im - lowerG * f[i]! - lowerB * e[i]!;
    const upper = Math.sqrt(upperRe * upperRe + upperIm * upperIm);
    const lower = Math.sqrt(lowerRe * lowerRe + lowerIm * lowerIm);
    const upperV = voltagePu[k]!;
    const lowerV = voltagePu[i]!;
    const upperPu = upper * upperV;
    const lowerPu = lower * lowerV;
    const isTransformer = c[o + IS_TRANSFORMER] !== 0;
    const percent = c[o + PERCENT]!;
    const above = percent * (isTransformer ? upperPu : upper);
    const below = percent * (isTransformer ? lowerPu : lower);
    apparentKva[i] = c[o + KVA]! * Math.max(upperPu, lowerPu);
    upperPercent[i] = above;
    lowerPercent[i] = below;
    loadingPercent[i] = Math.max(above, below);
    const loss =
      c[o + R]! * (re * re + im * im) + upperG * upperV * upperV + lowerG * lowerV * lowerV;
    const part = c[o + IN_STATION]!;
    stationPu += part * loss;
    mediumVoltagePu += (1 - part) * loss;
  }
  figures[STATION_LOSSES] = stationPu;
  figures[MEDIUM_VOLTAGE_LOSSES] = mediumVoltagePu;
}
