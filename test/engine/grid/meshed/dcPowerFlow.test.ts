import fc from "fast-check";
import { Matrix, solve } from "ml-matrix";
import { expect, test } from "vitest";
import type { GridCase } from "#engine/grid/gridCase.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import { DcPowerFlow, solveDc } from "#engine/grid/meshed/dcPowerFlow.ts";
import { SOURCE_NODE } from "#engine/grid/meshed/network.ts";
import { NetworkError } from "#engine/grid/networkError.ts";
import {
  caseOf,
  everything,
  line,
  load,
  meshedCases,
  transformer,
} from "#test/engine/grid/meshed/exampleCases.ts";

const RADIAN = Math.PI / 180;

/** Angles by a dense solution of the textbook equations. */
function denseAngles(grid: GridCase): Float64Array {
  const { nodeCount, nodeKind, ports, load: loads, shuntG, startDegree } = buildNetwork(grid);
  const a = Matrix.zeros(nodeCount, nodeCount);
  const b = Matrix.zeros(nodeCount, 1);
  for (let i = 0; i < nodeCount; i++) {
    b.set(i, 0, -(loads.p[i]! + loads.p1[i]! + loads.p2[i]! + shuntG[i]!));
  }
  for (let k = 0; k < ports.count; k++) {
    const [from, to] = [ports.nodeFrom[k]!, ports.nodeTo[k]!];
    const s = 1 / (ports.x[k]! * ports.ratio[k]!);
    for (const [i, j, sign] of [
      ...[[from, from, 1] as const, [to, to, 1] as const],
      ...[[from, to, -1] as const, [to, from, -1] as const],
    ]) {
      a.set(i, j, a.get(i, j) + sign * s);
    }
    b.set(from, 0, b.get(from, 0) + s * (ports.shiftDegree[k]! * RADIAN));
    b.set(to, 0, b.get(to, 0) - s * (ports.shiftDegree[k]! * RADIAN));
  }
  for (let i = 0; i < nodeCount; i++) {
    if (nodeKind[i] !== SOURCE_NODE) continue;
    for (let j = 0; j < nodeCount; j++) a.set(i, j, i === j ? 1 : 0);
    b.set(i, 0, startDegree[i]! * RADIAN);
  }
  return Float64Array.from(solve(a, b).to1DArray());
}

function expectDense(grid: GridCase): void {
  const network = buildNetwork(grid);
  const solution = solveDc(network);
  const angles = denseAngles(grid);
  for (const [bus, node] of network.nodeOfBus.entries()) {
    expect((solution.angleDegree[bus]! * Math.PI) / 180).toBeCloseTo(angles[node]!, 9);
  }
  const given = solution.sourcePowerKw.reduce((sum, kw) => sum + kw, 0);
  const drawn = network.load.p.map(
    (p, i) => 1000 * (p + network.load.p1[i]! + network.load.p2[i]! + network.shuntG[i]!),
  );
  const total = drawn.reduce((sum, kw) => sum + kw, 0);
  expect(given).toBeCloseTo(total, 6);
}

test("a ring of three by hand: two thirds take the short way", () => {
  const grid = caseOf(["A", "B", "C"], 100, {
    lines: [
      ...[line("AB", "A", "B", 0, 10), line("BC", "B", "C", 0, 10)],
      line("AC", "A", "C", 1, 10, { ratedA: 100 }),
    ],
    loads: [load("C", 9000, 5000)],
  });
  const solution = solveDc(buildNetwork(grid));
  expect([...solution.powerKwFrom].map(Math.round)).toEqual([3000, 3000, 6000]);
  expect([...solution.powerKwTo].map(Math.round)).toEqual([-3000, -3000, -6000]);
  expect(solution.voltagePu).toEqual(Float64Array.from([1, 1, 1]));
  expect(solution.lossesKw).toBe(0);
  expect(solution.loadingPercent[2]).toBeCloseTo(600 / (Math.sqrt(3) * 10), 8);
  expect(solution.sourcePowerKw[0]).toBeCloseTo(9000, 8);
});

test("taps, phase shifters, two sources and everything else as a dense solver has them", () => {
  expectDense(everything());
});

test("random networks as a dense solver has them", () => {
  fc.assert(fc.property(meshedCases, expectDense), { numRuns: 40 });
});

test("distribution factors are what one more kW does to the flows", () => {
  const network = buildNetwork(everything());
  const dc = new DcPowerFlow(network);
  const ptdf = dc.ptdf();
  const injection = network.load.p.map((p) => -1000 * p);
  const base = dc.solve(injection);
  for (let bus = 0; bus < network.busIds.length; bus++) {
    const more = injection.slice();
    more[network.nodeOfBus[bus]!]! += 1;
    const { powerKwFrom } = dc.solve(more);
    for (let branch = 0; branch < ptdf.rows; branch++) {
      const change = powerKwFrom[branch]! - base.powerKwFrom[branch]!;
      expect(change).toBeCloseTo(ptdf.get(branch, bus), 8);
    }
  }
});

const unmagnetised = { gSiemens: 0, bSiemens: 0 };

test("a phase shifter drives power around its ring", () => {
  const grid = caseOf(["A", "B"], 20, {
    lines: [line("l", "A", "B", 0, 2)],
    transformers: [
      transformer("T", "A", "B", { kvTo: 20, xOhm: 2, shiftDegree: -10, ...unmagnetised }),
    ],
  });
  const { powerKwFrom } = solveDc(buildNetwork(grid));
  // 400 MW per radian and branch; 10 degrees fall across both.
  const kw = (1e3 * 400 * ((10 * Math.PI) / 180)) / 4;
  expect(powerKwFrom[1]).toBeCloseTo(kw, 6);
  expect(powerKwFrom[0]).toBeCloseTo(-kw, 6);
});

test("branches without reactance are refused, all of them by name", () => {
  const grid = caseOf(["A", "B", "C"], 20, {
    lines: [line("l", "A", "B", 1, 0), line("m", "B", "C", 2, 0), line("n", "A", "C", 0, 1)],
  });
  expect(() => solveDc(buildNetwork(grid))).toThrow(NetworkError);
  expect(() => solveDc(buildNetwork(grid))).toThrow(
    /line l: no reactance.*\n.*line m: no reactance/,
  );
});
