import { Adjoint } from "#engine/grid/adjoint.ts";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/**
 * Computes how a branch's apparent power changes with the load at every bus, kVA per kW more
 * consumption, to first order and with losses. Counted as the loading of the branch is: a line's
 * current at rated voltage, a transformer's power at its more loaded end. Zero everywhere on a
 * branch without current. The same per kvar goes to `reactive` where it is given.
 */
export function loadingSensitivity(
  network: RadialNetwork,
  powerFlow: PowerFlow,
  branch: number,
  reactive: Float64Array | null = null,
): Float64Array {
  const adjoint = new Adjoint(network);
  const { e, f, branchCurrentRe, branchCurrentIm } = powerFlow;
  const { sBaseKva, isTransformer, parent, ratio } = network;
  const re = branchCurrentRe[branch]!;
  const im = branchCurrentIm[branch]!;
  const current = Math.hypot(re, im);
  const gradient = new Float64Array(network.busCount);
  if (current === 0) {
    reactive?.fill(0);
    return gradient;
  }
  let voltage = 1;
  if (isTransformer[branch]) {
    const up = Math.hypot(e[parent[branch]!]!, f[parent[branch]!]!) / ratio[branch]!;
    const low = Math.hypot(e[branch]!, f[branch]!);
    voltage = Math.max(up, low);
    const bus = up >= low ? parent[branch]! : branch;
    const perVolt = (sBaseKva * current * voltage) / (e[bus]! ** 2 + f[bus]! ** 2);
    adjoint.voltageRe[bus] = perVolt * e[bus]!;
    adjoint.voltageIm[bus] = perVolt * f[bus]!;
  }
  adjoint.currentRe[branch] = (sBaseKva * voltage * re) / current;
  adjoint.currentIm[branch] = (sBaseKva * voltage * im) / current;
  adjoint.solve(powerFlow, gradient, reactive);
  return gradient;
}

/**
 * Computes how the voltage of `bus` changes with the load at every bus, pu per kW more consumption,
 * and per kvar in `reactive` where it is given.
 */
export function voltageSensitivity(
  network: RadialNetwork,
  powerFlow: PowerFlow,
  bus: number,
  reactive: Float64Array | null = null,
): Float64Array {
  const adjoint = new Adjoint(network);
  const { e, f } = powerFlow;
  const voltage = Math.hypot(e[bus]!, f[bus]!);
  adjoint.voltageRe[bus] = e[bus]! / voltage;
  adjoint.voltageIm[bus] = f[bus]! / voltage;
  const gradient = new Float64Array(network.busCount);
  adjoint.solve(powerFlow, gradient, reactive);
  return gradient;
}
