import { Matrix } from "ml-matrix";
import { assert } from "#engine/assert.ts";
import { admittanceMatrix } from "#engine/grid/meshed/admittanceMatrix.ts";
import { cosDegree, sinDegree } from "#engine/grid/meshed/angles.ts";
import type { CaseSolution } from "#engine/grid/meshed/caseSolution.ts";
import { type EliminationOrder, eliminationOrder } from "#engine/grid/meshed/eliminationOrder.ts";
import { type Network, S_BASE_KVA, SOURCE_NODE } from "#engine/grid/meshed/network.ts";
import { SymmetricLdl } from "#engine/grid/meshed/symmetricLdl.ts";
import { NetworkError } from "#engine/grid/networkError.ts";

const RADIAN = Math.PI / 180;

/**
 * DC power flow of any network: flows are linear in injections, voltages 1, losses none.
 *
 *     f = s (θ_from − θ_to − shift)     s = 1 / (x ratio)
 *
 * Every source holds its angle and gives what its node is short of; several in one part share as the flows fall.
 * Loads count with all their shares and shunts with their conductance, both at rated voltage.
 */
export class DcPowerFlow {
  readonly network: Network;
  readonly #order: EliminationOrder;
  readonly #place: Int32Array;
  readonly #susceptance: Float64Array;
  readonly #factors: SymmetricLdl;

  /** @throws {NetworkError} for branches without reactance and for reactances that cancel each other out. */
  constructor(network: Network) {
    const { ports, nodeCount, nodeKind } = network;
    const findings: string[] = [];
    this.network = network;
    this.#susceptance = new Float64Array(ports.count);
    for (let i = 0; i < ports.count; i++) {
      const reactance = ports.x[i]! * ports.ratio[i]!;
      if (reactance === 0) findings.push(`${portName(network, i)}: no reactance, so no DC flow`);
      this.#susceptance[i] = 1 / reactance;
    }
    if (findings.length > 0) throw new NetworkError(findings);
    const isKnown = nodeKind.map((kind) => (kind === SOURCE_NODE ? 1 : 0));
    this.#order = eliminationOrder(admittanceMatrix(network), isKnown);
    this.#place = new Int32Array(nodeCount);
    for (const [position, node] of this.#order.order.entries()) this.#place[node] = position;
    this.#factors = this.#factorise();
  }

  #factorise(): SymmetricLdl {
    const { ports, nodeCount } = this.network;
    const { unknownCount, order } = this.#order;
    const diagonal = new Float64Array(nodeCount);
    const entries: [number, number, number][] = [];
    for (let i = 0; i < ports.count; i++) {
      const from = this.#place[ports.nodeFrom[i]!]!;
      const to = this.#place[ports.nodeTo[i]!]!;
      if (from === to) continue;
      diagonal[from]! += this.#susceptance[i]!;
      diagonal[to]! += this.#susceptance[i]!;
      if (from < unknownCount && to < unknownCount) {
        entries.push([from, to, -this.#susceptance[i]!]);
      }
    }
    const factors = SymmetricLdl.factorise(this.#order, diagonal, entries);
    if (typeof factors !== "number") return factors;
    const bus = this.network.nodeName[order[factors]!]!;
    throw new NetworkError([`bus ${bus}: the reactances around it cancel each other out`]);
  }

  /**
   * Solves for the injections of the network, or these.
   *
   * @param injectionKw - By node, generation positive; phase shifters come on top.
   */
  solve(injectionKw?: Float64Array): CaseSolution {
    const { network } = this;
    const { ports, nodeCount, startDegree, load, shuntG } = network;
    assert(injectionKw === undefined || injectionKw.length === nodeCount);
    const injection = Float64Array.from({ length: nodeCount }, (_, i) =>
      injectionKw === undefined
        ? -(load.p[i]! + load.p1[i]! + load.p2[i]! + shuntG[i]!)
        : injectionKw[i]! / S_BASE_KVA,
    );
    const { order, unknownCount } = this.#order;
    const angle = new Float64Array(nodeCount);
    const right = Float64Array.from(order.subarray(0, unknownCount), (node) => injection[node]!);
    for (let i = unknownCount; i < nodeCount; i++)
      angle[order[i]!] = startDegree[order[i]!]! * RADIAN;
    for (let i = 0; i < ports.count; i++) {
      const from = ports.nodeFrom[i]!;
      const to = ports.nodeTo[i]!;
      if (from === to) continue;
      const s = this.#susceptance[i]!;
      const [rowFrom, rowTo] = [this.#place[from]!, this.#place[to]!];
      // Known angles (0 where unknown) and the shift stand on the right-hand side.
      const driven = s * (angle[from]! - angle[to]! - ports.shiftDegree[i]! * RADIAN);
      if (rowFrom < unknownCount) right[rowFrom]! -= driven;
      if (rowTo < unknownCount) right[rowTo]! += driven;
    }
    this.#factors.solve(right);
    for (let i = 0; i < unknownCount; i++) angle[order[i]!] = right[i]!;
    return dcSolution(network, angle, injection, this.#susceptance);
  }

  /**
   * Computes the power transfer distribution factors: the change of each branch's flow (from → to) per unit injected
   * at each bus and taken out by the sources: branches × buses.
   */
  ptdf(): Matrix {
    const { network } = this;
    const { ports, branchIds, busIds, nodeOfBus } = network;
    const { unknownCount } = this.#order;
    const ptdf = Matrix.zeros(branchIds.length, busIds.length);
    const column = Int32Array.from(nodeOfBus, (node) => this.#place[node]!);
    const row = new Float64Array(unknownCount);
    for (let i = 0; i < branchIds.length; i++) {
      const from = this.#place[ports.nodeFrom[i]!]!;
      const to = this.#place[ports.nodeTo[i]!]!;
      if (from === to) continue;
      // The matrix is symmetric: one solution per branch gives its whole row.
      row.fill(0);
      if (from < unknownCount) row[from]! += this.#susceptance[i]!;
      if (to < unknownCount) row[to]! -= this.#susceptance[i]!;
      this.#factors.solve(row);
      for (let bus = 0; bus < column.length; bus++) {
        if (column[bus]! < unknownCount) ptdf.set(i, bus, row[column[bus]!]!);
      }
    }
    return ptdf;
  }
}

/** Solves the DC power flow of a network once. */
export function solveDc(network: Network): CaseSolution {
  return new DcPowerFlow(network).solve();
}

function portName({ branchIds, sources, lineCount }: Network, port: number): string {
  if (port < branchIds.length) {
    return `${port < lineCount ? "line" : "transformer"} ${branchIds[port]}`;
  }
  return `source ${sources.find((source) => source.port === port)!.id}`;
}

function dcSolution(
  network: Network,
  angle: Float64Array,
  injection: Float64Array,
  susceptance: Float64Array,
): CaseSolution {
  const { ports, branchIds, nodeOfBus, busIds, sources, generators, ratedKva, voltageKv } = network;
  const kvOfNode = new Float64Array(network.nodeCount);
  for (const [bus, node] of nodeOfBus.entries()) kvOfNode[node] = voltageKv[bus]!;
  const flow = new Float64Array(ports.count);
  const outflow = new Float64Array(network.nodeCount);
  for (let i = 0; i < ports.count; i++) {
    const from = ports.nodeFrom[i]!;
    const to = ports.nodeTo[i]!;
    if (from === to) continue;
    flow[i] =
      S_BASE_KVA * susceptance[i]! * (angle[from]! - angle[to]! - ports.shiftDegree[i]! * RADIAN);
    outflow[from]! += flow[i]!;
    outflow[to]! -= flow[i]!;
  }
  const powerKwFrom = flow.slice(0, branchIds.length);
  const current = (nodes: Int32Array) =>
    powerKwFrom.map((kw, i) => Math.abs(kw) / (Math.sqrt(3) * kvOfNode[nodes[i]!]!));
  return {
    network,
    method: "dc",
    iterations: 0,
    pivotedCount: 0,
    voltagePu: new Float64Array(busIds.length).fill(1),
    angleDegree: Float64Array.from(nodeOfBus, (node) => angle[node]! / RADIAN),
    powerKwFrom,
    powerKwTo: powerKwFrom.map((kw) => -kw),
    reactiveKvarFrom: new Float64Array(branchIds.length),
    reactiveKvarTo: new Float64Array(branchIds.length),
    currentAFrom: current(ports.nodeFrom),
    currentATo: current(ports.nodeTo),
    loadingPercent: powerKwFrom.map((kw, i) => (100 * Math.abs(kw)) / ratedKva[i]!),
    lossesKw: 0,
    lossesKvar: 0,
    sourcePowerKw: Float64Array.from(sources, ({ node, port, share }) =>
      port >= 0 ? flow[port]! : share * (outflow[node]! - S_BASE_KVA * injection[node]!),
    ),
    sourceReactiveKvar: new Float64Array(sources.length),
    generatorReactiveKvar: new Float64Array(generators.length),
    e: angle.map((radian) => cosDegree(radian / RADIAN)),
    f: angle.map((radian) => sinDegree(radian / RADIAN)),
  };
}
