import { expect, test } from "vitest";
import { admittanceMatrix } from "#engine/grid/meshed/admittanceMatrix.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import { caseOf, everything, line, transformer } from "#test/engine/grid/meshed/exampleCases.ts";

/** [re, im] by row and column. */
function dense(grid: Parameters<typeof buildNetwork>[0], order?: Int32Array) {
  const { size, start, column, re, im } = admittanceMatrix(buildNetwork(grid), order);
  const full = Array.from({ length: size }, () => Array.from({ length: size }, () => [0, 0]));
  for (let i = 0; i < size; i++) {
    for (let k = start[i]!; k < start[i + 1]!; k++) full[i]![column[k]!] = [re[k]!, im[k]!];
  }
  return full;
}

test("three buses by hand", () => {
  // 10 kV, 1000 kVA: 100 Ω are 1 pu.
  const full = dense(
    caseOf(["A", "B", "C"], 10, {
      lines: [line("1", "A", "B", 0, 50), line("2", "B", "C", 30, 40, { bSiemens: 0.002 })],
      shunts: [{ id: "s", bus: "A", gSiemens: 0.001, bSiemens: 0.004 }],
    }),
  );
  expect(full[0]![0]![0]).toBeCloseTo(0.1, 12);
  expect(full[0]![0]![1]).toBeCloseTo(0.4 - 2, 12);
  expect(full[0]![1]![1]).toBeCloseTo(2, 12);
  expect(full[0]![2]).toEqual([0, 0]);
  expect(full[1]![2]![0]).toBeCloseTo(-1.2, 12);
  expect(full[1]![2]![1]).toBeCloseTo(1.6, 12);
  expect(full[2]![2]![1]).toBeCloseTo(-1.6 + 0.1, 12);
});

test("a tap and a phase shift make it unsymmetric as they should", () => {
  const grid = {
    ...caseOf(["A"], 20, {}),
    buses: [
      { id: "A", voltageKvRated: 20 },
      { id: "a", voltageKvRated: 0.4 },
    ],
    transformers: [
      transformer("T", "A", "a", {
        ...{ rOhm: 0, xOhm: 0.016, gSiemens: 0, bSiemens: 0, ratio: 1.25, shiftDegree: 90 },
      }),
    ],
  };
  // 0.16 Ω are 1 pu, so y = −10 j; a = 1.25 j.
  const full = dense(grid);
  expect(full[0]![0]![1]).toBeCloseTo(-10 / 1.5625, 12);
  expect(full[1]![1]![1]).toBeCloseTo(-10, 12);
  // −y / conj(a) = 10 j / (−1.25 j) = −8; −y / a = 8.
  expect(full[0]![1]![0]).toBeCloseTo(-8, 12);
  expect(full[0]![1]![1]).toBeCloseTo(0, 12);
  expect(full[1]![0]![0]).toBeCloseTo(8, 12);
});

test("parallel branches add up, columns ascend, the pattern is symmetric, an order permutes", () => {
  const grid = everything();
  const network = buildNetwork(grid);
  const { start, column } = admittanceMatrix(network);
  const full = dense(grid);
  for (let i = 0; i < network.nodeCount; i++) {
    const row = [...column.subarray(start[i]!, start[i + 1]!)];
    expect(row).toEqual([...new Set(row)].sort((a, b) => a - b));
    expect(row).toContain(i);
    for (const j of row) expect([...column.subarray(start[j]!, start[j + 1]!)]).toContain(i);
  }
  const order = Int32Array.from({ length: network.nodeCount }, (_, i) => network.nodeCount - 1 - i);
  const turned = dense(grid, order);
  for (const [i, row] of full.entries()) {
    for (const [j, value] of row.entries()) {
      expect(turned[order.length - 1 - i]![order.length - 1 - j]).toEqual(value);
    }
  }
});
