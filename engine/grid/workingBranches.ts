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
  /** Columns over branches, filled at the monitored ones: loading as a complex number… */
  readonly #loadingRe: Float64Array;
  readonly #loadingIm: Float64Array;
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
      this.#loadingRe[branch] = (sBaseKva * branchCurrentRe[branch]!) / rated;
      this.#loadingIm[branch] = (sBaseKva * branchCurrentIm[branch]!) / rated;
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
        a = this.#above(a);
      } else {
        sum += this.#excessOf(b, -powerKw);
        b = this.#above(b);
      }
    }
    return sum;
  }

  /** Adds a trade; adds what it changes in each branch's first-order cost, µEUR/kWh, to `shift`. */
  apply(seller: number, buyer: number, powerKw: number, shift: Float64Array): void {
    let a = this.#nearest[seller]!;
    let b = this.#nearest[buyer]!;
    while (a !== b) {
      if (a > b) {
        this.#inject(a, powerKw, shift);
        a = this.#above(a);
      } else {
        this.#inject(b, -powerKw, shift);
        b = this.#above(b);
      }
    }
  }

  /** Change of the tariff between two buses per kW traded, from the branches above their free loading. */
  stiffness(seller: number, buyer: number): number {
    let sum = 0;
    let a = this.#nearest[seller]!;
    let b = this.#nearest[buyer]!;
    while (a !== b) {
      const branch = Math.max(a, b);
      if (this.#loading(branch) > this.#settings.loadingFree) {
        const range = this.#network.ratedKva[branch]! * (1 - this.#settings.loadingFree);
        sum += this.#settings.congestionMicroEurPerKwh / range;
      }
      if (a > b) a = this.#above(a);
      else b = this.#above(b);
    }
    return sum;
  }

  #above(branch: number): number {
    return this.#nearest[this.#network.parent[branch]!]!;
  }

  #loading(branch: number): number {
    const re = this.#loadingRe[branch]!;
    const im = this.#loadingIm[branch]!;
    return Math.sqrt(re * re + im * im);
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
    const before = this.#loading(branch);
    const after = Math.sqrt(re * re + im * im);
    const free = this.#settings.loadingFree;
    if (before <= free && after <= free) return 0;
    const rated = this.#network.ratedKva[branch]!;
    const rise =
      congestionCost(this.#settings, rated, after) - congestionCost(this.#settings, rated, before);
    return Math.max(0, rise - this.#slope(branch, before) * injectedKw);
  }

  #inject(branch: number, injectedKw: number, shift: Float64Array): void {
    const before = this.#slope(branch, this.#loading(branch));
    this.#loadingRe[branch]! -= injectedKw * this.#perKwRe[branch]!;
    this.#loadingIm[branch]! -= injectedKw * this.#perKwIm[branch]!;
    shift[branch]! += this.#slope(branch, this.#loading(branch)) - before;
  }
}
