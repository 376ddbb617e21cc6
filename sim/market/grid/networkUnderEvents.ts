import { buildRadialNetwork, type RadialNetwork } from "#engine/grid/radialNetwork.ts";
import { radialTree } from "#engine/grid/radialTree.ts";
import type { NetworkTables, ScenarioEvent } from "#scenarios/scenario.ts";

/**
 * Builds the network of an area while events are in force: what they open is gone, with the buses
 * that nothing reaches any more; what they close is there; what they derate bears less. Without
 * events it is the normal network.
 *
 * @throws {NetworkError} when what is left is not radial.
 */
export function networkUnderEvents(
  tables: NetworkTables,
  events: readonly ScenarioEvent[],
): RadialNetwork {
  const inService = switched(tables, events);
  const network = buildRadialNetwork(events.length === 0 ? inService : supplied(inService));
  return derated(network, events);
}

/** The tables with the branches in service only. */
function switched(tables: NetworkTables, events: readonly ScenarioEvent[]): NetworkTables {
  const open = new Set(events.flatMap((event) => event.open));
  const close = new Set(events.flatMap((event) => event.close));
  const closed = tables.openLines.filter(({ id }) => close.has(id));
  return withBranches(
    tables,
    [...tables.lines, ...closed].filter(({ id }) => !open.has(id)),
    tables.transformers.filter(({ id }) => !open.has(id)),
  );
}

/** The tables without buses and branches that have no way to the source. */
function supplied(tables: NetworkTables): NetworkTables {
  const { sourceBus, lines, transformers } = tables;
  const edges = [
    ...lines,
    ...transformers.map(({ id, busHv, busLv }) => ({ id, busFrom: busHv, busTo: busLv })),
  ];
  const buses = tables.buses.map(({ id }) => id);
  const live = new Set(radialTree(buses, sourceBus, edges).busIds);
  if (live.size === buses.length) return tables;
  const rest = withBranches(
    tables,
    lines.filter(({ busFrom }) => live.has(busFrom)),
    transformers.filter(({ busHv }) => live.has(busHv)),
  );
  return { ...rest, buses: tables.buses.filter(({ id }) => live.has(id)) };
}

function withBranches(
  tables: NetworkTables,
  lines: NetworkTables["lines"],
  transformers: NetworkTables["transformers"],
): NetworkTables {
  const ids = new Set([...lines, ...transformers].map(({ id }) => id));
  const monitoredBranches = tables.monitoredBranches.filter((id) => ids.has(id));
  return { ...tables, lines, transformers, monitoredBranches };
}

function derated(network: RadialNetwork, events: readonly ScenarioEvent[]): RadialNetwork {
  const ratedKva = network.ratedKva.slice();
  for (const { derate, ratingShare } of events)
    for (const id of derate) {
      const branch = network.branchIndex.get(id);
      if (branch !== undefined) ratedKva[branch]! *= ratingShare;
    }
  return { ...network, ratedKva };
}
