import { GridState } from "#engine/grid/gridState.ts";
import type {
  LightReason,
  LightRequest,
  LightSettings,
  LightVerdict,
  LoadCase,
} from "#engine/grid/lightVerdict.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";
import { loadingSensitivity, voltageSensitivity } from "#engine/grid/sensitivity.ts";

/** Safe quantities are found to this share of the request. */
const RESOLUTION = 1 / 1024;

/** Smaller changes cannot be told from what the power flow leaves open (1e-8 pu): percent and pu. */
const LEAST_CHANGE = { loading: 1e-5, voltage: 1e-7 };

/** One monitored element: what it shows, and what the whole request does to it at first. */
interface Watched {
  readonly kind: "loading" | "voltage";
  readonly element: string;
  readonly place: number;
  readonly before: number;
  /** Change by the full request, to first order. */
  readonly slope: number;
  /** Smaller changes than this do not count. */
  readonly least: number;
}

/** One request in one load case. */
export class LightCase {
  readonly #network: RadialNetwork;
  readonly #loadCase: LoadCase;
  readonly #request: LightRequest;
  readonly #settings: LightSettings;
  readonly #powerFlow: PowerFlow;
  readonly #state: GridState;
  readonly #watched: readonly Watched[];
  readonly #pKw: Float64Array;
  readonly #qKvar: Float64Array;

  constructor(
    network: RadialNetwork,
    loadCase: LoadCase,
    request: LightRequest,
    settings: LightSettings,
  ) {
    this.#network = network;
    this.#loadCase = loadCase;
    this.#request = request;
    this.#settings = settings;
    this.#powerFlow = new PowerFlow(network);
    this.#state = new GridState(network);
    this.#pKw = loadCase.pKw.slice();
    this.#qKvar = loadCase.qKvar.slice();
    this.#powerFlow.solve(this.#pKw, this.#qKvar);
    this.#state.evaluate(this.#powerFlow);
    this.#watched = this.#watch();
  }

  judge(): LightVerdict {
    const { powerKw } = this.#request;
    const { greenLoadingPercent, greenVoltagePu, loadingPercentMax, voltagePuMax } = this.#settings;
    const green = this.#broken(1, greenLoadingPercent, greenVoltagePu);
    if (green === null) return { light: "green", safeKw: powerKw };
    const full = this.#broken(1, loadingPercentMax, voltagePuMax);
    if (full === null) return { light: "yellow", safeKw: powerKw, reason: green };
    const { safe, reason } = this.#largestSafe(full);
    if (safe === 0) return { light: "red", safeKw: 0, reason };
    return { light: "yellow", safeKw: safe * powerKw, reason };
  }

  /**
   * Largest share of the request that breaks no limit, and the limit beyond it. The loading of a
   * branch may fall before it rises with the request, never the other way round, and a voltage
   * moves one way: what is safe begins at nothing and ends once.
   */
  #largestSafe(full: LightReason): { safe: number; reason: LightReason } {
    const { loadingPercentMax, voltagePuMax } = this.#settings;
    let safe = 0;
    let unsafe = 1;
    let reason = full;
    const look = (share: number) => {
      const broken = this.#broken(share, loadingPercentMax, voltagePuMax);
      if (broken === null) safe = share;
      else [unsafe, reason] = [share, broken];
    };
    // To first order the limit is met here; both sides of it often are all there is to look at.
    const step = this.#firstStep(loadingPercentMax, voltagePuMax);
    for (const guess of [step - RESOLUTION / 2, step + RESOLUTION / 2]) {
      if (guess > safe && guess < unsafe) look(guess);
    }
    while (unsafe - safe > RESOLUTION) look((safe + unsafe) / 2);
    return { safe, reason };
  }

  /** Share of the request at which the first limit is met if everything is linear. */
  #firstStep(loadingPercentMax: number, voltagePuMax: number): number {
    let step = 1;
    for (const { kind, before, slope } of this.#watched) {
      const limits =
        kind === "loading" ? [loadingPercentMax] : [1 - voltagePuMax, 1 + voltagePuMax];
      for (const limit of limits) {
        const share = (limit - before) / slope;
        if (share > 0) step = Math.min(step, share);
      }
    }
    return step;
  }

  /** The limit that a share of the request breaks furthest, null if none. */
  #broken(share: number, loadingPercentMax: number, voltagePuMax: number): LightReason | null {
    const { id, pKw, qKvar } = this.#loadCase;
    const { buses, powerKw, tangent } = this.#request;
    this.#pKw.set(pKw);
    this.#qKvar.set(qKvar);
    for (const bus of buses) {
      this.#pKw[bus]! += (share * powerKw) / buses.length;
      this.#qKvar[bus]! += (share * powerKw * tangent) / buses.length;
    }
    if (this.#powerFlow.trySweep(this.#pKw, this.#qKvar) < 0) {
      const element = this.#network.busIds[buses[0]!]!;
      const none = { value: Number.NaN, valueBefore: Number.NaN, limit: Number.NaN };
      return { kind: "no solution", element, loadCase: id, ...none };
    }
    this.#powerFlow.recover();
    this.#state.evaluate(this.#powerFlow);
    let reason: LightReason | null = null;
    let furthest = 0;
    for (const { kind, element, place, before, least } of this.#watched) {
      const value = this.#read(kind, place);
      const limit =
        kind === "loading" ? loadingPercentMax : value < 1 ? 1 - voltagePuMax : 1 + voltagePuMax;
      const over = excess(kind, value, limit);
      const change = Math.max(share * least, LEAST_CHANGE[kind]);
      const isWorse = over > excess(kind, before, limit) + change;
      // In shares of the limit's own room, so that percent and pu compare.
      const depth = kind === "loading" ? over / loadingPercentMax : over / voltagePuMax;
      if (over <= 0 || !isWorse || depth <= furthest) continue;
      furthest = depth;
      reason = { kind, element, loadCase: id, value, valueBefore: before, limit };
    }
    return reason;
  }

  #read(kind: "loading" | "voltage", place: number): number {
    return kind === "loading" ? this.#state.loadingPercent[place]! : this.#state.voltagePu[place]!;
  }

  #watch(): Watched[] {
    const { monitoredBranches, monitoredBuses, branchIds, busIds, ratedKva } = this.#network;
    const { effectShareMin } = this.#settings;
    const power = Math.abs(this.#request.powerKw);
    const watched: Watched[] = [];
    const perKvar = new Float64Array(this.#network.busCount);
    for (const place of monitoredBranches) {
      const percentPerKva = 100 / ratedKva[place]!;
      const perKw = loadingSensitivity(this.#network, this.#powerFlow, place, perKvar);
      watched.push({
        kind: "loading",
        element: branchIds[place]!,
        place,
        before: this.#read("loading", place),
        slope: this.#effect(perKw, perKvar) * percentPerKva,
        least: effectShareMin * power * percentPerKva,
      });
    }
    for (const place of monitoredBuses) {
      const perKw = voltageSensitivity(this.#network, this.#powerFlow, place, perKvar);
      watched.push({
        kind: "voltage",
        element: busIds[place]!,
        place,
        before: this.#read("voltage", place),
        slope: this.#effect(perKw, perKvar),
        least: effectShareMin * power * Math.abs(perKw[place]!),
      });
    }
    return watched;
  }

  /** Change by the full request, from those per kW and kvar more consumption at each bus. */
  #effect(perKw: Float64Array, perKvar: Float64Array): number {
    const { buses, powerKw, tangent } = this.#request;
    const perShare = (sum: number, bus: number) => sum + perKw[bus]! + tangent * perKvar[bus]!;
    return (powerKw / buses.length) * buses.reduce(perShare, 0);
  }
}

/** How far a value lies beyond a limit; negative within. Voltage limits below 1 are lower ones. */
function excess(kind: "loading" | "voltage", value: number, limit: number): number {
  return kind === "voltage" && limit < 1 ? limit - value : value - limit;
}
