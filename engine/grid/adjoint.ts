import { assert } from "#engine/assert.ts";
import * as record from "#engine/grid/adjointRecord.ts";
import { type PowerFlow, PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";
import {
  type AdjointRecords,
  adjointRecords,
  iterate,
  pushSeeds,
  startAdjoint,
} from "#engine/grid/sweepAdjoint.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { G_IM, G_RE, STRIDE, T_IM, T_RE } = record;

const ITERATIONS_MAX = 100;
/** Stops when what is still to come is this small a part of the gradient. */
const TOLERANCE = 1e-11;
/** Contraction up to which the next changes are counted on to shrink as the last one did. */
const CONTRACTION2_MAX = 0.0625;

/**
 * Gradient of a function of branch currents and bus voltages with respect to the load at every
 * bus, exact for the AC power flow, at the price of a few sweeps.
 *
 * With a = ∂C/∂J, b = ∂C/∂V (as complex numbers, dC = Re Σ conj(a) dJ + Re Σ conj(b) dV), B the
 * tree accumulation of the sweep, T = Bᵀ Z B and I = conj(S/V) + Y V the current of a bus:
 *
 *     dV = −T dI,   dI = conj(dS/V) + D conj(dV) + Y dV,   D = −conj(S/V²)
 *     g = Bᵀ(a − conj(Z) B b)
 *     y = g − conj(T) (D conj(y) + conj(Y) y)          fixed point; contracts like the sweep itself
 *     ∂C/∂p_n = Re(y_n / V_n),  ∂C/∂q_n = −Im(y_n / V_n)      p, q consumption
 *
 * Fill the seed columns, then `solve`; seeds stay until `clear`.
 */
export class Adjoint {
  readonly network: RadialNetwork;
  /** ∂C/∂J by branch, per pu of current. */
  readonly currentRe: Float64Array;
  readonly currentIm: Float64Array;
  /** ∂C/∂V by bus, per pu of voltage. */
  readonly voltageRe: Float64Array;
  readonly voltageIm: Float64Array;
  readonly #records: AdjointRecords;

  constructor(network: RadialNetwork) {
    const column = () => new Float64Array(network.busCount);
    this.network = network;
    this.currentRe = column();
    this.currentIm = column();
    this.voltageRe = column();
    this.voltageIm = column();
    this.#records = adjointRecords(network);
  }

  /** Sets all seeds to zero. */
  clear(): void {
    this.currentRe.fill(0);
    this.currentIm.fill(0);
    this.voltageRe.fill(0);
    this.voltageIm.fill(0);
  }

  /**
   * Writes ∂C/∂p at the last solution of `powerFlow` to `gradient`, per kW more consumption, and
   * ∂C/∂q to `reactive` where it is given, per kvar.
   *
   * @param tolerance - Error of the gradient as a share of its length.
   * @throws {PowerFlowDivergedError} where the state is so close to collapse that no gradient exists.
   */
  solve(
    powerFlow: PowerFlow,
    gradient: Float64Array,
    reactive: Float64Array | null = null,
    tolerance = TOLERANCE,
  ): void {
    const { network } = this;
    const records = this.#records;
    assert(powerFlow.network === network && gradient.length === network.busCount);
    powerFlow.copyLoads(records.p, records.q);
    startAdjoint(records, powerFlow, this);
    const enough = tolerance * tolerance * pushSeeds(records);
    let before = 0;
    for (let iteration = 1; ; iteration++) {
      const change = iterate(records);
      if (change <= enough) break;
      const contraction2 = change / before;
      if (contraction2 < CONTRACTION2_MAX && 2 * change * contraction2 <= enough) break;
      before = change;
      if (iteration === ITERATIONS_MAX) {
        throw new PowerFlowDivergedError(ITERATIONS_MAX, network.busIds[largest(records)]!);
      }
    }
    divideByVoltage(records, powerFlow, network.sBaseKva, gradient, reactive);
  }
}

/** Re(y / V) and −Im(y / V), per unit of power instead of per base. */
function divideByVoltage(
  { bus, state }: AdjointRecords,
  { e, f }: PowerFlow,
  sBaseKva: number,
  gradient: Float64Array,
  reactive: Float64Array | null,
): void {
  for (let n = 0, o = 0; n < bus.length; n++, o += STRIDE) {
    const i = bus[n]!;
    const u = e[i]!;
    const v = f[i]!;
    const re = state[o + G_RE]! - state[o + T_RE]!;
    const im = state[o + G_IM]! - state[o + T_IM]!;
    const per = 1 / ((u * u + v * v) * sBaseKva);
    gradient[i] = (re * u + im * v) * per;
    if (reactive !== null) reactive[i] = (re * v - im * u) * per;
  }
}

/** The bus where y is largest, or no number. */
function largest({ bus, state }: AdjointRecords): number {
  const size = (o: number) =>
    (state[o + G_RE]! - state[o + T_RE]!) ** 2 + (state[o + G_IM]! - state[o + T_IM]!) ** 2;
  let worst = 0;
  for (let n = 1; n < bus.length; n++) {
    if (!(size(STRIDE * n) <= size(STRIDE * worst))) worst = n;
  }
  return bus[worst]!;
}
