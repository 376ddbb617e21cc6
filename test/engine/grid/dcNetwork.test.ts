import { expect, test } from "vitest";
import { DcNetwork } from "#engine/grid/dcNetwork.ts";
import { NetworkError } from "#engine/grid/networkError.ts";

const line = (id: string, reactanceOhm = 16) => {
  const [nodeFrom, nodeTo] = id.split("–") as [string, string];
  return { id, nodeFrom, nodeTo, reactanceOhm, voltageKv: 400, limitMw: 800 };
};

test("in a triangle of equal lines two thirds go the short way", () => {
  const triangle = new DcNetwork(["A", "B", "C"], [line("A–B"), line("B–C"), line("A–C")], "C");
  const third = 1 / 3;
  const expected = [
    [third, -third, 0],
    [third, 2 * third, 0],
    [2 * third, third, 0],
  ];
  for (const [row, factors] of expected.entries()) {
    for (const [column, factor] of factors.entries()) {
      expect(triangle.ptdf.get(row, column)).toBeCloseTo(factor, 12);
    }
  }
  const flows = new Float64Array(3);
  triangle.flows(Float64Array.of(300, -150, -150), flows);
  expect(flows[0]).toBeCloseTo(150, 9);
  expect(flows[1]).toBeCloseTo(0, 9);
  expect(flows[2]).toBeCloseTo(150, 9);
});

test("flows into every node are what is injected there", () => {
  const nodes = ["A", "B", "C", "D"];
  const lines = [line("A–B", 5), line("B–C", 9), line("A–C", 31), line("C–D", 2), line("D–A", 12)];
  const injection = Float64Array.of(100, -40, 250, -310);
  const flows = new Float64Array(lines.length);
  for (const reference of nodes) {
    new DcNetwork(nodes, lines, reference).flows(injection, flows);
    for (const [i, node] of nodes.entries()) {
      let out = 0;
      for (const [l, { nodeFrom, nodeTo }] of lines.entries()) {
        if (nodeFrom === node) out += flows[l]!;
        if (nodeTo === node) out -= flows[l]!;
      }
      expect(out).toBeCloseTo(injection[i]!, 9);
    }
  }
});

test("all findings of a bad model come in one error", () => {
  let error: unknown;
  try {
    new DcNetwork(["A", "B", "B", "Z"], [line("A–B"), line("A–X", -1), line("A–A")], "R");
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(NetworkError);
  expect((error as NetworkError).findings).toEqual([
    "a node is named more than once",
    "reference node R: no such node",
    "line A–X: no node X",
    "line A–X: reactance, voltage or limit is not positive",
    "line A–A: both ends at A",
    "not connected to R: node A, B, B, Z",
  ]);
});

/** Circuits of 0.32 Ω/km at 400 kV unless told otherwise. */
const corridor = (nodes: string, km: number, circuits: number, ohmPerKm = 0.32, kv = 400) => ({
  ...line(nodes, (ohmPerKm * km) / circuits),
  voltageKv: kv,
});

function flowsOf(network: DcNetwork, injectionMw: number[]): number[] {
  const flows = new Float64Array(network.lines.length);
  network.flows(Float64Array.from(injectionMw), flows);
  return Array.from(flows, (flow) => Math.round(flow) + 0);
}

// Seven-bus equivalent of Romania on the public 400 kV lines; wind w, no sun, mean load.
const romania = new DcNetwork(
  ["CONST", "CERN", "GURA", "LACU", "BUCS", "BUCW", "SLAT"],
  [
    corridor("CERN–BUCS", 185, 1),
    corridor("GURA–BUCS", 140, 1),
    corridor("BUCS–SLAT", 150, 1),
    corridor("BUCW–SLAT", 240, 1),
    corridor("CONST–CERN", 60, 2),
    corridor("CONST–LACU", 170, 1),
    corridor("CERN–GURA", 58, 2),
    corridor("LACU–BUCW", 330, 1),
    corridor("GURA–LACU", 80, 1),
    corridor("BUCS–BUCW", 28, 1),
  ],
  "SLAT",
);

test.each`
  story             | w       | expected
  ${"median wind"}  | ${0.2}  | ${[474, 474, 214, 106]}
  ${"wind of 95 %"} | ${0.57} | ${[891, 976, 955, 549]}
  ${"wind of 99 %"} | ${0.73} | ${[1071, 1193, 1276, 740]}
`("Romanian equivalent, $story: flows to the megawatt", ({ w, expected }) => {
  const injection = [2000 * w - 220, 1240, 300 * w - 120, 900 * w - 420, -500, -300, 0];
  expect(flowsOf(romania, injection).slice(0, 4)).toEqual(expected);
});

test("one more MW of consumption at BUCS relieves the way west by 0.64, the way east hardly", () => {
  const bucs = romania.nodes.indexOf("BUCS");
  expect(romania.ptdf.get(2, bucs)).toBeCloseTo(0.64, 2);
  expect(romania.ptdf.get(0, bucs)).toBeCloseTo(0, 1);
});

// Eight-bus equivalent of Bulgaria; load factor l, sun v on 5000 MW, wind w, coal g.
const bulgaria = new DcNetwork(
  ["VARN", "BURG", "MARI", "PLOV", "SOFW", "KOZL", "GORN", "BLAG"],
  [
    corridor("KOZL–SOFW", 125, 2),
    corridor("SOFW–BLAG", 90, 2),
    corridor("PLOV–BLAG", 150, 1),
    corridor("BURG–MARI", 150, 1),
    corridor("GORN–KOZL", 190, 1),
    corridor("VARN–BURG", 92, 1),
    corridor("VARN–GORN", 200, 1),
    corridor("MARI–GORN", 140, 1, 0.42, 220),
    corridor("MARI–PLOV", 115, 2),
    corridor("PLOV–SOFW", 150, 1),
  ],
  "BLAG",
);

test.each`
  story               | l       | v       | w       | g       | expected
  ${"median"}         | ${1}    | ${0.15} | ${0.2}  | ${1200} | ${[1195, 296, 153, -401, -475]}
  ${"winter evening"} | ${1.4}  | ${0}    | ${0.25} | ${1900} | ${[788, -759, -315, -760, -770]}
  ${"spring noon"}    | ${0.85} | ${0.62} | ${0.15} | ${400}  | ${[1701, 1522, 950, -1, -11]}
`("Bulgarian equivalent, $story: flows to the megawatt", ({ l, v, w, g, expected }) => {
  const p = 5000 * v;
  const injection = [
    560 * w + 0.08 * p - 430 * l,
    0.12 * p - 330 * l,
    g + 0.27 * p - 380 * l,
    0.33 * p + 120 - 680 * l,
    0.05 * p + 150 - 1150 * l,
    1950 - 280 * l,
    0.12 * p - 560 * l,
    0,
  ];
  expect(flowsOf(bulgaria, injection).slice(0, 5)).toEqual(expected);
});
