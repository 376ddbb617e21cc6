import type { BenchNetwork } from "#bench/networks/benchNetwork.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";

/**
 * The 33-bus feeder of Baran and Wu ("Network reconfiguration in distribution systems for loss
 * reduction and load balancing", IEEE Trans. Power Delivery 4, 1989), tie switches open, 12.66 kV.
 * Row n is the line to bus n + 2: from, r mΩ·10, x mΩ·10, kW, kvar.
 */
const ROWS = [
  [1, 922, 470, 100, 60],
  [2, 4930, 2511, 90, 40],
  [3, 3660, 1864, 120, 80],
  [4, 3811, 1941, 60, 30],
  [5, 8190, 7070, 60, 20],
  [6, 1872, 6188, 200, 100],
  [7, 7114, 2351, 200, 100],
  [8, 10300, 7400, 60, 20],
  [9, 10440, 7400, 60, 20],
  [10, 1966, 650, 45, 30],
  [11, 3744, 1238, 60, 35],
  [12, 14680, 11550, 60, 35],
  [13, 5416, 7129, 120, 80],
  [14, 5910, 5260, 60, 10],
  [15, 7463, 5450, 60, 20],
  [16, 12890, 17210, 60, 20],
  [17, 7320, 5740, 90, 40],
  [2, 1640, 1565, 90, 40],
  [19, 15042, 13554, 90, 40],
  [20, 4095, 4784, 90, 40],
  [21, 7089, 9373, 90, 40],
  [3, 4512, 3083, 90, 50],
  [23, 8980, 7091, 420, 200],
  [24, 8960, 7011, 420, 200],
  [6, 2030, 1034, 60, 25],
  [26, 2842, 1447, 60, 25],
  [27, 10590, 9337, 60, 20],
  [28, 8042, 7006, 120, 70],
  [29, 5075, 2585, 200, 600],
  [30, 9744, 9630, 150, 70],
  [31, 3105, 3619, 210, 100],
  [32, 3410, 5302, 60, 40],
] as const;

const KV = 12.66;

/** The feeder at its published load. */
export function baranWu33(): BenchNetwork {
  const ids = ["1", ...ROWS.map((_, row) => String(row + 2))];
  const network = buildRadialNetwork({
    sourceBus: "1",
    sourceVoltagePu: 1,
    buses: ids.map((id) => ({ id, voltageKvRated: KV, feeder: "" })),
    lines: ROWS.map(([from], row) => ({
      id: `L${row + 2}`,
      busFrom: String(from),
      busTo: ids[row + 1]!,
      type: ids[row + 1]!,
      lengthM: 1000,
    })),
    transformers: [],
    lineTypes: ROWS.map(([, r, x], row) => ({
      id: ids[row + 1]!,
      rOhmPerKm: r / 10_000,
      xOhmPerKm: x / 10_000,
      cNfPerKm: 0,
      ratedA: 400,
    })),
    transformerTypes: [
      {
        id: "main",
        ratedKva: 10_000,
        hvKv: 110,
        lvKv: KV,
        shortCircuitPercent: 10,
        shortCircuitResistivePercent: 0.5,
        noLoadKw: 8,
        noLoadCurrentPercent: 0.1,
      },
    ],
    mainTransformerType: "main",
    monitoredBranches: ["L2", "L3", "L6", "L19"],
    monitoredBuses: ["18", "33"],
  });
  const loadKw = new Float64Array(network.busCount);
  const loadKvar = new Float64Array(network.busCount);
  for (const [row, [, , , kw, kvar]] of ROWS.entries()) {
    const bus = network.busIndex.get(String(row + 2))!;
    loadKw[bus] = kw;
    loadKvar[bus] = kvar;
  }
  return { name: "baranWu33", network, loadKw, loadKvar };
}
