import {
  type BranchPi,
  linePi,
  noLoadPu,
  shortCircuit,
  transformerPi,
} from "#engine/grid/branchPi.ts";
import { NetworkError } from "#engine/grid/networkError.ts";
import { networkFindings } from "#engine/grid/networkFindings.ts";
import type { NetworkTables } from "#engine/grid/networkRecords.ts";
import { type RadialTree, radialTree } from "#engine/grid/radialTree.ts";

/**
 * A radial network as columns, ready to be swept. Buses stand breadth first, bus 0 is the source
 * bus; branch i joins `parent[i]` to bus i, so index 0 of every branch column is unused. All
 * electrical columns are per unit on `sBaseKva` and the rated voltage of their bus.
 *
 *     V_i = V_parent / ratio_i − (r_i + j x_i) J_i      upper current = J_i / ratio_i
 */
export interface RadialNetwork {
  readonly busCount: number;
  readonly sBaseKva: number;
  readonly sourceVoltagePu: number;
  /** −1 at bus 0. */
  readonly parent: Int32Array;
  /** Series impedance, referred to the lower bus. */
  readonly r: Float64Array;
  readonly x: Float64Array;
  /** Ideal transformer at the upper end; 1 for lines. */
  readonly ratio: Float64Array;
  /** Shunt admittance at each bus: the sum of the branch ends that meet there. */
  readonly shuntG: Float64Array;
  readonly shuntB: Float64Array;
  /** Shunt admittance of each branch at its upper and lower end. */
  readonly upperG: Float64Array;
  readonly upperB: Float64Array;
  readonly lowerG: Float64Array;
  readonly lowerB: Float64Array;
  readonly ratedKva: Float64Array;
  readonly isTransformer: Uint8Array;
  /** 1 for transformers and everything below one: the stations and their low-voltage feeders. */
  readonly inStation: Uint8Array;
  readonly busIds: readonly string[];
  /** Empty string at index 0. */
  readonly branchIds: readonly string[];
  readonly voltageKv: Float64Array;
  readonly feeder: readonly string[];
  readonly busIndex: ReadonlyMap<string, number>;
  readonly branchIndex: ReadonlyMap<string, number>;
  /** Branch indices. */
  readonly monitoredBranches: Int32Array;
  /** Bus indices. */
  readonly monitoredBuses: Int32Array;
  readonly main: MainTransformer;
}

/** The transformer above the source bus, pu on `sBaseKva`; `b0` is negative (it magnetises). */
export interface MainTransformer {
  readonly ratedKva: number;
  readonly r: number;
  readonly x: number;
  readonly g0: number;
  readonly b0: number;
}

/** Input of `radialNetworkFromColumns`: circuits per unit instead of records with units. */
export interface NetworkColumns {
  readonly sBaseKva: number;
  readonly sourceBus: string;
  readonly sourceVoltagePu: number;
  readonly buses: readonly {
    readonly id: string;
    readonly voltageKvRated: number;
    readonly feeder: string;
  }[];
  readonly branches: readonly BranchPi[];
  readonly monitoredBranches: readonly string[];
  readonly monitoredBuses: readonly string[];
  readonly main: MainTransformer;
}

const S_BASE_KVA = 1000;

/**
 * Builds the columns of a radial network from its tables.
 *
 * @throws {NetworkError} with every finding: duplicate or unknown ids, zero, negative or missing
 *   impedances, lengths and ratings, transformers between equal voltages, loops, islands.
 */
export function buildRadialNetwork(tables: NetworkTables): RadialNetwork {
  const edges = [
    ...tables.lines,
    ...tables.transformers.map(({ id, busHv, busLv }) => ({ id, busFrom: busHv, busTo: busLv })),
  ];
  const buses = tables.buses.map((bus) => bus.id);
  const tree = radialTree(buses, tables.sourceBus, edges);
  const findings = [...networkFindings(tables), ...tree.findings];
  if (findings.length > 0) throw new NetworkError(findings);

  const kv = new Map(tables.buses.map((bus) => [bus.id, bus.voltageKvRated]));
  const lineTypes = new Map(tables.lineTypes.map((type) => [type.id, type]));
  const types = new Map(tables.transformerTypes.map((type) => [type.id, type]));
  const mainType = types.get(tables.mainTransformerType)!;
  const noLoad = noLoadPu(mainType, S_BASE_KVA);
  return columnsOf(tree, {
    sBaseKva: S_BASE_KVA,
    sourceBus: tables.sourceBus,
    sourceVoltagePu: tables.sourceVoltagePu,
    buses: tables.buses,
    branches: [
      ...tables.lines.map((line) =>
        linePi(line, lineTypes.get(line.type)!, kv.get(line.busFrom)!, S_BASE_KVA),
      ),
      ...tables.transformers.map((transformer) =>
        transformerPi(transformer, types.get(transformer.type)!, {
          hvKv: kv.get(transformer.busHv)!,
          lvKv: kv.get(transformer.busLv)!,
          sBaseKva: S_BASE_KVA,
        }),
      ),
    ],
    monitoredBranches: tables.monitoredBranches,
    monitoredBuses: tables.monitoredBuses,
    main: {
      ratedKva: mainType.ratedKva,
      ...shortCircuit(mainType, kv.get(tables.sourceBus)!, S_BASE_KVA),
      g0: noLoad.g,
      b0: noLoad.b,
    },
  });
}

/**
 * Builds a radial network from equivalent circuits, for feeders that are published per unit.
 *
 * @throws {NetworkError} on loops and islands; the circuits themselves are taken as they are.
 */
export function radialNetworkFromColumns(columns: NetworkColumns): RadialNetwork {
  const buses = columns.buses.map((bus) => bus.id);
  const tree = radialTree(buses, columns.sourceBus, columns.branches);
  if (tree.findings.length > 0) throw new NetworkError(tree.findings);
  return columnsOf(tree, columns);
}

function columnsOf(tree: RadialTree, columns: NetworkColumns): RadialNetwork {
  const { busIds, parent, edgeAbove } = tree;
  const busCount = busIds.length;
  const records = new Map(columns.buses.map((bus) => [bus.id, bus]));
  const above = Array.from(edgeAbove, (edge, i) =>
    i === 0 ? undefined : downwards(columns.branches[edge]!, busIds[i]!),
  );
  const column = (value: (branch: BranchPi) => number) =>
    Float64Array.from(above, (branch) => (branch === undefined ? 0 : value(branch)));
  const upperG = column((branch) => branch.gFrom);
  const upperB = column((branch) => branch.bFrom);
  const lowerG = column((branch) => branch.gTo);
  const lowerB = column((branch) => branch.bTo);
  const isTransformer = Uint8Array.from(above, (branch) => (branch?.isTransformer ? 1 : 0));
  const inStation = isTransformer.slice();
  const shuntG = lowerG.slice();
  const shuntB = lowerB.slice();
  const ratio = column((branch) => branch.ratio);
  ratio[0] = 1;
  for (let i = 1; i < busCount; i++) {
    inStation[i]! |= inStation[parent[i]!]!;
    shuntG[parent[i]!]! += upperG[i]!;
    shuntB[parent[i]!]! += upperB[i]!;
  }
  const branchIds = above.map((branch) => branch?.id ?? "");
  const busIndex = new Map(busIds.map((id, i) => [id, i]));
  const branchIndex = new Map(branchIds.map((id, i) => [id, i]));
  branchIndex.delete("");
  return {
    busCount,
    sBaseKva: columns.sBaseKva,
    sourceVoltagePu: columns.sourceVoltagePu,
    parent,
    r: column((branch) => branch.r),
    x: column((branch) => branch.x),
    ratio,
    shuntG,
    shuntB,
    upperG,
    upperB,
    lowerG,
    lowerB,
    ratedKva: column((branch) => branch.ratedKva),
    isTransformer,
    inStation,
    busIds,
    branchIds,
    voltageKv: Float64Array.from(busIds, (id) => records.get(id)!.voltageKvRated),
    feeder: busIds.map((id) => records.get(id)!.feeder),
    busIndex,
    branchIndex,
    monitoredBranches: Int32Array.from(columns.monitoredBranches, (id) => branchIndex.get(id)!),
    monitoredBuses: Int32Array.from(columns.monitoredBuses, (id) => busIndex.get(id)!),
    main: columns.main,
  };
}

/**
 * Turns a circuit so that `to` is the lower bus. Seen from the other end the ideal transformer is
 * 1 : ratio and the impedance, now on its other side, grows by ratio².
 */
function downwards(branch: BranchPi, lowerBus: string): BranchPi {
  if (branch.busTo === lowerBus) return branch;
  return {
    ...branch,
    busFrom: branch.busTo,
    busTo: branch.busFrom,
    r: branch.r * branch.ratio ** 2,
    x: branch.x * branch.ratio ** 2,
    ratio: 1 / branch.ratio,
    gFrom: branch.gTo,
    bFrom: branch.bTo,
    gTo: branch.gFrom,
    bTo: branch.bFrom,
  };
}
