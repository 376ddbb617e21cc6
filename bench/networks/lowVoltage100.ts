import { type BenchNetwork, kvarOf } from "#bench/networks/benchNetwork.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";

const BUSES = 100;
const MAINS = 4;
const KW_PER_BUS = 1.2;

/**
 * A made-up low-voltage feeder of 100 buses: a busbar, four mains, and on each main every third bus
 * a side line of two; cable of 150 mm² aluminium, 25 m apart.
 */
export function lowVoltage100(): BenchNetwork {
  const parents = parentsOf();
  const network = buildRadialNetwork({
    sourceBus: "0",
    sourceVoltagePu: 1.02,
    buses: Array.from({ length: BUSES }, (_, bus) => ({
      id: String(bus),
      voltageKvRated: 0.4,
      feeder: "",
    })),
    lines: parents.slice(1).map((parent, row) => ({
      id: `L${row + 1}`,
      busFrom: String(parent),
      busTo: String(row + 1),
      type: "cable",
      lengthM: 25,
    })),
    transformers: [],
    lineTypes: [{ id: "cable", rOhmPerKm: 0.208, xOhmPerKm: 0.08, cNfPerKm: 261, ratedA: 270 }],
    transformerTypes: [
      {
        id: "station",
        ratedKva: 630,
        hvKv: 20,
        lvKv: 0.4,
        shortCircuitPercent: 6,
        shortCircuitResistivePercent: 1.2,
        noLoadKw: 1.65,
        noLoadCurrentPercent: 0.3,
      },
    ],
    mainTransformerType: "station",
    monitoredBranches: ["L1", "L2", "L3", "L4"],
    monitoredBuses: ["98", "99"],
  });
  const loadKw = new Float64Array(network.busCount).fill(KW_PER_BUS);
  loadKw[0] = 0;
  return { name: "lowVoltage100", network, loadKw, loadKvar: kvarOf(loadKw, 0.97) };
}

/** Bus above each bus; −1 at the busbar. */
function parentsOf(): number[] {
  const parents = [-1];
  const ends = new Array<number>(MAINS).fill(0);
  const lengths = new Array<number>(MAINS).fill(0);
  for (let main = 0; parents.length < BUSES; main = (main + 1) % MAINS) {
    const trunk = parents.length;
    parents.push(ends[main]!);
    ends[main] = trunk;
    if (++lengths[main]! % 3 !== 0) continue;
    for (let above = trunk, side = 0; side < 2 && parents.length < BUSES; side++) {
      parents.push(above);
      above = parents.length - 1;
    }
  }
  return parents;
}
