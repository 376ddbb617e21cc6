import { expect, test } from "vitest";
import { NetworkError } from "#engine/grid/networkError.ts";
import type { NetworkTables } from "#engine/grid/networkRecords.ts";
import { buildRadialNetwork, radialNetworkFromColumns } from "#engine/grid/radialNetwork.ts";

const station = {
  id: "0.4 MVA",
  ratedKva: 400,
  hvKv: 20,
  lvKv: 0.4,
  shortCircuitPercent: 6,
  shortCircuitResistivePercent: 1.425,
  noLoadKw: 1.35,
  noLoadCurrentPercent: 0.34,
};
const good: NetworkTables = {
  sourceBus: "busbar",
  sourceVoltagePu: 1.02,
  buses: [
    { id: "house", voltageKvRated: 0.4, feeder: "F1" },
    { id: "busbar", voltageKvRated: 20, feeder: "" },
    { id: "low", voltageKvRated: 0.4, feeder: "" },
    { id: "high", voltageKvRated: 20, feeder: "" },
  ],
  lines: [
    { id: "cable", busFrom: "high", busTo: "busbar", type: "mv", lengthM: 2000 },
    { id: "service", busFrom: "low", busTo: "house", type: "lv", lengthM: 100 },
  ],
  transformers: [{ id: "T1", busHv: "high", busLv: "low", type: "0.4 MVA", ratio: 0.975 }],
  lineTypes: [
    { id: "mv", rOhmPerKm: 0.2, xOhmPerKm: 0.1, cNfPerKm: 250, ratedA: 300 },
    { id: "lv", rOhmPerKm: 0.4, xOhmPerKm: 0.08, cNfPerKm: 0, ratedA: 200 },
  ],
  transformerTypes: [station, { ...station, id: "main", ratedKva: 25_000, hvKv: 110, lvKv: 20 }],
  mainTransformerType: "main",
  monitoredBranches: ["T1"],
  monitoredBuses: ["house"],
};

test("buses stand breadth first behind the source, branches at their lower bus", () => {
  const network = buildRadialNetwork(good);
  expect(network.busIds).toEqual(["busbar", "high", "low", "house"]);
  expect(network.branchIds).toEqual(["", "cable", "T1", "service"]);
  expect([...network.parent]).toEqual([-1, 0, 1, 2]);
  expect(network.feeder).toEqual(["", "", "", "F1"]);
  expect([...network.inStation]).toEqual([0, 0, 1, 1]);
  expect([...network.monitoredBranches]).toEqual([2]);
  expect([...network.monitoredBuses]).toEqual([3]);
});

test("impedances, charging, no-load losses and ratings are those of the type, per unit", () => {
  const { sBaseKva, ...network } = buildRadialNetwork(good);
  const ohmBase = (0.4 * 0.4 * 1000) / sBaseKva;
  expect(network.r[3]).toBeCloseTo(0.04 / ohmBase, 12);
  expect(network.r[2]).toBeCloseTo((0.01425 * sBaseKva) / 400, 4);
  expect(network.ratio[2]).toBeCloseTo(0.975, 12);
  expect((network.upperG[2]! * 0.975 ** 2 + network.lowerG[2]!) * sBaseKva).toBeCloseTo(1.35, 3);
  expect(network.shuntB[0]! * sBaseKva).toBeCloseTo(
    (2 * Math.PI * 50 * 250e-9 * 20e3 ** 2) / 1000,
    9,
  );
  expect(network.ratedKva[1]).toBeCloseTo(Math.sqrt(3) * 20 * 300, 9);
  expect(network.main.ratedKva).toBe(25_000);
});

test("all findings of a bad table come in one error", () => {
  const bad: NetworkTables = {
    ...good,
    buses: [
      ...good.buses,
      { id: "low", voltageKvRated: 0.4, feeder: "" },
      { id: "lost", voltageKvRated: 0.4, feeder: "" },
    ],
    lines: [
      ...good.lines,
      { id: "cable", busFrom: "high", busTo: "nowhere", type: "mv", lengthM: 1 },
      { id: "short", busFrom: "low", busTo: "house", type: "copper", lengthM: Number.NaN },
    ],
    transformers: [
      ...good.transformers,
      { id: "T2", busHv: "high", busLv: "busbar", type: "0.4 MVA", ratio: 0 },
    ],
    lineTypes: [
      ...good.lineTypes,
      { id: "none", rOhmPerKm: 0, xOhmPerKm: 0, cNfPerKm: -1, ratedA: 200 },
    ],
    monitoredBuses: ["garden"],
  };
  let error: unknown;
  try {
    buildRadialNetwork(bad);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(NetworkError);
  expect((error as NetworkError).findings).toEqual([
    "bus low: id is used more than once",
    "branch cable: id is used more than once",
    "line type none: cNfPerKm -1 is negative or no number",
    "line type none: impedance is zero",
    "line cable: no bus nowhere",
    "line short: no line type copper",
    "line short: lengthM NaN is not positive",
    "transformer T2: ratio 0 is not positive",
    "transformer T2: joins two buses of 20 kV",
    "monitored bus garden: no such bus",
    "loop: cable, T2 (closed by T2)",
    "loop: service, short (closed by short)",
    "island without source: bus lost",
  ]);
  for (const finding of (error as NetworkError).findings) {
    expect((error as NetworkError).message).toContain(finding);
  }
});

test.each([
  [
    "a transformer the wrong way round",
    { transformers: [{ ...good.transformers[0]!, busHv: "low", busLv: "high" }] },
    "high-voltage bus has 0.4 kV",
  ],
  [
    "a type for another voltage",
    { transformers: [{ ...good.transformers[0]!, type: "main" }] },
    "110/20 kV type on 20/0.4 kV buses",
  ],
  [
    "a line between voltages",
    { lines: [good.lines[0]!, { ...good.lines[1]!, busTo: "busbar" }] },
    "joins 0.4 kV and 20 kV",
  ],
  ["an unknown source", { sourceBus: "sun" }, "source bus sun: no such bus"],
  ["an unknown main transformer", { mainTransformerType: "huge" }, "no transformer type huge"],
  [
    "more resistance than impedance",
    {
      transformerTypes: [
        { ...station, shortCircuitResistivePercent: 7 },
        good.transformerTypes[1]!,
      ],
    },
    "resistive part exceeds",
  ],
  [
    "a negative length",
    { lines: [{ ...good.lines[0]!, lengthM: -5 }, good.lines[1]!] },
    "lengthM -5 is not positive",
  ],
  [
    "a bus without voltage",
    { buses: [{ ...good.buses[0]!, voltageKvRated: Number.NaN }, ...good.buses.slice(1)] },
    "NaN kV is not positive",
  ],
  ["an unknown monitored branch", { monitoredBranches: ["T9"] }, "monitored branch T9"],
  [
    "a line to itself",
    { lines: [...good.lines, { ...good.lines[0]!, id: "ring", busTo: "high" }] },
    "loop: ring (closed by ring)",
  ],
] as [string, Partial<NetworkTables>, string][])("refuses %s", (_, change, finding) => {
  expect(() => buildRadialNetwork({ ...good, ...change })).toThrow(finding);
});

test("circuits per unit that form a loop are refused, too", () => {
  const pi = {
    r: 0.1,
    x: 0.1,
    ratio: 1,
    gFrom: 0,
    bFrom: 0,
    gTo: 0,
    bTo: 0,
    ratedKva: 1,
    isTransformer: false,
  };
  const bus = (id: string) => ({ id, voltageKvRated: 1, feeder: "" });
  const columns = {
    sBaseKva: 1,
    sourceBus: "a",
    sourceVoltagePu: 1,
    buses: [bus("a"), bus("b"), bus("c")],
    branches: [
      { ...pi, id: "ab", busFrom: "a", busTo: "b" },
      { ...pi, id: "bc", busFrom: "b", busTo: "c" },
      { ...pi, id: "ca", busFrom: "c", busTo: "a" },
    ],
    monitoredBranches: [],
    monitoredBuses: [],
    main: { ratedKva: 1, r: 0, x: 0.1, g0: 0, b0: 0 },
  };
  expect(() => radialNetworkFromColumns(columns)).toThrow("loop: ca, ab, bc (closed by bc)");
});
