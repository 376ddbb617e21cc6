import { GridState } from "#engine/grid/gridState.ts";
import { NodeTariff, type TariffSettings } from "#engine/grid/nodeTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/**
 * One topology and rating of an area's network, with all that is solved on it. Buses stand in an
 * order of their own; `place` leads there from the order of the normal network, by which
 * customers, orders and prices name their bus.
 */
export class AreaConfiguration {
  readonly network: RadialNetwork;
  readonly powerFlow: PowerFlow;
  readonly state: GridState;
  readonly nodeTariff: NodeTariff;
  /** Index here of each bus of the normal network; −1 for a bus that nothing supplies. */
  readonly place: Int32Array;
  /** Whether buses stand in the order of the normal network. */
  readonly isInOrder: boolean;
  /** Index in the area's list of monitored branches of each one that is monitored here. */
  readonly monitoredSlots: Int32Array;
  /** Working injections of the last base case or realisation, in the order of this network. */
  readonly pKw: Float64Array;
  readonly qKvar: Float64Array;

  constructor(
    network: RadialNetwork,
    normal: RadialNetwork,
    monitored: readonly string[],
    settings: TariffSettings,
  ) {
    this.network = network;
    this.powerFlow = new PowerFlow(network, {});
    this.state = new GridState(network);
    this.nodeTariff = new NodeTariff(network, settings);
    this.place = Int32Array.from(normal.busIds, (id) => network.busIndex.get(id) ?? -1);
    this.isInOrder =
      network.busCount === normal.busCount && this.place.every((at, bus) => at === bus);
    this.monitoredSlots = network.monitoredBranches.map((branch) =>
      monitored.indexOf(network.branchIds[branch]!),
    );
    this.pKw = new Float64Array(network.busCount);
    this.qKvar = new Float64Array(network.busCount);
  }
}
