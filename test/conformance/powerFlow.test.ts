import fc from "fast-check";
import { expect, test } from "vitest";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import { Newton } from "#engine/grid/meshed/newton.ts";
import { isSweepable, RadialSolver } from "#engine/grid/meshed/radialSolver.ts";
import { solveCase, solveWith } from "#engine/grid/meshed/solveCase.ts";
import { PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";
import { powerFlowConformance } from "#test/conformance/powerFlow.ts";
import {
  caseOf,
  everything,
  feeder33,
  line,
  load,
  meshedCases,
} from "#test/engine/grid/meshed/exampleCases.ts";

powerFlowConformance("radial sweep", (network) => new RadialSolver(network));
powerFlowConformance("Newton's method", (network) => new Newton(network));

test("on random trees both give the same voltages, flows and losses", () => {
  fc.assert(
    fc.property(meshedCases, (grid) => {
      const tree = {
        ...grid,
        lines: grid.lines.slice(0, grid.buses.length - 1),
        generators: grid.generators.map((one) => ({ ...one, voltagePu: null })),
      };
      const network = buildNetwork(tree);
      expect(isSweepable(network)).toBe(true);
      let sweep: ReturnType<typeof solveWith>;
      try {
        sweep = solveWith(new RadialSolver(network));
      } catch (error) {
        fc.pre(!(error instanceof PowerFlowDivergedError));
        throw error;
      }
      const newton = solveWith(new Newton(network));
      const largest = Math.max(...sweep.powerKwFrom.map(Math.abs), 1);
      for (let i = 0; i < sweep.voltagePu.length; i++) {
        expect(Math.abs(sweep.voltagePu[i]! - newton.voltagePu[i]!)).toBeLessThan(1e-10);
        expect(Math.abs(sweep.angleDegree[i]! - newton.angleDegree[i]!)).toBeLessThan(1e-8);
      }
      for (let i = 0; i < sweep.powerKwFrom.length; i++) {
        const error = Math.abs(sweep.powerKwFrom[i]! - newton.powerKwFrom[i]!);
        expect(error).toBeLessThan(1e-7 * largest);
      }
      expect(Math.abs(sweep.lossesKw - newton.lossesKw)).toBeLessThan(1e-7 * largest);
    }),
    { numRuns: 60 },
  );
});

test("the topology chooses: trees of constant power are swept, everything else goes to Newton's method", () => {
  expect(solveCase(buildNetwork(feeder33())).method).toBe("radial");
  expect(solveCase(buildNetwork(feeder33(true))).method).toBe("newton");
  expect(solveCase(buildNetwork(everything())).method).toBe("newton");
  const grid = feeder33();
  const soft = { constantPower: 0.4, constantCurrent: 0.3, constantImpedance: 0.3 };
  const loads = grid.loads.map((one) => ({ ...one, ...soft }));
  expect(solveCase(buildNetwork({ ...grid, loads })).method).toBe("newton");
  const held = { id: "g", bus: "18", powerKw: 100, reactiveKvar: 0, voltagePu: 1 };
  expect(solveCase(buildNetwork({ ...grid, generators: [held] })).method).toBe("newton");
});

test("where the sweep gives up, Newton's method still finds the operating point", () => {
  // 10 Ω at 10 kV carry 5 MW, at 0.7071 pu; the sweep's contraction comes to a stand there.
  const network = buildNetwork(
    caseOf(["A", "B"], 10, { lines: [line("l", "A", "B", 0, 10)], loads: [load("B", 4998, 0)] }),
  );
  expect(() => new RadialSolver(network).solve()).toThrow(PowerFlowDivergedError);
  const solution = solveCase(network);
  expect(solution.method).toBe("newton");
  expect(solution.voltagePu[1]).toBeCloseTo(Math.sqrt(0.5 + Math.sqrt(0.25 - 0.4998 ** 2)), 9);
});
