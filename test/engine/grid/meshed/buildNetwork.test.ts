import { expect, test } from "vitest";
import type { GridCase } from "#engine/grid/gridCase.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import { NetworkError } from "#engine/grid/networkError.ts";
import {
  caseOf,
  everything,
  generator,
  line,
  load,
  transformer,
} from "#test/engine/grid/meshed/exampleCases.ts";

function findingsOf(grid: GridCase): readonly string[] {
  try {
    buildNetwork(grid);
  } catch (error) {
    if (error instanceof NetworkError) return error.findings;
    throw error;
  }
  return [];
}

const good = caseOf(["A", "B"], 20, {
  lines: [line("l", "A", "B", 1, 1, { lengthKm: 2, ratedA: 300 })],
  loads: [load("B", 100, 30)],
});
const lv = { id: "a", voltageKvRated: 0.4 };
const station = {
  ...good,
  buses: [...good.buses, lv],
  transformers: [transformer("T", "B", "a")],
};
const source = good.sources[0]!;

test("a good case has no findings", () => {
  expect(findingsOf(good)).toEqual([]);
  expect(findingsOf(station)).toEqual([]);
  expect(findingsOf(everything())).toEqual([]);
});

test.each<[name: string, grid: GridCase, finding: string]>([
  ["no bus", { ...good, buses: [], lines: [], loads: [], sources: [] }, "no bus"],
  ["no source", { ...good, sources: [] }, "no source"],
  [
    "an island without a source",
    { ...good, buses: [...good.buses, { id: "C", voltageKvRated: 20 }] },
    "island without a source: bus C",
  ],
  ["zero impedance", { ...good, lines: [line("l", "A", "B", 0, 0)] }, "line l: impedance is zero"],
  [
    "NaN",
    { ...good, loads: [load("B", Number.NaN, 0)] },
    "load load at B: powerKw NaN is no number",
  ],
  [
    "infinity",
    { ...good, lines: [line("l", "A", "B", 1, Infinity)] },
    "line l: xOhm Infinity is no number",
  ],
  [
    "a negative length",
    { ...good, lines: [line("l", "A", "B", 1, 1, { lengthKm: -2 })] },
    "line l: lengthKm -2 is not positive",
  ],
  [
    "a rating of zero",
    { ...good, lines: [line("l", "A", "B", 1, 1, { ratedA: 0 })] },
    "line l: ratedA 0 is not positive",
  ],
  [
    "an unknown bus of a branch",
    { ...good, lines: [...good.lines, line("m", "A", "Z", 1, 1)] },
    "line m: no bus Z",
  ],
  ["an unknown bus of a load", { ...good, loads: [load("Z", 1, 0)] }, "load load at Z: no bus Z"],
  [
    "a link to nowhere",
    { ...good, links: [{ id: "k", busFrom: "Z", busTo: "A" }] },
    "link k: no bus Z",
  ],
  [
    "a link between voltages",
    { ...station, links: [{ id: "k", busFrom: "A", busTo: "a" }] },
    "link k: joins 20 kV and 0.4 kV",
  ],
  [
    "a line between voltages",
    { ...station, lines: [...good.lines, line("m", "A", "a", 1, 1)] },
    "line m: joins 20 kV and 0.4 kV",
  ],
  [
    "a transformer between equal voltages",
    { ...good, transformers: [transformer("T", "A", "B")] },
    "transformer T: 20/0.4 kV windings between two buses of 20 kV",
  ],
  [
    "a transformer upside down",
    { ...station, transformers: [transformer("T", "a", "B")] },
    "transformer T: 20/0.4 kV windings on 0.4/20 kV buses",
  ],
  [
    "a transformer with both windings at one bus",
    { ...station, transformers: [...station.transformers, transformer("U", "a", "a")] },
    "transformer U: both windings at bus a",
  ],
  [
    "a transformer without impedance",
    { ...station, transformers: [transformer("T", "B", "a", { rOhm: 0, xOhm: 0 })] },
    "transformer T: impedance is zero",
  ],
  [
    "an id used twice",
    { ...good, lines: [...good.lines, line("l", "B", "A", 2, 2)] },
    "branch l: id is used more than once",
  ],
  [
    "a line and a transformer of one id",
    { ...station, transformers: [transformer("l", "B", "a")] },
    "branch l: id is used more than once",
  ],
  [
    "a bus twice",
    { ...good, buses: [...good.buses, good.buses[1]!] },
    "bus B: id is used more than once",
  ],
  [
    "shares that do not add up",
    { ...good, loads: [load("B", 1, 0, [0.5, 0.2, 0.2])] },
    "load load at B: shares of constant power, current and impedance add up to 0.9, not 1",
  ],
  [
    "set points in conflict",
    { ...good, generators: [generator("A", 10, { voltagePu: 1.02 })] },
    "generator generator at A: wants 1.02 pu at bus A, source source 1 pu",
  ],
  [
    "set points in conflict across a link",
    {
      ...good,
      buses: [...good.buses, { id: "C", voltageKvRated: 20 }],
      links: [{ id: "k", busFrom: "B", busTo: "C" }],
      generators: [
        generator("B", 10, { voltagePu: 1.01 }),
        generator("C", 10, { voltagePu: 1.02 }),
      ],
    },
    "generator generator at C: wants 1.02 pu at bus C, generator generator at B 1.01 pu",
  ],
  [
    "sources of one bus at two angles",
    { ...good, sources: [source, { ...source, id: "other", angleDegree: 5 }] },
    "source other: wants 1 pu at bus A, source source 1 pu at 5° against 0°",
  ],
])("%s is found", (_, grid, finding) => {
  expect(findingsOf(grid)).toContain(finding);
});

test("one error lists all findings", () => {
  const findings = findingsOf({
    ...good,
    buses: [...good.buses, { id: "C", voltageKvRated: Number.NaN }],
    lines: [line("l", "A", "B", 0, 0, { lengthKm: -1 }), line("l", "A", "Z", 1, Number.NaN)],
    loads: [load("B", Number.NaN, 0)],
    generators: [generator("A", 10, { voltagePu: 1.02 })],
  });
  expect(findings.length).toBe(9);
  expect(new NetworkError(findings).message.split("\n").length).toBe(10);
});

test("a regulator and a phase shifter between equal voltages are allowed", () => {
  const equal = transformer("R", "A", "B", { kvTo: 20, ratio: 1.02 });
  expect(findingsOf({ ...good, transformers: [equal] })).toEqual([]);
});

test("buses that links join, in rings too, are one node", () => {
  const network = buildNetwork(
    caseOf(["A", "B", "C", "D"], 20, {
      lines: [line("l", "C", "D", 1, 1)],
      links: [
        { id: "1", busFrom: "B", busTo: "A" },
        { id: "2", busFrom: "C", busTo: "B" },
        { id: "3", busFrom: "A", busTo: "C" },
      ],
    }),
  );
  expect([...network.nodeOfBus]).toEqual([0, 0, 0, 1]);
  expect(network.nodeCount).toBe(2);
});

test("a source of endless short-circuit power holds its bus; others get a node of their own", () => {
  const at = (rOhm: number) => buildNetwork({ ...good, sources: [{ ...source, rOhm }] });
  expect(at(0).nodeCount).toBe(2);
  expect(at(1e-12).nodeCount).toBe(2);
  expect(at(1e-3).nodeCount).toBe(3);
});

test("angles start at what transformers shift on the way", () => {
  const { startDegree, nodeOfBus, busIndex } = buildNetwork(everything());
  const degree = (bus: string) => startDegree[nodeOfBus[busIndex.get(bus)!]!]!;
  expect(degree("C")).toBeCloseTo(0, 12);
  expect(degree("a")).toBeCloseTo(-150, 10);
});
