import { lup, lusolve, type Matrix as MathMatrix, sparse } from "mathjs";
import { Matrix } from "ml-matrix";
import { assert } from "#engine/assert.ts";
import { NetworkError } from "#engine/grid/networkError.ts";
import { radialTree } from "#engine/grid/radialTree.ts";

/** A corridor of a transmission network: all its circuits together. */
export interface DcLine {
  readonly id: string;
  readonly nodeFrom: string;
  readonly nodeTo: string;
  readonly reactanceOhm: number;
  readonly voltageKv: number;
  readonly limitMw: number;
}

/**
 * DC model of a transmission network: flows are linear in injections, angles small, losses none.
 *
 *     f = diag(s) A θ,   Aᵀ diag(s) A θ = injection,   s = V²/x
 *
 * The reference node's angle is zero; it takes whatever the other injections leave open.
 */
export class DcNetwork {
  readonly nodes: readonly string[];
  readonly lines: readonly DcLine[];
  readonly referenceNode: string;
  /** Change of each line's flow (from → to) per unit injected at each node: lines × nodes. */
  readonly ptdf: Matrix;
  readonly #rows: Float64Array[];

  /** @throws {NetworkError} for unknown or repeated names, reactances not positive, islands. */
  constructor(nodes: readonly string[], lines: readonly DcLine[], referenceNode: string) {
    const findings = dcFindings(nodes, lines, referenceNode);
    if (findings.length > 0) throw new NetworkError(findings);
    this.nodes = nodes;
    this.lines = lines;
    this.referenceNode = referenceNode;
    this.ptdf = distributionFactors(nodes, lines, referenceNode);
    this.#rows = lines.map((_, line) => Float64Array.from(this.ptdf.getRow(line)));
  }

  /** Writes the flow of each line, MW from → to; injection in MW by node, generation positive. */
  flows(injectionMw: Float64Array, out: Float64Array): void {
    assert(injectionMw.length === this.nodes.length && out.length === this.lines.length);
    for (let line = 0; line < out.length; line++) {
      const row = this.#rows[line]!;
      let flow = 0;
      for (let node = 0; node < row.length; node++) flow += row[node]! * injectionMw[node]!;
      out[line] = flow;
    }
  }
}

function distributionFactors(
  nodes: readonly string[],
  lines: readonly DcLine[],
  referenceNode: string,
): Matrix {
  const ptdf = Matrix.zeros(lines.length, nodes.length);
  const others = nodes.filter((node) => node !== referenceNode);
  if (others.length === 0) return ptdf;
  const place = new Map(others.map((node, i) => [node, i]));
  const susceptance = Matrix.zeros(others.length, others.length);
  const add = (a: number | undefined, b: number | undefined, value: number) => {
    if (a !== undefined && b !== undefined) susceptance.set(a, b, susceptance.get(a, b) + value);
  };
  for (const line of lines) {
    const from = place.get(line.nodeFrom);
    const to = place.get(line.nodeTo);
    const s = mwPerRadian(line);
    add(from, from, s);
    add(to, to, s);
    add(from, to, -s);
    add(to, from, -s);
  }
  const factors = lup(sparse(susceptance.to2DArray()));
  for (const [i, node] of others.entries()) {
    const angle = solution(
      lusolve(
        factors,
        others.map((_, row) => [row === i ? 1 : 0]),
      ),
    );
    const column = nodes.indexOf(node);
    for (const [row, line] of lines.entries()) {
      const from = place.get(line.nodeFrom);
      const to = place.get(line.nodeTo);
      const difference =
        (from === undefined ? 0 : angle[from]!) - (to === undefined ? 0 : angle[to]!);
      ptdf.set(row, column, mwPerRadian(line) * difference);
    }
  }
  return ptdf;
}

function mwPerRadian(line: DcLine): number {
  return line.voltageKv ** 2 / line.reactanceOhm;
}

function solution(column: MathMatrix): number[] {
  return (column.toArray() as number[][]).map((row) => row[0]!);
}

function dcFindings(
  nodes: readonly string[],
  lines: readonly DcLine[],
  reference: string,
): string[] {
  const findings: string[] = [];
  if (new Set(nodes).size < nodes.length) findings.push("a node is named more than once");
  if (new Set(lines.map((line) => line.id)).size < lines.length) {
    findings.push("a line is named more than once");
  }
  if (!nodes.includes(reference)) findings.push(`reference node ${reference}: no such node`);
  for (const line of lines) {
    for (const node of [line.nodeFrom, line.nodeTo]) {
      if (!nodes.includes(node)) findings.push(`line ${line.id}: no node ${node}`);
    }
    if (line.nodeFrom === line.nodeTo)
      findings.push(`line ${line.id}: both ends at ${line.nodeTo}`);
    if (!(line.reactanceOhm > 0 && line.voltageKv > 0 && line.limitMw > 0)) {
      findings.push(`line ${line.id}: reactance, voltage or limit is not positive`);
    }
  }
  const edges = lines.map(({ id, nodeFrom, nodeTo }) => ({ id, busFrom: nodeFrom, busTo: nodeTo }));
  const reached = new Set(radialTree(nodes, reference, edges).busIds);
  const lost = nodes.filter((node) => !reached.has(node));
  if (lost.length > 0) findings.push(`not connected to ${reference}: node ${lost.join(", ")}`);
  return findings;
}
