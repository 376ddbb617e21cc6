import type { TwoPorts } from "#engine/grid/meshed/twoPorts.ts";

/** Base power of all columns, kVA. */
export const S_BASE_KVA = 1000;

/** What is known of a node before the power flow: load alone, the voltage's size, or the voltage. */
export const LOAD_NODE = 0;
export const HELD_NODE = 1;
export const SOURCE_NODE = 2;

/**
 * A network of any topology as columns, per unit on `S_BASE_KVA` and rated voltages. Buses that links join share one
 * node; every source behind an impedance adds a node of its own, which no bus maps to.
 */
export interface Network {
  readonly name: string;
  readonly busIds: readonly string[];
  readonly busIndex: ReadonlyMap<string, number>;
  /** Rated voltage of each bus, line to line. */
  readonly voltageKv: Float64Array;
  readonly nodeOfBus: Int32Array;
  readonly nodeCount: number;
  /** LOAD_NODE, HELD_NODE or SOURCE_NODE. */
  readonly nodeKind: Uint8Array;
  /** Voltage of held and source nodes, pu; 1 elsewhere. */
  readonly setPointPu: Float64Array;
  /** Angle of each node without load: its source's, less the shifts of the transformers on the way. */
  readonly startDegree: Float64Array;
  /** A bus of each node, for messages. */
  readonly nodeName: readonly string[];
  /** Number of the connected part that a node belongs to. */
  readonly island: Int32Array;
  readonly islandCount: number;
  readonly load: NodeLoads;
  /** Admittance to earth at each node, without the branches'. */
  readonly shuntG: Float64Array;
  readonly shuntB: Float64Array;
  /** Ids of lines, then transformers: the first rows of `ports`. */
  readonly branchIds: readonly string[];
  readonly branchIndex: ReadonlyMap<string, number>;
  readonly lineCount: number;
  readonly ports: TwoPorts;
  /** Rating of each branch: lines at rated voltage. NaN: none known. */
  readonly ratedKva: Float64Array;
  readonly sources: readonly NetworkSource[];
  readonly generators: readonly NetworkGenerator[];
}

/**
 * Consumption of each node, pu, at the voltage v (pu): p + p1 v + p2 v². Generation that is given and storages are part
 * of the constant one.
 */
export interface NodeLoads {
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly p1: Float64Array;
  readonly q1: Float64Array;
  readonly p2: Float64Array;
  readonly q2: Float64Array;
}

export interface NetworkSource {
  readonly id: string;
  /** Where its voltage is held. */
  readonly node: number;
  /** Where the network begins; differs from `node` behind an impedance. */
  readonly busNode: number;
  /** Row of its impedance in the ports, −1 without one. */
  readonly port: number;
  /** Part of the power at `node` that it gives, where several hold it. */
  readonly share: number;
}

export interface NetworkGenerator {
  readonly id: string;
  readonly node: number;
  readonly powerKw: number;
  readonly reactiveKvar: number;
  readonly holdsVoltage: boolean;
}
