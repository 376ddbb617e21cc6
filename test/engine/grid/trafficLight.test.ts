import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseMonitored, withMonitored } from "#engine/grid/chooseMonitored.ts";
import { GridState } from "#engine/grid/gridState.ts";
import {
  LIGHT_SETTINGS,
  type LightRequest,
  type LightVerdict,
  type LoadCase,
} from "#engine/grid/lightVerdict.ts";
import type { NetworkTables } from "#engine/grid/networkRecords.ts";
import { PowerFlow, PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork, type RadialNetwork } from "#engine/grid/radialNetwork.ts";
import { trafficLight } from "#engine/grid/trafficLight.ts";
import { baranWu33 } from "#test/support/baranWu33.ts";
import { gridLoads } from "#test/support/gridLoads.ts";
import { randomNetwork } from "#test/support/randomNetwork.ts";

/**
 * A 0.4 kV cable of pure resistance: 0.32 ohm/km are 0.4 pu per 200 m on 1 MVA. A load P at its end
 * draws I with V = 1 − R I and P = V I.
 */
function cable(lengthM: number, ratedA: number): RadialNetwork {
  const tables: NetworkTables = {
    ...baranWu33({ branches: ["L"], buses: ["E"] }),
    sourceBus: "S",
    buses: ["S", "E"].map((id) => ({ id, voltageKvRated: 0.4, feeder: "" })),
    lines: [{ id: "L", busFrom: "S", busTo: "E", type: "r", lengthM }],
    lineTypes: [{ id: "r", rOhmPerKm: 0.32, xOhmPerKm: 0, cNfPerKm: 0, ratedA }],
  };
  return buildRadialNetwork(tables);
}

const at = (kw: number): LoadCase => ({
  id: `${kw} kW`,
  pKw: Float64Array.of(0, kw),
  qKvar: new Float64Array(2),
});
const asked = (powerKw: number): LightRequest => ({ buses: [1], powerKw, tangent: 0 });
const reasonOf = (verdict: LightVerdict) => (verdict.light === "green" ? null : verdict.reason);

// 100 A are 69.28 kVA: I = 0.06928, V = 0.97229, P = 67.36 kW at full loading; 61.0 kW at 90 %.
test.each`
  before | asked  | light       | safe
  ${0}   | ${50}  | ${"green"}  | ${50}
  ${0}   | ${-50} | ${"green"}  | ${-50}
  ${0}   | ${65}  | ${"yellow"} | ${65}
  ${0}   | ${100} | ${"yellow"} | ${67.36}
  ${40}  | ${100} | ${"yellow"} | ${27.36}
  ${72}  | ${10}  | ${"red"}    | ${0}
  ${72}  | ${-10} | ${"green"}  | ${-10}
`("a cable for 100 A that carries $before kW: $asked kW more is $light up to $safe kW", (row) => {
  const verdict = trafficLight(cable(200, 100), [at(row.before)], asked(row.asked));
  expect(verdict.light).toBe(row.light);
  expect(Math.abs(verdict.safeKw - row.safe)).toBeLessThan(Math.abs(row.asked) / 1000);
  if (row.light === "red") expect(verdict.safeKw).toBe(0);
  if (row.light !== "green")
    expect(reasonOf(verdict)).toMatchObject({ kind: "loading", element: "L" });
});

// 1 km are 2 pu: P = V (1 − V) / 2, so 23.75 kW at 0.95, 45 kW at 0.9 and −55 kW at 1.1; 125 kW at most.
test.each`
  asked  | light       | safe   | limit
  ${23}  | ${"green"}  | ${23}  | ${null}
  ${30}  | ${"yellow"} | ${30}  | ${0.95}
  ${60}  | ${"yellow"} | ${45}  | ${0.9}
  ${500} | ${"yellow"} | ${45}  | ${0.9}
  ${-80} | ${"yellow"} | ${-55} | ${1.1}
`("a long cable: $asked kW is $light up to $safe kW", (row) => {
  const verdict = trafficLight(cable(1000, 1000), [at(0)], asked(row.asked));
  expect(verdict.light).toBe(row.light);
  expect(Math.abs(verdict.safeKw - row.safe)).toBeLessThan(Math.abs(row.asked) / 1000);
  expect(reasonOf(verdict)?.limit ?? null).toBe(row.limit);
});

test("the worst load case decides, and is named", () => {
  const verdict = trafficLight(cable(200, 100), [at(-20), at(40), at(10)], asked(40));
  expect(verdict.light).toBe("yellow");
  expect(verdict.safeKw).toBeCloseTo(27.36, 1);
  expect(reasonOf(verdict)?.loadCase).toBe("40 kW");
});

test("reactive power that comes along counts", () => {
  const network = cable(200, 100);
  const plain = trafficLight(network, [at(0)], asked(100));
  const inductive = trafficLight(network, [at(0)], { ...asked(100), tangent: 0.75 });
  expect(inductive.safeKw).toBeLessThan(0.85 * plain.safeKw);
});

test("an offer of nothing is green, and a case without solution is an error", () => {
  const network = cable(1000, 1000);
  expect(trafficLight(network, [at(0)], asked(0))).toEqual({ light: "green", safeKw: 0 });
  expect(() => trafficLight(network, [at(200)], asked(1))).toThrow(PowerFlowDivergedError);
});

/**
 * Whether a quantity breaks a limit: the rule read aloud, with a power flow of its own.
 *
 * @param openPu - Smaller changes for the worse do not count: what a power flow leaves open.
 */
function isBroken(
  network: RadialNetwork,
  { pKw, qKvar }: LoadCase,
  request: LightRequest,
  kw: number,
  openPu: number,
) {
  const solve = (more: number) => {
    const changed = pKw.slice();
    for (const bus of request.buses) changed[bus]! += more / request.buses.length;
    const powerFlow = new PowerFlow(network, { tolerancePu: 1e-12 });
    powerFlow.solve(changed, qKvar);
    const state = new GridState(network);
    state.evaluate(powerFlow);
    return state;
  };
  const [before, after] = [solve(0), solve(kw)];
  for (const branch of network.monitoredBranches) {
    const percent = after.loadingPercent[branch]!;
    if (percent > 100 && percent > before.loadingPercent[branch]! + 100 * openPu) return true;
  }
  for (const bus of network.monitoredBuses) {
    const deviation = Math.abs(after.voltagePu[bus]! - 1);
    const sameSide = (before.voltagePu[bus]! - 1) * (after.voltagePu[bus]! - 1) > 0;
    const earlier = sameSide ? Math.abs(before.voltagePu[bus]! - 1) : 0;
    if (deviation > 0.1 && deviation > earlier + openPu) return true;
  }
  return false;
}

test("what is called safe is safe and what lies beyond is not", () => {
  fc.assert(
    fc.property(
      randomNetwork,
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 3 }),
      fc.double({ min: -400, max: 400, noNaN: true }),
      ({ tables, loads }, places, drawnKw) => {
        const bare = buildRadialNetwork(tables);
        const network = withMonitored(bare, chooseMonitored(bare));
        const buses = places.map((n) => 1 + (n % (network.busCount - 1)));
        // On low voltage more than this has no solution.
        const isLow = buses.some((bus) => network.voltageKv[bus]! < 1);
        const powerKw = isLow ? drawnKw / 4 : 25 * drawnKw;
        const loadCase = { id: "", ...gridLoads(network, loads) };
        const request = { buses, powerKw, tangent: 0 };
        const settings = { ...LIGHT_SETTINGS, effectShareMin: 0 };
        const { light, safeKw } = trafficLight(network, [loadCase], request, settings);
        const broken = (kw: number, openPu: number) => {
          try {
            return isBroken(network, loadCase, request, kw, openPu);
          } catch {
            return true;
          }
        };
        if (safeKw !== 0) expect(broken(safeKw, 1.5e-7)).toBe(false);
        if (safeKw !== powerKw) expect(broken(safeKw + powerKw / 1000, 0.5e-7)).toBe(true);
        expect(light === "red").toBe(safeKw === 0 && powerKw !== 0);
      },
    ),
    { numRuns: 150 },
  );
});

test("a limit elsewhere that a request hardly touches does not stop it", () => {
  // Two stations at one busbar: the other one is overloaded.
  const lv = (id: string) => ({ id, voltageKvRated: 0.4, feeder: "" });
  const network = buildRadialNetwork({
    ...baranWu33({ branches: ["TA", "TB"], buses: ["A", "B"] }),
    sourceBus: "S",
    buses: [
      { id: "S", voltageKvRated: 20, feeder: "" },
      { id: "M", voltageKvRated: 20, feeder: "" },
      lv("A"),
      lv("B"),
    ],
    lines: [{ id: "mv", busFrom: "S", busTo: "M", type: "mv", lengthM: 3000 }],
    lineTypes: [{ id: "mv", rOhmPerKm: 0.2, xOhmPerKm: 0.1, cNfPerKm: 250, ratedA: 319 }],
    transformers: ["A", "B"].map((id) => ({
      id: `T${id}`,
      busHv: "M",
      busLv: id,
      type: "400",
      ratio: 1,
    })),
    transformerTypes: [
      ...baranWu33().transformerTypes,
      { ...baranWu33().transformerTypes[0]!, id: "400", ratedKva: 400, hvKv: 20, lvKv: 0.4 },
    ],
  });
  const { pKw, qKvar } = gridLoads(network, new Map([["B", [420, 0]]] as const));
  const ask = (bus: string, powerKw: number) =>
    trafficLight(network, [{ id: "", pKw, qKvar }], {
      buses: [network.busIndex.get(bus)!],
      powerKw,
      tangent: 0,
    });
  expect(ask("A", 100).light).toBe("green");
  expect(ask("B", 10)).toMatchObject({ light: "red", reason: { element: "TB" } });
  expect(ask("B", -10).light).toBe("green");
});
