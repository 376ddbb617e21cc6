import { assert } from "#engine/assert.ts";
import { type FeederReduction, reduceFeeder } from "#engine/grid/feederReduction.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";
import { recoverCurrents, recoverVoltages } from "#engine/grid/recoverFeeder.ts";
import { assertIdle, startSweep } from "#engine/grid/startSweep.ts";
import { busScale, type SweepColumns, sweepColumns } from "#engine/grid/sweepColumns.ts";
import {
  type SweepRecords,
  sumCurrents,
  sweepRadial,
  sweepRecords,
} from "#engine/grid/sweepRadial.ts";
import * as record from "#engine/grid/sweepRecord.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { J_IM, J_RE, P, Q, STRIDE, V_IM, V_RE } = record;

/** The solver found no operating point: the network cannot carry this load. */
export class PowerFlowDivergedError extends Error {
  override readonly name = "PowerFlowDivergedError";
  /** Iterations done until it gave up. */
  readonly iterations: number;
  /** Bus whose voltage still moves most, or whose load is not a number. */
  readonly worstBusId: string;

  constructor(iterations: number, worstBusId: string) {
    super(`power flow did not converge in ${iterations} iterations; worst at bus ${worstBusId}`);
    this.iterations = iterations;
    this.worstBusId = worstBusId;
  }
}

export interface PowerFlowSettings {
  /** Largest error of a bus voltage, pu. */
  readonly tolerancePu: number;
  readonly iterationsMax: number;
  /** Indices of the buses that may have load; all others never have. Saves time, see `reduceFeeder`. */
  readonly loadedBuses: Iterable<number>;
}

/**
 * AC power flow of a balanced radial network with constant-power loads, by backward-forward sweep.
 * Starts from the unloaded voltages each time, so a result depends on its input alone. The arrays
 * are overwritten by the next `solve`; nothing is allocated.
 */
export class PowerFlow {
  readonly network: RadialNetwork;
  /** Bus voltage, real and imaginary part, pu. */
  readonly e: Float64Array;
  readonly f: Float64Array;
  /** Series current of each branch at its lower side, pu, flowing down; index 0: the whole import. */
  readonly branchCurrentRe: Float64Array;
  readonly branchCurrentIm: Float64Array;
  /** See `busScale`. */
  readonly #scale: Float64Array;
  /** The network as seen from the source. */
  readonly #columns: SweepColumns;
  /** Null where every bus is swept. */
  readonly #reduction: FeederReduction | null;
  /** What is swept: the whole network, or what the reduction leaves of it. */
  readonly #swept: SweepRecords;
  /** See `sweepRadial`. */
  readonly #cell: Float64Array;
  readonly #iterationsMax: number;

  constructor(network: RadialNetwork, settings: Partial<PowerFlowSettings> = {}) {
    const { tolerancePu = 1e-8, iterationsMax = 100, loadedBuses } = settings;
    assert(tolerancePu > 0 && iterationsMax >= 1);
    const column = () => new Float64Array(network.busCount);
    this.network = network;
    this.e = column();
    this.f = column();
    this.branchCurrentRe = column();
    this.branchCurrentIm = column();
    const scale = busScale(network);
    this.#scale = scale;
    const columns = sweepColumns(network, scale);
    this.#columns = columns;
    this.#reduction = loadedBuses === undefined ? null : reduced(columns, loadedBuses);
    this.#swept = sweepRecords(this.#reduction?.columns ?? columns, this.#reduction?.kept);
    // A swept voltage is the bus's times its scale, and so is its error.
    const strictest = Math.min(...scale) * tolerancePu;
    this.#cell = Float64Array.of(strictest * strictest, 0);
    this.#iterationsMax = iterationsMax;
  }

  /** Number of buses that are swept; the voltages of the others follow. */
  get sweptBusCount(): number {
    return this.#swept.busCount;
  }

  /**
   * Solves for one set of loads.
   *
   * @param pKw - Consumption at each bus, kW; feed-in negative.
   * @param qKvar - Reactive consumption at each bus, kvar.
   * @param offset - Where the loads begin, for rows of a table.
   * @returns the number of iterations.
   * @throws {PowerFlowDivergedError} when there is no solution, or a load is not a number.
   */
  solve(pKw: Float64Array, qKvar: Float64Array, offset = 0): number {
    const iterations = this.sweep(pKw, qKvar, offset);
    this.recover();
    return iterations;
  }

  /** First half of `solve`: finds the operating point; what can be read comes with `recover`. */
  sweep(pKw: Float64Array, qKvar: Float64Array, offset = 0): number {
    const iterations = this.trySweep(pKw, qKvar, offset);
    if (iterations < 0) throw new PowerFlowDivergedError(-iterations, this.#worstBus());
    return iterations;
  }

  /** `sweep` that returns minus its iterations where there is no solution, or a load is not a number. */
  trySweep(pKw: Float64Array, qKvar: Float64Array, offset = 0): number {
    const { busCount, sBaseKva, sourceVoltagePu } = this.network;
    assert(pKw.length >= offset + busCount && qKvar.length >= offset + busCount);
    if (this.#reduction !== null) assertIdle(this.#reduction.dropped, pKw, qKvar, offset);
    startSweep(this.#swept, sourceVoltagePu, sBaseKva, pKw, qKvar, offset);
    return sweepRadial(this.#swept, this.#cell, this.#iterationsMax);
  }

  /**
   * Second half of `solve`: the voltages of all buses, and the currents from them, so that loads
   * are met exactly.
   */
  recover(): void {
    const { e, f, branchCurrentRe, branchCurrentIm } = this;
    const swept = this.#swept;
    const reduction = this.#reduction;
    if (reduction === null) {
      sumCurrents(swept.busCount, swept.above, swept.state);
      readOut(swept, this.#scale, e, f, branchCurrentRe, branchCurrentIm);
    } else {
      recoverVoltages(reduction, swept, e, f);
      recoverCurrents(this.#columns, swept, e, f, branchCurrentRe, branchCurrentIm);
      unscale(this.#scale, e, f, branchCurrentRe, branchCurrentIm);
    }
  }

  /** Writes the load that was solved, pu, consumption positive. */
  copyLoads(p: Float64Array, q: Float64Array): void {
    const { bus, state } = this.#swept;
    if (this.#reduction !== null) {
      p.fill(0);
      q.fill(0);
    }
    for (let n = 0, o = 0; n < bus.length; n++, o += STRIDE) {
      p[bus[n]!] = state[o + P]!;
      q[bus[n]!] = state[o + Q]!;
    }
  }

  /** After a sweep that failed: where the loads are no numbers or one more step moves most. */
  #worstBus(): string {
    const { busCount, bus, state } = this.#swept;
    const nameOf = (place: number) => this.network.busIds[bus[place]!]!;
    const before = state.slice();
    sweepRadial(this.#swept, new Float64Array(2), 1);
    let worst = 0;
    let most = -1;
    for (let i = 0, o = 0; i < busCount; i++, o += STRIDE) {
      if (!Number.isFinite(state[o + P]! + state[o + Q]!)) return nameOf(i);
      const moved = Math.hypot(
        state[o + V_RE]! - before[o + V_RE]!,
        state[o + V_IM]! - before[o + V_IM]!,
      );
      if (moved > most) [worst, most] = [i, moved];
    }
    return nameOf(worst);
  }
}

/** Null where every bus has to be kept. */
function reduced(whole: SweepColumns, loadedBuses: Iterable<number>): FeederReduction | null {
  const isLoaded = new Uint8Array(whole.busCount);
  for (const bus of loadedBuses) {
    assert(bus >= 0 && bus < whole.busCount);
    isLoaded[bus] = 1;
  }
  const reduction = reduceFeeder(whole, isLoaded);
  return reduction.dropped.length === 0 ? null : reduction;
}

/** From the records to columns, and from what is seen from the source to what each bus has. */
function readOut(
  { busCount, bus, state: s }: SweepRecords,
  scale: Float64Array,
  e: Float64Array,
  f: Float64Array,
  currentRe: Float64Array,
  currentIm: Float64Array,
): void {
  for (let n = 0, o = 0; n < busCount; n++, o += STRIDE) {
    const i = bus[n]!;
    const factor = scale[i]!;
    e[i] = s[o + V_RE]! / factor;
    f[i] = s[o + V_IM]! / factor;
    currentRe[i] = s[o + J_RE]! * factor;
    currentIm[i] = s[o + J_IM]! * factor;
  }
}

/** The same where columns are filled already. */
function unscale(
  scale: Float64Array,
  e: Float64Array,
  f: Float64Array,
  currentRe: Float64Array,
  currentIm: Float64Array,
): void {
  for (let i = 0; i < scale.length; i++) {
    const factor = scale[i]!;
    e[i]! /= factor;
    f[i]! /= factor;
    currentRe[i]! *= factor;
    currentIm[i]! *= factor;
  }
}
