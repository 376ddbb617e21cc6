import { congestionCost, congestionSlope, type TariffSettings } from "#engine/grid/networkCost.ts";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/**
 * Flows of the monitored branches while trades are added to a solved state. A kW injected below a
 * branch takes the same current out of it wherever it is injected: 1/conj(V), V at the lower bus.
 */
export class WorkingBranches {
  readonly #network: RadialNetwork;
  readonly #settings: TariffSettings;
  /** Nearest monitored branch at or above each bus; 0 for none. */
  readonly #nearest: Int32Array;
  /** The same above each branch. */
  readonly #above: Int32Array;
  /** Columns over branches, filled at the monitored ones: loading as a complex number… */
  readonly #loadingRe: Float64Array;
  readonly #loadingIm: Float64Array;
  /** …its length… */
  readonly #loading: Float64Array;
  /** …and what one kW injected below takes from it. */
  readonly #perKwRe: Float64Array;
  readonly #perKwIm: Float64Array;

  constructor(network: RadialNetwork, settings: TariffSettings) {
    this.#network = network;
    this.#settings = settings;
    this.#nearest = new Int32Array(network.busCount);
    for (const branch of network.monitoredBranches) this.#nearest[branch] = branch;
    for (let i = 1; i < network.busCount; i++) {
      if (this.#nearest[i] === 0) this.#nearest[i] = this.#nearest[network.parent[i]!]!;
    }
    this.#above = network.parent.map((bus) => this.#nearest[bus] ?? 0);
    this.#loading = new Float64Array(network.busCount);
    this.#loadingRe = new Float64Array(network.busCount);
    this.#loadingIm = new Float64Array(network.busCount);
    this.#perKwRe = new Float64Array(network.busCount);
    this.#perKwIm = new Float64Array(network.busCount);
  }

  reset({ e, f, branchCurrentRe, branchCurrentIm }: PowerFlow): void {
    const { sBaseKva, ratedKva, monitoredBranches } = this.#network;
    for (const branch of monitoredBranches) {
      const rated = ratedKva[branch]!;
      const squared = e[branch]! ** 2 + f[branch]! ** 2;
      const re = (sBaseKva * branchCurrentRe[branch]!) / rated;
      const im = (sBaseKva * branchCurrentIm[branch]!) / rated;
      this.#loadingRe[branch] = re;
      this.#loadingIm[branch] = im;
      this.#loading[branch] = Math.sqrt(re * re + im * im);
      this.#perKwRe[branch] = e[branch]! / (squared * rated);
      this.#perKwIm[branch] = f[branch]! / (squared * rated);
    }
  }

  /** Cost of a trade beyond its first-order cost, summed over the path, µEUR/h; ≥ 0. */
  excess(seller: number, buyer: number, powerKw: number): number {
    let sum = 0;
    let a = this.#nearest[seller]!;
    let b = this.#nearest[buyer]!;
    while (a !== b) {
      if (a > b) {
        sum += this.#excessOf(a, powerKw);
        a = this.#above[a]!;
      } else {
        sum += this.#excessOf(b, -powerKw);
        b = this.#above[b]!;
      }
    }
    return sum;
  }

  /**
   * Adds a trade; adds what it changes in each branch's first-order cost, µEUR/kWh, to `shift`.
   *
   * @returns by how much the tariff between the two buses changes per kW traded, from the branches
   *   that were above their free loading, µEUR/kWh per kW.
   */
  apply(seller: number, buyer: number, powerKw: number, shift: Float64Array): number {
    let stiffness = 0;
    let a = this.#nearest[seller]!;
    let b = this.#nearest[buyer]!;
    while (a !== b) {
      if (a > b) {
        stiffness += this.#stiffness(a);
        this.#inject(a, powerKw, shift);
        a = this.#above[a]!;
      } else {
        stiffness += this.#stiffness(b);
        this.#inject(b, -powerKw, shift);
        b = this.#above[b]!;
      }
    }
    return stiffness;
  }

  #stiffness(branch: number): number {
    const { loadingFree, congestionMicroEurPerKwh } = this.#settings;
    if (this.#loading[branch]! <= loadingFree) return 0;
    return congestionMicroEurPerKwh / (this.#network.ratedKva[branch]! * (1 - loadingFree));
  }

  /** Derivative of the branch's cost by the power injected below it, µEUR/kWh. */
  #slope(branch: number, loading: number): number {
    const slope = congestionSlope(this.#settings, loading);
    if (slope === 0) return 0;
    const along =
      this.#loadingRe[branch]! * this.#perKwRe[branch]! +
      this.#loadingIm[branch]! * this.#perKwIm[branch]!;
    return (-slope * this.#network.ratedKva[branch]! * along) / loading;
  }

  #excessOf(branch: number, injectedKw: number): number {
    const re = this.#loadingRe[branch]! - injectedKw * this.#perKwRe[branch]!;
    const im = this.#loadingIm[branch]! - injectedKw * this.#perKwIm[branch]!;
    const before = this.#loading[branch]!;
    const after = Math.sqrt(re * re + im * im);
    const free = this.#settings.loadingFree;
    if (before <= free && after <= free) return 0;
    const rated = this.#network.ratedKva[branch]!;
    const rise =
      congestionCost(this.#settings, rated, after) - congestionCost(this.#settings, rated, before);
    return Math.max(0, rise - this.#slope(branch, before) * injectedKw);
  }

  #inject(branch: number, injectedKw: number, shift: Float64Array): void {
    const before = this.#slope(branch, this.#loading[branch]!);
    const re = this.#loadingRe[branch]! - injectedKw * this.#perKwRe[branch]!;
    const im = this.#loadingIm[branch]! - injectedKw * this.#perKwIm[branch]!;
    const after = Math.sqrt(re * re + im * im);
    this.#loadingRe[branch] = re;
    this.#loadingIm[branch] = im;
    this.#loading[branch] = after;
    shift[branch]! += this.#slope(branch, after) - before;
  }
}
