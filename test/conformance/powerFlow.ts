import { describe, expect, test } from "vitest";
import type { GridCase } from "#engine/grid/gridCase.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import type { CaseSolution } from "#engine/grid/meshed/caseSolution.ts";
import type { Network } from "#engine/grid/meshed/network.ts";
import type { NodeSolver } from "#engine/grid/meshed/nodeSolver.ts";
import { solveWith } from "#engine/grid/meshed/solveCase.ts";
import { PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";
import {
  caseOf,
  feeder33,
  generator,
  line,
  load,
  transformer,
} from "#test/engine/grid/meshed/exampleCases.ts";

/** What every solver of radial networks with constant power does alike. */
export function powerFlowConformance(name: string, make: (network: Network) => NodeSolver): void {
  const solve = (grid: GridCase): CaseSolution => solveWith(make(buildNetwork(grid)));
  const busVoltage = (solution: CaseSolution, bus: string) =>
    solution.voltagePu[solution.network.busIndex.get(bus)!]!;
  const branch = (solution: CaseSolution, id: string) => solution.network.branchIndex.get(id)!;

  describe(name, () => {
    test("a line with a load at its end: the quadratic equation of its voltage", () => {
      const [r, x, kw, kvar, kv] = [0.4, 0.3, 800, 300, 10];
      const solution = solve(
        caseOf(["A", "B"], kv, {
          lines: [line("l", "A", "B", r, x)],
          loads: [load("B", kw, kvar)],
        }),
      );
      const ohmBase = (kv * kv * 1000) / 1000;
      const [rp, xq] = [r / ohmBase, x / ohmBase];
      const [p, q] = [kw / 1000, kvar / 1000];
      const half = 0.5 - (rp * p + xq * q);
      const squared = half + Math.sqrt(half ** 2 - (rp ** 2 + xq ** 2) * (p ** 2 + q ** 2));
      expect(busVoltage(solution, "B")).toBeCloseTo(Math.sqrt(squared), 12);
      const lossPu = (rp * (p ** 2 + q ** 2)) / squared;
      expect(solution.lossesKw).toBeCloseTo(1000 * lossPu, 8);
      expect(solution.lossesKvar).toBeCloseTo((1000 * lossPu * xq) / rp, 8);
      expect(solution.sourcePowerKw[0]).toBeCloseTo(kw + 1000 * lossPu, 8);
      expect(solution.powerKwTo[0]).toBeCloseTo(-kw, 8);
      expect(solution.currentATo[0]).toBeCloseTo(
        Math.hypot(kw, kvar) / (Math.sqrt(3) * kv * Math.sqrt(squared)),
        8,
      );
    });

    test("the 33-bus feeder: 202.677 kW of losses, 0.91309 pu at bus 18", () => {
      const solution = solve(feeder33());
      expect(solution.lossesKw).toBeCloseTo(202.677, 3);
      expect(solution.lossesKvar).toBeCloseTo(135.141, 3);
      expect(busVoltage(solution, "18")).toBeCloseTo(0.91309, 5);
      expect(Math.min(...solution.voltagePu)).toBe(busVoltage(solution, "18"));
    });

    test("without load every voltage is the source's over the transformers' ratios", () => {
      const solution = solve({
        ...caseOf(["A"], 20, {}),
        buses: [
          { id: "A", voltageKvRated: 20 },
          { id: "a", voltageKvRated: 0.4 },
        ],
        sources: [{ id: "s", bus: "A", voltagePu: 1.03, angleDegree: 10, rOhm: 0, xOhm: 0 }],
        transformers: [
          transformer("T", "A", "a", { ratio: 1.05, shiftDegree: 150, gSiemens: 0, bSiemens: 0 }),
        ],
      });
      expect(busVoltage(solution, "a")).toBeCloseTo(1.03 / 1.05, 12);
      expect(solution.angleDegree[1]).toBeCloseTo(-140, 9);
      expect(solution.lossesKw).toBeCloseTo(0, 9);
    });

    test("a phase shift turns what is below it and changes nothing else", () => {
      const shifted = (shiftDegree: number) =>
        solve({
          ...caseOf(["A"], 20, { loads: [load("b", 150, 60)] }),
          buses: [
            { id: "A", voltageKvRated: 20 },
            { id: "a", voltageKvRated: 0.4 },
            { id: "b", voltageKvRated: 0.4 },
          ],
          lines: [line("ab", "a", "b", 0.01, 0.01)],
          transformers: [transformer("T", "A", "a", { shiftDegree })],
        });
      const [plain, turned] = [shifted(0), shifted(150)];
      for (const bus of [1, 2]) {
        expect(turned!.voltagePu[bus]).toBeCloseTo(plain!.voltagePu[bus]!, 11);
        expect(turned!.angleDegree[bus]).toBeCloseTo(plain!.angleDegree[bus]! - 150, 9);
      }
      expect(turned!.lossesKw).toBeCloseTo(plain!.lossesKw, 8);
      expect(turned!.reactiveKvarFrom[1]).toBeCloseTo(plain!.reactiveKvarFrom[1]!, 7);
    });

    test("a transformer between two lines, written from either end, is the same transformer", () => {
      const buses = [
        { id: "A", voltageKvRated: 20 },
        { id: "B", voltageKvRated: 20 },
        { id: "a", voltageKvRated: 0.4 },
      ];
      const rest = { lines: [line("AB", "A", "B", 1, 0.5)], loads: [load("a", 150, 40)] };
      const down = transformer("T", "B", "a", { ratio: 0.975, circuit: "pi", shiftDegree: 30 });
      const up = {
        ...down,
        ...{ busFrom: "a", busTo: "B", kvFrom: 0.4, kvTo: 20, ratio: 1 / 0.975, shiftDegree: -30 },
        // Referred to the other winding.
        ...{ rOhm: down.rOhm * 48.75 ** 2, xOhm: down.xOhm * 48.75 ** 2 },
        ...{ gSiemens: 0, bSiemens: 0 },
      };
      const first = solve({
        ...caseOf(["A"], 20, rest),
        buses,
        transformers: [{ ...down, gSiemens: 0, bSiemens: 0 }],
      });
      const second = solve({ ...caseOf(["A"], 20, rest), buses, transformers: [up] });
      const scale = (0.975 * 50) ** 2 / 48.75 ** 2;
      expect(scale).toBeCloseTo(1, 12);
      for (const id of ["A", "B", "a"]) {
        expect(busVoltage(second, id)).toBeCloseTo(busVoltage(first, id), 10);
      }
      expect(second.lossesKw).toBeCloseTo(first.lossesKw, 7);
    });

    test("magnetising, shunts and charging are drawn from the source", () => {
      const solution = solve(
        caseOf(["A", "B"], 10, {
          lines: [line("l", "A", "B", 0.001, 0.001, { bSiemens: 2e-4, gSiemens: 1e-6 })],
          shunts: [
            { id: "coil", bus: "B", gSiemens: 1e-4, bSiemens: -5e-4 },
            { id: "at the source", bus: "A", gSiemens: 2e-4, bSiemens: 0 },
          ],
        }),
      );
      // 10 kV: 1e-4 S are 10 kW.
      expect(solution.sourcePowerKw[0]).toBeCloseTo(10 + 20 + 0.1, 2);
      expect(solution.sourceReactiveKvar[0]).toBeCloseTo(50 - 20, 1);
      expect(solution.lossesKw).toBeCloseTo(0.1, 2);
    });

    test("feed-in raises the voltage and turns the flow", () => {
      const solution = solve(
        caseOf(["A", "B"], 0.4, {
          lines: [line("l", "A", "B", 0.1, 0.05, { ratedA: 200 })],
          generators: [generator("B", 60)],
          storages: [{ id: "s", bus: "B", powerKw: 10, reactiveKvar: 0 }],
        }),
      );
      expect(busVoltage(solution, "B")).toBeGreaterThan(1.02);
      expect(solution.powerKwFrom[branch(solution, "l")]).toBeLessThan(-40);
      const current = solution.currentAFrom[0]!;
      expect(solution.loadingPercent[0]).toBeCloseTo(current / 2, 6);
    });

    test("a source behind an impedance sags by its drop; links carry no difference", () => {
      const behind = solve({
        ...caseOf(["A", "B", "C"], 10, {
          lines: [line("l", "B", "C", 0.2, 0.1)],
          links: [{ id: "k", busFrom: "A", busTo: "B" }],
          loads: [load("C", 500, 100)],
        }),
        sources: [{ id: "s", bus: "A", voltagePu: 1.01, angleDegree: 0, rOhm: 0.1, xOhm: 0.9 }],
      });
      const inFront = solve(
        caseOf(["S", "A", "C"], 10, {
          sources: [{ id: "s", bus: "S", voltagePu: 1.01, angleDegree: 0, rOhm: 0, xOhm: 0 }],
          lines: [line("z", "S", "A", 0.1, 0.9), line("l", "A", "C", 0.2, 0.1)],
          loads: [load("C", 500, 100)],
        }),
      );
      expect(busVoltage(behind, "B")).toBe(busVoltage(behind, "A"));
      expect(busVoltage(behind, "C")).toBeCloseTo(busVoltage(inFront, "C"), 12);
      // The impedance of the source is not part of the network.
      expect(behind.lossesKw).toBeCloseTo(inFront.powerKwFrom[1]! + inFront.powerKwTo[1]!, 9);
      expect(behind.sourcePowerKw[0]).toBeCloseTo(500 + behind.lossesKw, 8);
    });

    test("parts with a source each do not know of one another", () => {
      const part = (n: string) => ({
        lines: [line(`l${n}`, `A${n}`, `B${n}`, 0.3, 0.2)],
        loads: [load(`B${n}`, 400, 100)],
      });
      const both = solve({
        ...caseOf(["A1", "B1", "A2", "B2"], 10, {
          lines: [...part("1").lines, ...part("2").lines],
          loads: [...part("1").loads, load("B2", 900, 300)],
        }),
        sources: ["1", "2"].map((n) => ({
          ...{ id: n, bus: `A${n}`, voltagePu: 1, angleDegree: 0, rOhm: 0, xOhm: 0 },
        })),
      });
      const alone = solve(caseOf(["A1", "B1"], 10, part("1")));
      expect(busVoltage(both, "B1")).toBeCloseTo(busVoltage(alone, "B1"), 13);
      expect(busVoltage(both, "B2")).toBeLessThan(busVoltage(both, "B1"));
    });

    test("more load than a network can carry fails with iterations and a bus, in every part of it", () => {
      const grid = caseOf(["A", "B", "C"], 0.4, {
        lines: [line("l", "A", "B", 0.5, 0.3), line("m", "A", "C", 0.01, 0.01)],
        loads: [load("B", 500, 100), load("C", 1, 0)],
      });
      const failure = caught(() => solve(grid));
      expect(failure).toBeInstanceOf(PowerFlowDivergedError);
      expect((failure as PowerFlowDivergedError).worstBusId).toBe("B");
      expect((failure as PowerFlowDivergedError).iterations).toBeGreaterThan(0);
    });

    test("loads may be replaced, and a result depends on its loads alone", () => {
      const network = buildNetwork(feeder33());
      const solver = make(network);
      const pKw = network.load.p.map((p) => 1000 * p);
      const qKvar = network.load.q.map((q) => 1000 * q);
      solver.solve();
      const first = solver.e.slice();
      const double = pKw.map((p) => 2 * p);
      solver.solve(double, qKvar);
      expect(Math.min(...solver.e)).toBeLessThan(Math.min(...first));
      solver.solve(pKw, qKvar);
      expect(Math.max(...solver.e.map((e, i) => Math.abs(e - first[i]!)))).toBeLessThan(1e-12);
      const wrong = pKw.slice();
      wrong[7] = Number.NaN;
      const failure = caught(() => solver.solve(wrong, qKvar));
      expect(failure).toBeInstanceOf(PowerFlowDivergedError);
      expect((failure as PowerFlowDivergedError).worstBusId).toBe(network.nodeName[7]);
      solver.solve();
      expect(solver.e).toEqual(first);
    });

    test("a single bus, and a network without load, need no work", () => {
      const solution = solve(caseOf(["A"], 10, { loads: [load("A", 50, 5)] }));
      expect([...solution.voltagePu]).toEqual([1]);
      expect(solution.sourcePowerKw[0]).toBeCloseTo(50, 10);
      expect(solution.sourceReactiveKvar[0]).toBeCloseTo(5, 10);
    });
  });
}

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
