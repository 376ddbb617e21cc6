import { congestionCost, congestionSlope, type TariffSettings } from "#engine/grid/networkCost.ts";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/** Fields of one monitored branch inside `#state`, as offsets from `number * STRIDE`: a cache line. */
const STRIDE = 8;
/** Loading as a complex number, and its length. */
const RE = 0;
const IM = 1;
const LOADING = 2;
/** What one kW injected below takes from it. */
const PER_KW_RE = 3;
const PER_KW_IM = 4;
const RATED_KVA = 5;

/**
 * Flows of the monitored branches while trades are added to a solved state. A kW injected below a
 * branch takes the same current out of it wherever it is injected: 1/conj(V), V at the lower bus.
 */
export class WorkingBranches {
  readonly #network: RadialNetwork;
  readonly #settings: TariffSettings;
  /** Monitored branches by their number, ascending from 1 on; 0 stands for none. */
  readonly #branches: Int32Array;
  /** A record for each. */
  readonly #state: Float64Array;
  /** Number of the nearest monitored branch at or above each bus. */
  readonly #nearest: Int32Array;
  /** The same above each monitored branch. */
  readonly #above: Int32Array;

  constructor(network: RadialNetwork, settings: TariffSettings) {
    const { busCount, parent, ratedKva } = network;
    const branches = Int32Array.from(new Set([0, ...network.monitoredBranches])).sort();
    this.#network = network;
    this.#settings = settings;
    this.#branches = branches;
    this.#state = new Float64Array(STRIDE * branches.length);
    this.#nearest = new Int32Array(busCount);
    for (const [n, branch] of branches.entries()) {
      this.#nearest[branch] = n;
      this.#state[STRIDE * n + RATED_KVA] = ratedKva[branch]!;
    }
    for (let i = 1; i < busCount; i++) {
      if (this.#nearest[i] === 0) this.#nearest[i] = this.#nearest[parent[i]!]!;
    }
    this.#above = branches.map((branch) => this.#nearest[parent[branch]!] ?? 0);
  }

  reset({ e, f, branchCurrentRe, branchCurrentIm }: PowerFlow): void {
    const { sBaseKva } = this.#network;
    const s = this.#state;
    const branches = this.#branches;
    for (let n = 1, o = STRIDE; n < branches.length; n++, o += STRIDE) {
      const branch = branches[n]!;
      const rated = s[o + RATED_KVA]!;
      const u = e[branch]!;
      const v = f[branch]!;
      const squared = u * u + v * v;
      const re = (sBaseKva * branchCurrentRe[branch]!) / rated;
      const im = (sBaseKva * branchCurrentIm[branch]!) / rated;
      s[o + RE] = re;
      s[o + IM] = im;
      s[o + LOADING] = Math.sqrt(re * re + im * im);
      s[o + PER_KW_RE] = u / (squared * rated);
      s[o + PER_KW_IM] = v / (squared * rated);
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

  #stiffness(n: number): number {
    const { loadingFree, congestionMicroEurPerKwh } = this.#settings;
    const s = this.#state;
    const o = STRIDE * n;
    if (s[o + LOADING]! <= loadingFree) return 0;
    return congestionMicroEurPerKwh / (s[o + RATED_KVA]! * (1 - loadingFree));
  }

  /** Derivative of the branch's cost by the power injected below it, µEUR/kWh. */
  #slope(n: number, loading: number): number {
    const slope = congestionSlope(this.#settings, loading);
    if (slope === 0) return 0;
    const s = this.#state;
    const o = STRIDE * n;
    const along = s[o + RE]! * s[o + PER_KW_RE]! + s[o + IM]! * s[o + PER_KW_IM]!;
    return (-slope * s[o + RATED_KVA]! * along) / loading;
  }

  #excessOf(n: number, injectedKw: number): number {
    const s = this.#state;
    const o = STRIDE * n;
    const re = s[o + RE]! - injectedKw * s[o + PER_KW_RE]!;
    const im = s[o + IM]! - injectedKw * s[o + PER_KW_IM]!;
    const before = s[o + LOADING]!;
    const after = Math.sqrt(re * re + im * im);
    const free = this.#settings.loadingFree;
    if (before <= free && after <= free) return 0;
    const rated = s[o + RATED_KVA]!;
    const rise =
      congestionCost(this.#settings, rated, after) - congestionCost(this.#settings, rated, before);
    return Math.max(0, rise - this.#slope(n, before) * injectedKw);
  }

  #inject(n: number, injectedKw: number, shift: Float64Array): void {
    const s = this.#state;
    const o = STRIDE * n;
    const before = this.#slope(n, s[o + LOADING]!);
    const re = s[o + RE]! - injectedKw * s[o + PER_KW_RE]!;
    const im = s[o + IM]! - injectedKw * s[o + PER_KW_IM]!;
    const after = Math.sqrt(re * re + im * im);
    s[o + RE] = re;
    s[o + IM] = im;
    s[o + LOADING] = after;
    shift[this.#branches[n]!]! += this.#slope(n, after) - before;
  }
}
