import type { Network } from "#engine/grid/meshed/network.ts";

/**
 * The bus admittance matrix Y of a network in compressed rows: entries `start[i]` to `start[i + 1]` of `column`, `re`,
 * `im` are row i, columns ascending. Complex, per unit; I = Y V gives the currents that enter at the nodes. Without
 * phase shifters Y is symmetric; its pattern always is, and it has every diagonal entry.
 */
export interface AdmittanceMatrix {
  readonly size: number;
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Adds up branches and shunts (not loads) to the admittance matrix.
 *
 * @param order - Node that stands in each row; the network's own order by default.
 */
export function admittanceMatrix(network: Network, order?: Int32Array): AdmittanceMatrix {
  const { nodeCount, ports, shuntG, shuntB } = network;
  const place = new Int32Array(nodeCount);
  for (let row = 0; row < nodeCount; row++) place[order === undefined ? row : order[row]!] = row;
  const { start, column } = pattern(network, place);
  const re = new Float64Array(column.length);
  const im = new Float64Array(column.length);
  const add = (row: number, col: number, g: number, b: number) => {
    let k = start[row]!;
    while (column[k] !== col) k++;
    re[k]! += g;
    im[k]! += b;
  };
  for (let node = 0; node < nodeCount; node++) {
    add(place[node]!, place[node]!, shuntG[node]!, shuntB[node]!);
  }
  for (let i = 0; i < ports.count; i++) {
    const from = place[ports.nodeFrom[i]!]!;
    const to = place[ports.nodeTo[i]!]!;
    add(from, from, ports.ffRe[i]!, ports.ffIm[i]!);
    add(from, to, ports.ftRe[i]!, ports.ftIm[i]!);
    add(to, from, ports.tfRe[i]!, ports.tfIm[i]!);
    add(to, to, ports.ttRe[i]!, ports.ttIm[i]!);
  }
  return { size: nodeCount, start, column, re, im };
}

function pattern({ nodeCount, ports }: Network, place: Int32Array) {
  const neighbours: number[][] = Array.from({ length: nodeCount }, (_, row) => [row]);
  for (let i = 0; i < ports.count; i++) {
    const from = place[ports.nodeFrom[i]!]!;
    const to = place[ports.nodeTo[i]!]!;
    neighbours[from]!.push(to);
    neighbours[to]!.push(from);
  }
  const start = new Int32Array(nodeCount + 1);
  const column = new Int32Array(nodeCount + 2 * ports.count);
  let end = 0;
  for (let row = 0; row < nodeCount; row++) {
    let last = -1;
    for (const col of neighbours[row]!.sort((a, b) => a - b)) {
      if (col === last) continue;
      column[end++] = col;
      last = col;
    }
    start[row + 1] = end;
  }
  return { start, column: column.slice(0, end) };
}
