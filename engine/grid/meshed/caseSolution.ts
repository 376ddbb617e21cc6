import { phasorDegree } from "#engine/grid/meshed/angles.ts";
import { HELD_NODE, type Network, S_BASE_KVA, SOURCE_NODE } from "#engine/grid/meshed/network.ts";

/** What a solved network means, in physical units. Powers at branch ends flow into the branch. */
export interface CaseSolution {
  readonly network: Network;
  readonly method: "radial" | "newton" | "dc";
  readonly iterations: number;
  /** Factorisations of the Jacobian that needed pivoting; 0 in all but pathological networks. */
  readonly pivotedCount: number;
  /** By bus. */
  readonly voltagePu: Float64Array;
  readonly angleDegree: Float64Array;
  /** By branch: lines, then transformers. */
  readonly powerKwFrom: Float64Array;
  readonly powerKwTo: Float64Array;
  readonly reactiveKvarFrom: Float64Array;
  readonly reactiveKvarTo: Float64Array;
  readonly currentAFrom: Float64Array;
  readonly currentATo: Float64Array;
  /** The more loaded end: lines by current, transformers by apparent power. NaN without a rating. */
  readonly loadingPercent: Float64Array;
  /** Of lines and transformers, no-load losses included; not of shunts, nor of the impedances of sources. */
  readonly lossesKw: number;
  /** What lines and transformers take of reactive power; negative where charging exceeds it. */
  readonly lossesKvar: number;
  /** What each source gives at its bus. Sources of no impedance at one node share equally. */
  readonly sourcePowerKw: Float64Array;
  readonly sourceReactiveKvar: Float64Array;
  /** What each generator gives; those that hold one node share equally, a source at the same node takes all. */
  readonly generatorReactiveKvar: Float64Array;
  /** Voltage of each node, real and imaginary part, pu. */
  readonly e: Float64Array;
  readonly f: Float64Array;
}

/** Computes flows, currents, loadings and losses from node voltages. */
export function caseSolution(
  network: Network,
  voltages: { readonly e: Float64Array; readonly f: Float64Array },
  how: Pick<CaseSolution, "method" | "iterations" | "pivotedCount">,
): CaseSolution {
  const e = voltages.e.slice();
  const f = voltages.f.slice();
  const flows = portFlows(network, e, f);
  const branchCount = network.branchIds.length;
  const branch = (column: Float64Array) =>
    Float64Array.from(column.subarray(0, branchCount), (value) => value * S_BASE_KVA);
  const powerKwFrom = branch(flows.pFrom);
  const powerKwTo = branch(flows.pTo);
  const reactiveKvarFrom = branch(flows.qFrom);
  const reactiveKvarTo = branch(flows.qTo);
  let lossesKw = 0;
  let lossesKvar = 0;
  for (let i = 0; i < branchCount; i++) {
    lossesKw += powerKwFrom[i]! + powerKwTo[i]!;
    lossesKvar += reactiveKvarFrom[i]! + reactiveKvarTo[i]!;
  }
  const nodeVoltage = e.map((value, i) => Math.hypot(value, f[i]!));
  const kva = (p: Float64Array, q: Float64Array) => p.map((value, i) => Math.hypot(value, q[i]!));
  const kvaFrom = kva(powerKwFrom, reactiveKvarFrom);
  const kvaTo = kva(powerKwTo, reactiveKvarTo);
  return {
    network,
    ...how,
    voltagePu: Float64Array.from(network.nodeOfBus, (node) => nodeVoltage[node]!),
    angleDegree: Float64Array.from(network.nodeOfBus, (node) => phasorDegree(e[node]!, f[node]!)),
    powerKwFrom,
    powerKwTo,
    reactiveKvarFrom,
    reactiveKvarTo,
    ...currents(network, kvaFrom, kvaTo, nodeVoltage),
    lossesKw,
    lossesKvar,
    ...givenPowers(network, flows, nodeVoltage),
    e,
    f,
  };
}

interface PortFlows {
  readonly pFrom: Float64Array;
  readonly qFrom: Float64Array;
  readonly pTo: Float64Array;
  readonly qTo: Float64Array;
}

/**
 * V_from − V_to is formed before it is multiplied: a short line's flow is a small difference times a large admittance.
 */
function portFlows({ ports }: Network, e: Float64Array, f: Float64Array): PortFlows {
  const column = () => new Float64Array(ports.count);
  const flows = { pFrom: column(), qFrom: column(), pTo: column(), qTo: column() };
  for (let i = 0; i < ports.count; i++) {
    const from = ports.nodeFrom[i]!;
    const to = ports.nodeTo[i]!;
    const cos = ports.turnRe[i]!;
    const sin = ports.turnIm[i]!;
    // V_from behind the ideal transformer, then the current of the series impedance towards `to`.
    const behindRe = e[from]! * cos + f[from]! * sin;
    const behindIm = f[from]! * cos - e[from]! * sin;
    const squared = ports.r[i]! ** 2 + ports.x[i]! ** 2;
    const g = ports.r[i]! / squared;
    const b = -ports.x[i]! / squared;
    const dropRe = behindRe - e[to]!;
    const dropIm = behindIm - f[to]!;
    const re = g * dropRe - b * dropIm;
    const im = g * dropIm + b * dropRe;
    const fromSquared = e[from]! ** 2 + f[from]! ** 2;
    const toSquared = e[to]! ** 2 + f[to]! ** 2;
    flows.pFrom[i] = behindRe * re + behindIm * im + ports.gFrom[i]! * fromSquared;
    flows.qFrom[i] = behindIm * re - behindRe * im - ports.bFrom[i]! * fromSquared;
    flows.pTo[i] = -(e[to]! * re + f[to]! * im) + ports.gTo[i]! * toSquared;
    flows.qTo[i] = -(f[to]! * re - e[to]! * im) - ports.bTo[i]! * toSquared;
  }
  return flows;
}

function currents(
  network: Network,
  kvaFrom: Float64Array,
  kvaTo: Float64Array,
  nodeVoltage: Float64Array,
): Pick<CaseSolution, "currentAFrom" | "currentATo" | "loadingPercent"> {
  const { ports, lineCount, ratedKva, branchIds } = network;
  const kvOfNode = new Float64Array(network.nodeCount);
  for (const [bus, node] of network.nodeOfBus.entries()) kvOfNode[node] = network.voltageKv[bus]!;
  const currentAFrom = new Float64Array(branchIds.length);
  const currentATo = new Float64Array(branchIds.length);
  const loadingPercent = new Float64Array(branchIds.length);
  for (let i = 0; i < branchIds.length; i++) {
    const from = ports.nodeFrom[i]!;
    const to = ports.nodeTo[i]!;
    const ratedVoltageFrom = kvaFrom[i]! / nodeVoltage[from]!;
    const ratedVoltageTo = kvaTo[i]! / nodeVoltage[to]!;
    currentAFrom[i] = ratedVoltageFrom / (Math.sqrt(3) * kvOfNode[from]!);
    currentATo[i] = ratedVoltageTo / (Math.sqrt(3) * kvOfNode[to]!);
    const kva =
      i < lineCount ? Math.max(ratedVoltageFrom, ratedVoltageTo) : Math.max(kvaFrom[i]!, kvaTo[i]!);
    loadingPercent[i] = (100 * kva) / ratedKva[i]!;
  }
  return { currentAFrom, currentATo, loadingPercent };
}

/** What sources and voltage-holding generators have to give so that their nodes balance. */
function givenPowers(network: Network, flows: PortFlows, nodeVoltage: Float64Array) {
  const { ports, nodeCount, nodeKind, load, shuntG, shuntB, sources, generators } = network;
  const p = new Float64Array(nodeCount);
  const q = new Float64Array(nodeCount);
  for (let i = 0; i < ports.count; i++) {
    p[ports.nodeFrom[i]!]! += flows.pFrom[i]!;
    q[ports.nodeFrom[i]!]! += flows.qFrom[i]!;
    p[ports.nodeTo[i]!]! += flows.pTo[i]!;
    q[ports.nodeTo[i]!]! += flows.qTo[i]!;
  }
  for (let i = 0; i < nodeCount; i++) {
    const v = nodeVoltage[i]!;
    p[i]! += load.p[i]! + v * (load.p1[i]! + v * (load.p2[i]! + shuntG[i]!));
    q[i]! += load.q[i]! + v * (load.q1[i]! + v * (load.q2[i]! - shuntB[i]!));
  }
  const sharers = new Int32Array(nodeCount);
  for (const { node, holdsVoltage } of generators) {
    if (holdsVoltage && nodeKind[node] === HELD_NODE) sharers[node]!++;
  }
  const source = (node: Float64Array, to: Float64Array) =>
    Float64Array.from(
      sources,
      ({ node: at, port, share }) => S_BASE_KVA * (port >= 0 ? -to[port]! : share * node[at]!),
    );
  return {
    sourcePowerKw: source(p, flows.pTo),
    sourceReactiveKvar: source(q, flows.qTo),
    generatorReactiveKvar: Float64Array.from(generators, (generator) => {
      if (!generator.holdsVoltage) return generator.reactiveKvar;
      if (nodeKind[generator.node] === SOURCE_NODE) return 0;
      return (q[generator.node]! / sharers[generator.node]!) * S_BASE_KVA;
    }),
  };
}
