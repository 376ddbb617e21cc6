import { cosDegree, sinDegree } from "#engine/grid/meshed/angles.ts";
import type { Circuit } from "#engine/grid/meshed/circuit.ts";

/**
 * Branches as columns: their circuits and the complex two-port admittances that follow, per unit.
 *
 *     I_from = y_ff V_from + y_ft V_to      I_to = y_tf V_from + y_tt V_to      (currents flow into the branch)
 *
 * Rows beyond the branches of the case are the impedances of sources.
 */
export interface TwoPorts {
  readonly count: number;
  readonly nodeFrom: Int32Array;
  readonly nodeTo: Int32Array;
  readonly r: Float64Array;
  readonly x: Float64Array;
  readonly ratio: Float64Array;
  readonly shiftDegree: Float64Array;
  /** 1 / conj(a), a the complex ratio: what the ideal transformer makes of a current or a voltage. */
  readonly turnRe: Float64Array;
  readonly turnIm: Float64Array;
  readonly gFrom: Float64Array;
  readonly bFrom: Float64Array;
  readonly gTo: Float64Array;
  readonly bTo: Float64Array;
  readonly ffRe: Float64Array;
  readonly ffIm: Float64Array;
  readonly ftRe: Float64Array;
  readonly ftIm: Float64Array;
  readonly tfRe: Float64Array;
  readonly tfIm: Float64Array;
  readonly ttRe: Float64Array;
  readonly ttIm: Float64Array;
}

/** Where a circuit stands. */
export interface PlacedCircuit {
  readonly nodeFrom: number;
  readonly nodeTo: number;
  readonly circuit: Circuit;
}

/** Turns circuits into columns. With a = ratio·e^(j·shift): y_ff = y/|a|² + …, y_ft = −y/conj(a), y_tf = −y/a. */
export function twoPorts(placed: readonly PlacedCircuit[]): TwoPorts {
  const count = placed.length;
  const of = (name: keyof Circuit) => Float64Array.from(placed, (row) => row.circuit[name]);
  const column = () => new Float64Array(count);
  const ports: TwoPorts = {
    count,
    nodeFrom: Int32Array.from(placed, (row) => row.nodeFrom),
    nodeTo: Int32Array.from(placed, (row) => row.nodeTo),
    r: of("r"),
    x: of("x"),
    ratio: of("ratio"),
    shiftDegree: of("shiftDegree"),
    turnRe: column(),
    turnIm: column(),
    gFrom: of("gFrom"),
    bFrom: of("bFrom"),
    gTo: of("gTo"),
    bTo: of("bTo"),
    ffRe: column(),
    ffIm: column(),
    ftRe: column(),
    ftIm: column(),
    tfRe: column(),
    tfIm: column(),
    ttRe: column(),
    ttIm: column(),
  };
  for (const [i, { circuit }] of placed.entries()) admit(ports, i, circuit);
  return ports;
}

function admit(ports: TwoPorts, i: number, circuit: Circuit): void {
  const { r, x, ratio, shiftDegree } = circuit;
  const squared = r * r + x * x;
  const g = r / squared;
  const b = -x / squared;
  const cos = cosDegree(shiftDegree) / ratio;
  const sin = sinDegree(shiftDegree) / ratio;
  ports.turnRe[i] = cos;
  ports.turnIm[i] = sin;
  ports.ffRe[i] = g / (ratio * ratio) + circuit.gFrom;
  ports.ffIm[i] = b / (ratio * ratio) + circuit.bFrom;
  ports.ftRe[i] = -(g * cos - b * sin);
  ports.ftIm[i] = -(g * sin + b * cos);
  ports.tfRe[i] = -(g * cos + b * sin);
  ports.tfIm[i] = -(b * cos - g * sin);
  ports.ttRe[i] = g + circuit.gTo;
  ports.ttIm[i] = b + circuit.bTo;
}
