import { assert } from "#engine/assert.ts";
import type { BranchPi } from "#engine/grid/branchPi.ts";
import { cosDegree, sinDegree } from "#engine/grid/meshed/angles.ts";
import { HELD_NODE, type Network, S_BASE_KVA, SOURCE_NODE } from "#engine/grid/meshed/network.ts";
import type { NodeSolver } from "#engine/grid/meshed/nodeSolver.ts";
import { PowerFlow, PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";
import { radialNetworkFromColumns } from "#engine/grid/radialNetwork.ts";

/** Flows over short lines are small differences of voltages: these have to be far better than the flows. */
const TOLERANCE_PU = 1e-12;

/**
 * Whether the radial sweep can represent a network: every part a tree with one source, no held voltages, loads of
 * constant power. Phase shifts only turn what is below them, so they do not matter.
 */
export function isSweepable(network: Network): boolean {
  const { islandCount, island, nodeKind, load, nodeCount } = network;
  const sources = new Int32Array(islandCount);
  for (let i = 0; i < nodeCount; i++) {
    if (nodeKind[i] === HELD_NODE) return false;
    if (nodeKind[i] === SOURCE_NODE) sources[island[i]!]!++;
    else if (load.p1[i] || load.q1[i] || load.p2[i] || load.q2[i]) return false;
  }
  return isForest(network) && sources.every((count) => count === 1);
}

/** Whether no part of a network has a loop. Parallel branches are one; so is a branch from a node to itself. */
export function isForest({ nodeCount, islandCount, ports }: Network): boolean {
  // Every part is connected, so the number of branches says it all.
  return ports.count === nodeCount - islandCount;
}

/** One part of the network in the columns of the sweep. */
interface Part {
  readonly powerFlow: PowerFlow;
  /** Node of each bus of the part. */
  readonly node: Int32Array;
  readonly pKw: Float64Array;
  readonly qKvar: Float64Array;
}

/** The radial sweep behind the interface of the general solver. */
export class RadialSolver implements NodeSolver {
  readonly network: Network;
  readonly method = "radial";
  readonly pivotedCount = 0;
  readonly e: Float64Array;
  readonly f: Float64Array;
  readonly #parts: readonly Part[];

  /** @param network - One that `isSweepable`. */
  constructor(network: Network) {
    assert(isSweepable(network), "the radial sweep cannot represent this network");
    this.network = network;
    this.e = new Float64Array(network.nodeCount);
    this.f = new Float64Array(network.nodeCount);
    this.#parts = sweepParts(network);
  }

  solve(pKw?: Float64Array, qKvar?: Float64Array): number {
    const { load, startDegree, nodeCount, nodeName } = this.network;
    assert((pKw?.length ?? nodeCount) === nodeCount && (qKvar?.length ?? nodeCount) === nodeCount);
    let iterations = 0;
    for (const part of this.#parts) {
      for (let i = 0; i < part.node.length; i++) {
        const node = part.node[i]!;
        part.pKw[i] = pKw === undefined ? load.p[node]! * S_BASE_KVA : pKw[node]!;
        part.qKvar[i] = qKvar === undefined ? load.q[node]! * S_BASE_KVA : qKvar[node]!;
      }
      const { powerFlow } = part;
      try {
        iterations = Math.max(iterations, powerFlow.solve(part.pKw, part.qKvar));
      } catch (error) {
        if (!(error instanceof PowerFlowDivergedError)) throw error;
        throw new PowerFlowDivergedError(error.iterations, nodeName[Number(error.worstBusId)]!);
      }
      for (let i = 0; i < part.node.length; i++) {
        const node = part.node[i]!;
        const cos = cosDegree(startDegree[node]!);
        const sin = sinDegree(startDegree[node]!);
        this.e[node] = powerFlow.e[i]! * cos - powerFlow.f[i]! * sin;
        this.f[node] = powerFlow.e[i]! * sin + powerFlow.f[i]! * cos;
      }
    }
    return iterations;
  }
}

function sweepParts(network: Network): Part[] {
  const { islandCount, island, nodeKind, setPointPu, nodeCount, ports } = network;
  const nodes: number[][] = Array.from({ length: islandCount }, () => []);
  const branches: BranchPi[][] = Array.from({ length: islandCount }, () => []);
  for (let node = 0; node < nodeCount; node++) nodes[island[node]!]!.push(node);
  const circuits = branchesWithShunts(network);
  for (let i = 0; i < ports.count; i++) branches[island[ports.nodeFrom[i]!]!]!.push(circuits[i]!);
  return nodes.map((own, part) => {
    const source = own.find((node) => nodeKind[node] === SOURCE_NODE)!;
    const radial = radialNetworkFromColumns({
      sBaseKva: S_BASE_KVA,
      sourceBus: String(source),
      sourceVoltagePu: setPointPu[source]!,
      buses: own.map((node) => ({ id: String(node), voltageKvRated: 1, feeder: "" })),
      branches: branches[part]!,
      monitoredBranches: [],
      monitoredBuses: [],
      main: { ratedKva: 1, r: 0, x: 0, g0: 0, b0: 0 },
    });
    return {
      powerFlow: new PowerFlow(radial, { tolerancePu: TOLERANCE_PU, iterationsMax: 200 }),
      node: Int32Array.from(radial.busIds, Number),
      pKw: new Float64Array(own.length),
      qKvar: new Float64Array(own.length),
    };
  });
}

/** The sweep knows shunts at the ends of branches only: a bus's own goes to one of the ends that meet there. */
function branchesWithShunts({ ports, shuntG, shuntB }: Network): BranchPi[] {
  const g = shuntG.slice();
  const b = shuntB.slice();
  const take = (node: number) => {
    const shunt = { g: g[node]!, b: b[node]! };
    g[node] = 0;
    b[node] = 0;
    return shunt;
  };
  return Array.from({ length: ports.count }, (_, i) => {
    const from = take(ports.nodeFrom[i]!);
    const to = take(ports.nodeTo[i]!);
    return {
      id: String(i),
      busFrom: String(ports.nodeFrom[i]),
      busTo: String(ports.nodeTo[i]),
      r: ports.r[i]!,
      x: ports.x[i]!,
      ratio: ports.ratio[i]!,
      gFrom: ports.gFrom[i]! + from.g,
      bFrom: ports.bFrom[i]! + from.b,
      gTo: ports.gTo[i]! + to.g,
      bTo: ports.bTo[i]! + to.b,
      ratedKva: 1,
      isTransformer: false,
    };
  });
}
