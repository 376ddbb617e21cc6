import { expect, test } from "vitest";
import type { GridCase } from "#engine/grid/gridCase.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import { lineCircuit, transformerCircuit } from "#engine/grid/meshed/circuit.ts";
import { solveCase } from "#engine/grid/meshed/solveCase.ts";
import { caseOf, line, load, transformer } from "#test/engine/grid/meshed/exampleCases.ts";

/** An ideal transformer in front of circuits of lines and shunts at 0.4 kV says what the real one has to do. */
const ideal = { rOhm: 1e-9, xOhm: 0, gSiemens: 0, bSiemens: 0 };
const z = { rOhm: 0.006, xOhm: 0.02 };
// Far more than any transformer magnetises, so that a wrong conversion cannot hide.
const y = { gSiemens: 0.4, bSiemens: -1.1 };

function station(parts: Partial<GridCase>, inner: readonly string[]): GridCase {
  return {
    ...caseOf(["A"], 20, { loads: [load("b", 90, 40)], ...parts }),
    buses: [
      { id: "A", voltageKvRated: 20 },
      ...[...inner, "b"].map((id) => ({ id, voltageKvRated: 0.4 })),
    ],
  };
}

function voltageAndImport(grid: GridCase) {
  const solution = solveCase(buildNetwork(grid));
  return [
    solution.voltagePu.at(-1)!,
    solution.angleDegree.at(-1)!,
    solution.sourcePowerKw[0]!,
    solution.sourceReactiveKvar[0]!,
  ];
}

function expectSame(first: GridCase, second: GridCase): void {
  const other = voltageAndImport(second);
  for (const [i, value] of voltageAndImport(first).entries()) {
    expect(Math.abs(value - other[i]!)).toBeLessThan(1e-6 * Math.abs(value) + 1e-7);
  }
}

test("a T circuit is half the impedance, the magnetising admittance, the other half", () => {
  const half = [z.rOhm / 2, z.xOhm / 2] as const;
  expectSame(
    station({ transformers: [transformer("T", "A", "b", { ...z, ...y, ratio: 1.05 })] }, []),
    station(
      {
        transformers: [transformer("T", "A", "x", { ...ideal, ratio: 1.05 })],
        lines: [line("1", "x", "m", ...half), line("2", "m", "b", ...half)],
        shunts: [{ id: "y", bus: "m", ...y }],
      },
      ["x", "m"],
    ),
  );
});

test("a pi circuit is half the magnetising admittance, the impedance, the other half", () => {
  const half = { gSiemens: y.gSiemens / 2, bSiemens: y.bSiemens / 2 };
  expectSame(
    station(
      { transformers: [transformer("T", "A", "b", { ...z, ...y, circuit: "pi", ratio: 1.05 })] },
      [],
    ),
    station(
      {
        transformers: [transformer("T", "A", "x", { ...ideal, ratio: 1.05 })],
        lines: [line("1", "x", "b", z.rOhm, z.xOhm)],
        shunts: [
          { id: "1", bus: "x", ...half },
          { id: "2", bus: "b", ...half },
        ],
      },
      ["x"],
    ),
  );
});

test("without magnetising both circuits are one", () => {
  const bases = { kvBusFrom: 21, kvBusTo: 0.41, sBaseKva: 1000 };
  const plain = transformer("T", "A", "b", { ...z, gSiemens: 0, bSiemens: 0 });
  const circuit = transformerCircuit(plain, bases);
  expect(transformerCircuit({ ...plain, circuit: "pi" }, bases)).toEqual(circuit);
  expect(circuit.ratio).toBeCloseTo((20 / 21) * (0.41 / 0.4), 14);
  expect(circuit.r).toBeCloseTo(0.006 / 0.41 ** 2, 12);
});

test("a line is per unit of its own voltage, with half of its shunt at either end", () => {
  const circuit = lineCircuit(
    line("l", "A", "B", 2, 4, { gSiemens: 1e-4, bSiemens: 6e-4 }),
    20,
    1000,
  );
  // 400 Ω are 1 pu.
  expect(circuit.r).toBeCloseTo(0.005, 14);
  expect(circuit.x).toBeCloseTo(0.01, 14);
  expect([circuit.gFrom, circuit.gTo]).toEqual([0.02, 0.02]);
  expect(circuit.bFrom).toBeCloseTo(0.12, 14);
  expect(circuit.bTo).toBeCloseTo(0.12, 14);
});
