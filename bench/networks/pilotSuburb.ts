import { type BenchNetwork, kvarOf } from "#bench/networks/benchNetwork.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";

const HOURS_PER_YEAR = 8760;

/** The suburb of the scenario `pilot`: customers at their yearly mean, the rest at half its peak. */
export function pilotSuburb(): BenchNetwork {
  const area = loadScenario("pilot").areas.find(({ id }) => id === "SUB");
  if (area === undefined) throw new Error("the scenario pilot has no area SUB");
  const network = buildRadialNetwork(area.network);
  const loadKw = new Float64Array(network.busCount);
  for (const { id, backgroundKwPeak } of area.network.buses) {
    loadKw[network.busIndex.get(id)!]! += backgroundKwPeak / 2;
  }
  for (const { bus, baseKwhPerYear } of area.prosumers) {
    loadKw[network.busIndex.get(bus)!]! += baseKwhPerYear / HOURS_PER_YEAR;
  }
  return { name: "pilotSuburb", network, loadKw, loadKvar: kvarOf(loadKw, 0.97) };
}
