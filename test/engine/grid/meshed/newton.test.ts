import fc from "fast-check";
import { expect, test } from "vitest";
import { admittanceMatrix } from "#engine/grid/meshed/admittanceMatrix.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import type { CaseSolution } from "#engine/grid/meshed/caseSolution.ts";
import { HELD_NODE, type Network, SOURCE_NODE } from "#engine/grid/meshed/network.ts";
import { Newton } from "#engine/grid/meshed/newton.ts";
import { solveCase, solveWith } from "#engine/grid/meshed/solveCase.ts";
import { PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";
import {
  caseOf,
  everything,
  feeder33,
  generator,
  line,
  load,
  meshedCases,
} from "#test/engine/grid/meshed/exampleCases.ts";

/** Largest imbalance of a node, pu, from the admittance matrix and the definition of power alone. */
function imbalance(network: Network, { e, f }: Pick<CaseSolution, "e" | "f">): number {
  const { start, column, re, im } = admittanceMatrix(network);
  let worst = 0;
  for (let i = 0; i < network.nodeCount; i++) {
    if (network.nodeKind[i] === SOURCE_NODE) continue;
    let [a, b] = [0, 0];
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const j = column[k]!;
      a += re[k]! * e[j]! - im[k]! * f[j]!;
      b += re[k]! * f[j]! + im[k]! * e[j]!;
    }
    const v = Math.hypot(e[i]!, f[i]!);
    const { p, p1, p2, q, q1, q2 } = network.load;
    const active = e[i]! * a + f[i]! * b + p[i]! + v * p1[i]! + v * v * p2[i]!;
    const reactive = f[i]! * a - e[i]! * b + q[i]! + v * q1[i]! + v * v * q2[i]!;
    worst = Math.max(worst, Math.abs(active));
    if (network.nodeKind[i] !== HELD_NODE) worst = Math.max(worst, Math.abs(reactive));
    else expect(v).toBeCloseTo(network.setPointPu[i]!, 13);
  }
  return worst;
}

test("everything at once balances at every node and holds every set point", () => {
  const network = buildNetwork(everything());
  const solution = solveCase(network);
  expect(imbalance(network, solution)).toBeLessThan(1e-9);
  expect(solution.pivotedCount).toBe(0);
  expect(solution.iterations).toBeLessThan(8);
  const given = solution.sourcePowerKw.reduce((a, b) => a + b, 0) + 600 + 40 + 20;
  const at = (bus: string) => solution.voltagePu[network.busIndex.get(bus)!]!;
  expect(at("C")).toBeCloseTo(1.015, 13);
  expect(at("b")).toBe(at("c"));
  const drawn = 120 * (0.5 + 0.2 * at("b") + 0.3 * at("b") ** 2) + 90 + 60 * at("a") + 800;
  expect(given).toBeCloseTo(drawn + solution.lossesKw, 6);
});

test("the flows at every bus add up to what is drawn and given there", () => {
  const grid = everything();
  const solution = solveCase(buildNetwork(grid));
  const { network } = solution;
  const p = new Float64Array(network.nodeCount);
  const q = new Float64Array(network.nodeCount);
  const at = (bus: string) => network.nodeOfBus[network.busIndex.get(bus)!]!;
  const v = (bus: string) => solution.voltagePu[network.busIndex.get(bus)!]!;
  const add = (bus: string, kw: number, kvar: number) => {
    p[at(bus)]! += kw;
    q[at(bus)]! += kvar;
  };
  for (const [i, { busFrom, busTo }] of [...grid.lines, ...grid.transformers].entries()) {
    add(busFrom, solution.powerKwFrom[i]!, solution.reactiveKvarFrom[i]!);
    add(busTo, solution.powerKwTo[i]!, solution.reactiveKvarTo[i]!);
  }
  for (const one of grid.loads) {
    const { constantPower, constantCurrent, constantImpedance } = one;
    const part = constantPower + constantCurrent * v(one.bus) + constantImpedance * v(one.bus) ** 2;
    add(one.bus, part * one.powerKw, part * one.reactiveKvar);
  }
  for (const one of grid.storages) add(one.bus, one.powerKw, one.reactiveKvar);
  for (const { bus, gSiemens, bSiemens } of grid.shunts) {
    const kilo = 1000 * (0.4 * v(bus)) ** 2;
    add(bus, gSiemens * kilo, -bSiemens * kilo);
  }
  for (const [i, one] of grid.generators.entries()) {
    add(one.bus, -one.powerKw, -solution.generatorReactiveKvar[i]!);
  }
  for (const [i, one] of grid.sources.entries()) {
    add(one.bus, -solution.sourcePowerKw[i]!, -solution.sourceReactiveKvar[i]!);
  }
  expect(Math.max(...p.map(Math.abs))).toBeLessThan(1e-6);
  expect(Math.max(...q.map(Math.abs))).toBeLessThan(1e-6);
});

test("random meshed networks balance at every node, whatever the order of their rows", () => {
  fc.assert(
    fc.property(meshedCases, (grid) => {
      const network = buildNetwork(grid);
      const solution = trySolve(network);
      fc.pre(solution !== undefined);
      expect(imbalance(network, solution!)).toBeLessThan(1e-8);
      const turned = buildNetwork({
        ...grid,
        buses: grid.buses.toReversed(),
        lines: grid.lines.toReversed(),
      });
      const again = solveWith(new Newton(turned));
      for (const [i, id] of network.busIds.entries()) {
        const other = again.voltagePu[turned.busIndex.get(id)!]!;
        expect(Math.abs(other - solution!.voltagePu[i]!)).toBeLessThan(1e-9);
      }
    }),
    { numRuns: 60 },
  );
});

function trySolve(network: Network): CaseSolution | undefined {
  try {
    return solveWith(new Newton(network));
  } catch (error) {
    if (error instanceof PowerFlowDivergedError) return undefined;
    throw error;
  }
}

test("losses are what enters less what is drawn; a tie switch lowers them", () => {
  const open = solveCase(buildNetwork(feeder33()));
  const closed = solveCase(buildNetwork(feeder33(true)));
  // 123.29 kW with all ties closed is what studies of the meshed feeder report.
  expect(closed.lossesKw).toBeCloseTo(123.29, 1);
  expect(closed.lossesKw).toBeLessThan(open.lossesKw);
  expect(closed.sourcePowerKw[0]).toBeCloseTo(3715 + closed.lossesKw, 6);
});

test("a held voltage takes exactly the reactive power that it needs", () => {
  // Lossless line: q at the far end is (v² − v cos δ) / x with sin δ = p x / v.
  const [x, v, kw] = [4, 1.02, 1500];
  const network = buildNetwork(
    caseOf(["A", "B"], 10, {
      lines: [line("l", "A", "B", 0, x)],
      generators: [
        generator("B", kw, { voltagePu: v, reactiveKvar: 9999 }),
        { ...generator("B", 0, { voltagePu: v }), id: "condenser" },
      ],
    }),
  );
  const solution = solveCase(network);
  const xPu = x / 100;
  const sin = ((kw / 1000) * xPu) / v;
  const q = (v * v - v * Math.sqrt(1 - sin * sin)) / xPu;
  expect(solution.voltagePu[1]).toBeCloseTo(v, 14);
  expect(solution.angleDegree[1]).toBeCloseTo((Math.asin(sin) * 180) / Math.PI, 10);
  expect(solution.generatorReactiveKvar[0]).toBeCloseTo((1000 * q) / 2, 6);
  expect(solution.generatorReactiveKvar[1]).toBeCloseTo((1000 * q) / 2, 6);
});

test("two sources hold their voltages and share what the lines between them decide", () => {
  const grid = caseOf(["A", "M", "B"], 10, {
    lines: [line("1", "A", "M", 0.5, 0.5), line("2", "M", "B", 0.5, 0.5)],
    loads: [load("M", 1000, 0)],
  });
  const source = grid.sources[0]!;
  const both = { ...grid, sources: [source, { ...source, id: "other", bus: "B" }] };
  const solution = solveCase(buildNetwork(both));
  expect(solution.sourcePowerKw[0]).toBeCloseTo(solution.sourcePowerKw[1]!, 8);
  expect(2 * solution.sourcePowerKw[0]!).toBeCloseTo(1000 + solution.lossesKw, 8);
  const twice = { ...grid, sources: [source, { ...source, id: "other" }] };
  const shared = solveCase(buildNetwork(twice));
  expect(shared.sourcePowerKw[0]).toBeCloseTo(shared.sourcePowerKw[1]!, 10);
  const uneven = { ...source, rOhm: 0, xOhm: 1e-11 };
  const weak = { ...uneven, id: "weak", xOhm: 3e-11 };
  const parts = solveCase(buildNetwork({ ...grid, sources: [uneven, weak] }));
  expect(parts.sourcePowerKw[0]).toBeCloseTo(3 * parts.sourcePowerKw[1]!, 8);
});

test("reactances that cancel at a bus need pivoting, which is counted and right", () => {
  const network = buildNetwork(
    caseOf(["A", "B", "C"], 10, {
      lines: [line("l", "A", "B", 0, 2), line("series capacitor", "B", "C", 0, -2)],
      loads: [load("C", 800, 200)],
    }),
  );
  const solution = solveWith(new Newton(network));
  expect(solution.pivotedCount).toBeGreaterThan(0);
  expect(solution.voltagePu[2]).toBeCloseTo(1, 10);
  expect(solution.sourcePowerKw[0]).toBeCloseTo(800, 7);
  expect(imbalance(network, solution)).toBeLessThan(1e-9);
});

test("a load beyond what the ring can carry fails with the count of iterations and a bus of the ring", () => {
  const network = buildNetwork(
    caseOf(["A", "B", "C"], 0.4, {
      lines: [
        ...[line("1", "A", "B", 0.1, 0.1), line("2", "B", "C", 0.1, 0.1)],
        line("3", "C", "A", 0.1, 0.1),
      ],
      loads: [load("C", 1e5, 0)],
    }),
  );
  expect(() => solveCase(network)).toThrow(/did not converge in \d+ iterations; worst at bus [BC]/);
});

test("a solver kept for many loads gives bit for bit what a new one gives", () => {
  const network = buildNetwork(everything());
  const kept = new Newton(network);
  const pKw = network.load.p.map((p) => 1000 * p);
  for (const factor of [1, 1.4, 0, -0.5, 1]) {
    const loads = pKw.map((p) => factor * p);
    kept.solve(loads);
    const fresh = new Newton(network);
    fresh.solve(loads);
    expect(kept.e).toEqual(fresh.e);
    expect(kept.f).toEqual(fresh.f);
  }
});

test("a phase shift of half a turn is no obstacle", () => {
  const grid = everything();
  const turned = {
    ...grid,
    transformers: grid.transformers.map((one) => ({ ...one, shiftDegree: one.shiftDegree + 180 })),
  };
  const [plain, half] = [grid, turned].map((one) => solveCase(buildNetwork(one)));
  expect(half!.lossesKw).toBeCloseTo(plain!.lossesKw, 8);
  expect(half!.iterations).toBe(plain!.iterations);
});

test("where the flat start leads nowhere, loads as impedances lead to the upper solution", () => {
  // A capacitor that lifts the end of the feeder by up to a fifth; its voltage changes smoothly with its size.
  const highest = [0.05, 0.056, 0.06, 0.064, 0.07].map((bSiemens) => {
    const shunts = [{ id: "capacitor", bus: "18", gSiemens: 0, bSiemens }];
    const network = buildNetwork(feeder33(false, { shunts }));
    const solution = solveWith(new Newton(network));
    expect(imbalance(network, solution)).toBeLessThan(1e-9);
    return { voltagePu: Math.max(...solution.voltagePu), iterations: solution.iterations };
  });
  expect(highest.map(({ voltagePu }) => Number(voltagePu.toFixed(2)))).toEqual([
    1.19, 1.17, 1.15, 1.12, 1.08,
  ]);
  expect(highest[0]!.iterations).toBeLessThan(15);
  expect(highest.at(-1)!.iterations).toBeGreaterThan(25);
});
