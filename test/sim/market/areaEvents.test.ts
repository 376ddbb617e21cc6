import { expect, test } from "vitest";
import { PathTariff } from "#engine/grid/pathTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { loadingSensitivity, voltageSensitivity } from "#engine/grid/sensitivity.ts";
import type { NetworkTables, ScenarioEvent } from "#scenarios/scenario.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import { Unit } from "#sim/agents/unit.ts";
import { AreaTariff } from "#sim/market/grid/areaTariff.ts";
import { networkUnderEvents } from "#sim/market/grid/networkUnderEvents.ts";
import { type DistributionView, distributionNeeds } from "#sim/operators/distributionNeeds.ts";
import { GridGuard } from "#sim/operators/gridGuard.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { scenarioEvent } from "#test/support/scenarioEvent.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";
import { nominate, type TradingPlace, tradingPlace } from "#test/support/tradingPlace.ts";

/** 06:00 of the first day of the run, when the events begin, and a period in their midst. */
const START = 2 * 96 + 24;
const PERIOD = START + 8;
const LEAD = 4;
const HOMES = ["F1-1", "F1-2", "F1-2"];
const LOADS_KW = [12, 25, -6];
const TIE = { id: "TIE", busFrom: "LV", busTo: "F1-2", type: "NAYY 4x150", lengthM: 200 };
const REROUTED = scenarioEvent({ kind: "maintenance", open: ["L1"], close: ["TIE"] });
const DERATED = scenarioEvent({ kind: "derating", derate: ["T1"], ratingShare: 0.05 });

/** The small feeder with a normally open line from the busbar to its end. */
function tables(): NetworkTables {
  const { network } = smallScenario().areas[0]!;
  return { ...network, openLines: [TIE], monitoredBranches: ["T1", "L1", "L2", "TIE"] };
}

function worldWith(events: readonly ScenarioEvent[]): World {
  const area = smallScenario().areas[0]!;
  const prosumers = HOMES.map((bus, k) => smallHome(`H${k}`, { bus }));
  return buildWorld(
    smallScenario({
      calendar: { start: "2025-05-05", days: 2, spinUpDays: 2 },
      areas: [{ ...area, network: tables(), prosumers }],
      events,
    }),
    { seed: 1 },
  );
}

function loadedPlace(world: World): TradingPlace {
  const place = tradingPlace(world);
  for (let i = START - 1; i <= START + 24; i++) {
    nominate(
      place,
      i,
      LOADS_KW.map((kw) => 250 * kw),
    );
    for (const agent of place.agents) agent.nominatedLoadWh[i & RING_MASK] = 0;
  }
  return place;
}

/** The rerouted network built by hand from tables of its own. */
function reroutedByHand() {
  const normal = tables();
  return buildRadialNetwork({
    ...normal,
    lines: [TIE, normal.lines.find(({ id }) => id === "L2")!],
    monitoredBranches: ["T1", "L2", "TIE"],
  });
}

/** Solves the state of the area on the network by hand, bus by bus name. */
function solvedByHand({ area }: TradingPlace) {
  const network = reroutedByHand();
  const powerFlow = new PowerFlow(network);
  const pKw = new Float64Array(network.busCount);
  const qKvar = new Float64Array(network.busCount);
  for (const [bus, id] of area.network.busIds.entries()) {
    pKw[network.busIndex.get(id)!] = area.pKw[bus]!;
    qKvar[network.busIndex.get(id)!] = area.qKvar[bus]!;
  }
  powerFlow.solve(pKw, qKvar);
  return { network, powerFlow };
}

test("maintenance reroutes the flows of an area, and every customer stays supplied", () => {
  const world = worldWith([REROUTED]);
  const place = loadedPlace(world);
  const { area } = place;
  area.solveNominated(PERIOD, LEAD);
  area.state.evaluate(area.powerFlow);
  expect(area.network.branchIndex.has("L1")).toBe(false);
  expect([...area.network.busIds]).toEqual(["MV", "LV", "F1-2", "F1-1"]);
  const backgroundKw = area.pKw[area.network.busIndex.get("MV")!]!;
  const servedKw = area.state.importKw - area.state.lossesKw - backgroundKw;
  expect(servedKw).toBeCloseTo(12 + 25 - 6, 6);
  const { network, powerFlow } = solvedByHand(place);
  for (const [bus, id] of area.network.busIds.entries()) {
    const there = network.busIndex.get(id)!;
    expect(area.powerFlow.e[bus]).toBe(powerFlow.e[there]);
    expect(area.powerFlow.branchCurrentRe[bus]).toBe(powerFlow.branchCurrentRe[there]);
  }
  // All of the feeder now comes in over its end.
  const tie = area.network.branchIndex.get("TIE")!;
  expect(area.state.apparentKva[tie]).toBeGreaterThan(30);
});

test("before and after the maintenance the area is solved as without it, to the last digit", () => {
  const [place, normal] = [[REROUTED], []].map((events) => loadedPlace(worldWith(events)));
  for (const i of [START - 1, START + 24]) {
    for (const { area } of [place!, normal!]) area.solveNominated(i, LEAD);
    expect([...place!.area.powerFlow.e]).toEqual([...normal!.area.powerFlow.e]);
    expect(place!.area.network.busIds).toEqual(normal!.area.network.busIds);
  }
});

test("the tariff of a trade is that of the network in force, by the names of buses", () => {
  const place = loadedPlace(worldWith([REROUTED]));
  const { area } = place;
  area.solveNominated(PERIOD, LEAD);
  const price = 90_000;
  area.nodeTariff.compute(area.powerFlow, price);
  const tariff = new AreaTariff(area);
  tariff.reset(price);
  const byHand = new PathTariff(area.network, area.tariffSettings);
  byHand.reset(area.powerFlow, area.nodeTariff, price);
  const bus = (id: string) => area.normal.busIndex.get(id)!;
  const there = (id: string) => area.network.busIndex.get(id)!;
  const expectEqual = () => {
    for (const seller of area.normal.busIds) {
      expect(tariff.lambdaMicro[bus(seller)]).toBe(byHand.lambdaMicro[there(seller)]);
      for (const buyer of area.normal.busIds)
        expect(tariff.charge(bus(seller), bus(buyer), 3)).toBe(
          byHand.charge(there(seller), there(buyer), 3),
        );
    }
  };
  expectEqual();
  tariff.apply(bus("F1-2"), bus("F1-1"), 5);
  byHand.apply(there("F1-2"), there("F1-1"), 5);
  expectEqual();
  // F1-1 now lies beyond F1-2: energy is worth more there.
  expect(tariff.lambdaMicro[bus("F1-1")]).toBeLessThan(tariff.lambdaMicro[bus("F1-2")]!);
  area.solveNominated(START - 1, LEAD);
  area.nodeTariff.compute(area.powerFlow, price);
  tariff.reset(price);
  expect(tariff.lambdaMicro[bus("F1-1")]).toBeGreaterThan(tariff.lambdaMicro[bus("F1-2")]!);
});

test("a trade that the market makes moves power between the buses of its customers", () => {
  const { area } = loadedPlace(worldWith([REROUTED]));
  area.solveNominated(PERIOD, LEAD);
  const at = (id: string) => area.pKw[area.network.busIndex.get(id)!]!;
  expect([at("F1-1"), at("F1-2")]).toEqual([12, 19]);
  area.addPower(area.normal.busIndex.get("F1-1")!, -2);
  area.addPower(area.normal.busIndex.get("F1-2")!, 2);
  expect([at("F1-1"), at("F1-2")]).toEqual([10, 21]);
});

function unitsOf(world: World, { agents }: TradingPlace): Unit[] {
  return agents.map((agent, index) => {
    const place = { name: `U${index}`, area: 0, feeder: "F1", aggregator: 0 };
    return new Unit(world, index, place, [agent]);
  });
}

test("the guard counts units by where they hang in the network in force", () => {
  const world = worldWith([REROUTED]);
  const place = loadedPlace(world);
  const units = unitsOf(world, place);
  const guard = new GridGuard(place.area, units, world.scenario.flexibility, PERIOD, LEAD);
  const safe = units.map(({ index }) => guard.safeWh(index, 1, []));
  const { network, powerFlow } = solvedByHand(place);
  const { voltagePuMin } = world.scenario.flexibility;
  for (const [k, id] of HOMES.entries()) {
    const bus = network.busIndex.get(id)!;
    const branchKw = [...network.monitoredBranches].map((branch) => {
      const perKw = loadingSensitivity(network, powerFlow, branch)[bus]!;
      const percent = place.area.state.loadingPercent[branch]!;
      return perKw > 1e-9
        ? (network.ratedKva[branch]! * (1 - percent / 100)) / perKw
        : Number.POSITIVE_INFINITY;
    });
    const busKw = [...network.monitoredBuses].map((watched) => {
      const fall = -voltageSensitivity(network, powerFlow, watched)[bus]!;
      const voltage = Math.hypot(powerFlow.e[watched]!, powerFlow.f[watched]!);
      return fall > 1e-9 ? (voltage - voltagePuMin) / fall : Number.POSITIVE_INFINITY;
    });
    expect(Math.abs(safe[k]! - 250 * Math.min(...branchKw, ...busKw))).toBeLessThan(2);
  }
  // The home at the near end may move further than the one behind it.
  expect(safe[1]).toBeGreaterThan(safe[0]!);
});

test("a derated transformer needs relief that it did not need, once the operator can know", () => {
  const world = worldWith([DERATED]);
  const place = loadedPlace(world);
  const units = unitsOf(world, place);
  const needsOf = (i: number, lead: number) =>
    distributionNeeds(place.area, units, world.scenario.flexibility, i, lead).map(
      ({ element }) => element,
    );
  expect(needsOf(PERIOD, 8)).toEqual(["T1"]);
  expect(needsOf(PERIOD, 9)).toEqual([]);
  expect(needsOf(START - 1, 0)).toEqual([]);
  expect(needsOf(START + 24, 0)).toEqual([]);
  const meteredWh = Int32Array.from(LOADS_KW, (kw) => 250 * kw);
  place.area.solveMetered(START, meteredWh);
  const t1 = place.area.network.branchIndex.get("T1")!;
  expect(place.area.state.loadingPercent[t1]).toBeGreaterThan(100);
  place.area.solveMetered(START - 1, meteredWh);
  expect(place.area.state.loadingPercent[t1]).toBeLessThan(100);
});

test("needs count units by where they hang in the network in force, also what is claimed of them", () => {
  const world = worldWith([REROUTED]);
  const place = loadedPlace(world);
  const units = unitsOf(world, place);
  const settings = { ...world.scenario.flexibility, voltagePuMin: 1.1, voltagePuMax: 1.2 };
  const grant = { unit: 0, direction: 1, grantedWh: 2500 } as const;
  const claims = [grant] as unknown as NonNullable<DistributionView["claims"]>;
  const needs = distributionNeeds(place.area, units, settings, PERIOD, LEAD, { claims });
  const { network, powerFlow } = solvedByHand(place);
  expect(place.area.pKw[place.area.network.busIndex.get("F1-1")!]).toBe(12 + 10);
  expect(needs).toHaveLength(1);
  const bus = network.busIndex.get(needs[0]!.element)!;
  const perKw = voltageSensitivity(network, powerFlow, bus);
  for (const [k, id] of HOMES.entries())
    expect(needs[0]!.effectiveness[k]).toBeCloseTo(
      perKw[network.busIndex.get(id)!]! / perKw[bus]!,
      9,
    );
});

test("what nothing supplies is left out with its branches", () => {
  const normal = tables();
  const spur = { id: "SPUR", busFrom: "LV", busTo: "F1-3", type: "NAYY 4x150", lengthM: 10 };
  const end = { id: "F1-3", voltageKvRated: 0.4, backgroundKwPeak: 0, feeder: "F1" };
  const more: NetworkTables = {
    ...normal,
    buses: [...normal.buses.slice(0, 2), end, ...normal.buses.slice(2)],
    lines: [spur, ...normal.lines],
    monitoredBranches: ["SPUR", ...normal.monitoredBranches],
  };
  const network = networkUnderEvents(more, [scenarioEvent({ open: ["SPUR"] })]);
  expect(network).toEqual(networkUnderEvents(normal, []));
  expect(() => networkUnderEvents(more, [scenarioEvent({ close: ["TIE"] })])).toThrow("loop");
});
