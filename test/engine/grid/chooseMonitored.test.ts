import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseMonitored, withMonitored } from "#engine/grid/chooseMonitored.ts";
import type { LineRecord, NetworkTables } from "#engine/grid/networkRecords.ts";
import { buildRadialNetwork, type RadialNetwork } from "#engine/grid/radialNetwork.ts";
import { baranWu33 } from "#test/support/baranWu33.ts";
import { randomNetwork } from "#test/support/randomNetwork.ts";

const named = (network: RadialNetwork) => {
  const { branches, buses } = chooseMonitored(network);
  return {
    branches: [...branches].map((i) => network.branchIds[i]!),
    buses: [...buses].map((i) => network.busIds[i]!),
  };
};

/** A 20 kV cable to a station with feeders of one line type: lengths in m, bus after bus. */
function station(feeders: readonly (readonly number[])[]): NetworkTables {
  const lines: LineRecord[] = [
    { id: "mv", busFrom: "S", busTo: "M", type: "mv", lengthM: 2000 },
    { id: "other", busFrom: "S", busTo: "N", type: "mv", lengthM: 500 },
  ];
  const buses = ["S", "M", "N"].map((id) => ({ id, voltageKvRated: 20, feeder: "" }));
  buses.push({ id: "B", voltageKvRated: 0.4, feeder: "" });
  for (const [feeder, lengths] of feeders.entries()) {
    for (const [n, lengthM] of lengths.entries()) {
      const id = `${feeder}.${n}`;
      const busFrom = n === 0 ? "B" : `${feeder}.${n - 1}`;
      lines.push({ id: `L${id}`, busFrom, busTo: id, type: "lv", lengthM });
      buses.push({ id, voltageKvRated: 0.4, feeder: `F${feeder}` });
    }
  }
  return {
    ...baranWu33(),
    sourceBus: "S",
    buses,
    lines,
    transformers: [{ id: "T", busHv: "M", busLv: "B", type: "400", ratio: 1 }],
    lineTypes: [
      { id: "mv", rOhmPerKm: 0.2, xOhmPerKm: 0.1, cNfPerKm: 250, ratedA: 319 },
      { id: "lv", rOhmPerKm: 0.225, xOhmPerKm: 0.08, cNfPerKm: 0, ratedA: 242 },
    ],
    transformerTypes: [
      ...baranWu33().transformerTypes,
      { ...baranWu33().transformerTypes[0]!, id: "400", ratedKva: 400, hvKv: 20, lvKv: 0.4 },
    ],
  };
}

test("a station is watched at its transformer, its feeder heads and their far ends", () => {
  const network = buildRadialNetwork(
    station([
      [100, 200],
      [50, 50, 50],
    ]),
  );
  expect(named(network)).toEqual({
    branches: ["mv", "other", "T", "L0.0", "L1.0"],
    buses: ["0.1", "1.2"],
  });
});

test("the end of a feeder is its electrically farthest bus, not its last one", () => {
  const tables = station([[400], [30, 200]]);
  const network = buildRadialNetwork({
    ...tables,
    buses: [
      ...tables.buses,
      ...["side", "far"].map((id) => ({ id, voltageKvRated: 0.4, feeder: "F1" })),
    ],
    lines: [
      ...tables.lines,
      { id: "Lside", busFrom: "1.0", busTo: "side", type: "lv", lengthM: 20 },
      { id: "Lfar", busFrom: "side", busTo: "far", type: "lv", lengthM: 20 },
    ],
  });
  expect(network.busIds.at(-1)).toBe("far");
  expect(named(network).buses).toEqual(["0.0", "1.1"]);
});

test("of many feeders the four longest are watched", () => {
  const network = buildRadialNetwork(station([[10], [500], [20], [400], [300], [30], [600]]));
  expect(named(network).branches).toEqual(["mv", "other", "T", "L1.0", "L3.0", "L4.0", "L6.0"]);
  expect(named(network).buses).toEqual(["1.0", "3.0", "4.0", "6.0"]);
});

test("a station without feeders is watched at its low-voltage bus", () => {
  expect(named(buildRadialNetwork(station([])))).toEqual({
    branches: ["mv", "other", "T"],
    buses: ["B"],
  });
});

test("a network without transformers is one station around its source", () => {
  expect(named(buildRadialNetwork(baranWu33()))).toEqual({ branches: ["L2"], buses: ["18"] });
});

test("in any network a station has at most ten elements, and every transformer is one", () => {
  fc.assert(
    fc.property(randomNetwork, ({ tables }) => {
      const network = buildRadialNetwork(tables);
      const { branches, buses } = chooseMonitored(network);
      const perStation = new Map<number, number>();
      const stationOf = (i: number) => {
        while (i > 0 && !network.isTransformer[i]) i = network.parent[i]!;
        return i;
      };
      for (const i of [...branches, ...buses]) {
        const station = stationOf(i);
        perStation.set(station, (perStation.get(station) ?? 0) + 1);
      }
      for (let i = 1; i < network.busCount; i++) {
        if (!network.isTransformer[i]) continue;
        expect(branches).toContain(i);
        expect(perStation.get(i)).toBeGreaterThanOrEqual(2);
        expect(perStation.get(i)).toBeLessThanOrEqual(10);
      }
      const watched = withMonitored(network, { branches, buses });
      expect(watched.monitoredBranches).toBe(branches);
      expect(watched.parent).toBe(network.parent);
    }),
  );
});
