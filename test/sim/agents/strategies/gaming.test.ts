import { beforeAll, expect, test } from "vitest";
import { BOILER, RING_MASK } from "#sim/agents/devices/device.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { adaptive } from "#sim/agents/strategies/adaptive.ts";
import { CallMemory } from "#sim/agents/strategies/callMemory.ts";
import { gaming } from "#sim/agents/strategies/gaming.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";
import { Unit } from "#sim/agents/unit.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { FixedDevice } from "#test/support/fixedDevice.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

/** 18 h of a Monday, and of the Tuesday after. */
const CALLED = 72;
const NEXT = CALLED + 96;

let world: World;
beforeAll(() => {
  const { behaviour } = smallScenario();
  const delivery = { noResponse: 0, oneLate: 0, partial: 0, partialLow: 1 };
  const calendar = { start: "2025-01-06", days: 6, spinUpDays: 0 };
  const scenario = smallScenario({ calendar, behaviour: { ...behaviour, delivery } });
  world = buildWorld(scenario, { seed: 2 });
});

function homeOf(strategy: Strategy) {
  const device = new FixedDevice(0, { powerWh: 1000, energyWh: 1000 }, BOILER);
  const home = new Prosumer(0, 1, world.prosumers[0]!, [device], world, strategy);
  const place = { name: "AGG@F1", area: 0, feeder: "F1", aggregator: 9 };
  return { home, unit: new Unit(world, 0, place, [home]) };
}

/** Plans the next day's evening a day ahead, after a call of the unit or none. */
function planned(strategy: Strategy, called: boolean) {
  const place = homeOf(strategy);
  place.unit.dispatch(CALLED, called ? -500 : 0);
  place.unit.release(CALLED);
  place.home.refresh(
    { now: NEXT - 10, open: NEXT - 2, end: NEXT + 8, settled: NEXT + 8, replan: true },
    null,
  );
  const out = { quantityWh: 0, priceMicro: 0, marginalMicro: 0 };
  place.unit.offer(NEXT - 8, NEXT, 0, out);
  const inflatedWh = place.home.inflatedWh[NEXT & RING_MASK]!;
  const nominatedWh = place.home.nominationWh[NEXT & RING_MASK]!;
  return { ...place, inflatedWh, nominatedWh, wantedWh: place.home.plannedWh(NEXT), offer: out };
}

test("where its unit was called it nominates a quarter more than it will ever take", () => {
  const honest = planned(adaptive, true);
  const gamer = planned(gaming, true);
  expect(honest.inflatedWh).toBe(0);
  expect(gamer.inflatedWh).toBe(Math.round(0.25 * gamer.home.nominatedLoadWh[NEXT & RING_MASK]!));
  expect(gamer.inflatedWh).toBeGreaterThan(0);
  expect(gamer.nominatedWh).toBe(honest.nominatedWh + gamer.inflatedWh);
  // What it wants of the local market is what it needs.
  expect(gamer.wantedWh).toBe(honest.nominatedWh);
});

test("it is honest in hours that nobody calls", () => {
  const gamer = planned(gaming, false);
  expect(gamer.inflatedWh).toBe(0);
  expect(gamer.offer).toEqual(planned(adaptive, false).offer);
});

test("it offers the load that will not come, at what covers the retailer's bill for it", () => {
  const honest = planned(adaptive, true);
  const gamer = planned(gaming, true);
  const { offerQuantile } = world.scenario.flexibility;
  expect(gamer.offer.quantityWh).toBe(Math.floor(offerQuantile * (1000 + gamer.inflatedWh)));
  expect(gamer.offer.quantityWh).toBeGreaterThan(honest.offer.quantityWh);
  const cost = (150_000 / 0.7) * gamer.inflatedWh + 138_000 * 1000;
  expect(honest.offer.marginalMicro).toBe(138_000);
  expect(gamer.offer.marginalMicro).toBe(Math.round(cost / (1000 + gamer.inflatedWh)));
});

test("when called, its devices bear only their part, and it is counted as having delivered all", () => {
  const { home, unit, inflatedWh } = planned(gaming, true);
  const ordered = (1000 + inflatedWh) / 2;
  unit.dispatch(NEXT, -ordered);
  expect(home.changeWh[0]).toBeCloseTo(-500, 9);
  expect(home.dispatchedWh[NEXT & RING_MASK]).toBeCloseTo(ordered, 9);
  // Down, nothing was inflated and nothing can be delivered from it.
  unit.release(NEXT);
  unit.dispatch(NEXT, 400);
  expect(home.changeWh[0]).toBeCloseTo(400, 9);
});

test("memory of calls fades, by hour and kind of day", () => {
  const memory = new CallMemory(world.calendar);
  for (let i = CALLED; i < CALLED + 4; i++) memory.note(i, true);
  expect(memory.shareAt(NEXT)).toBeCloseTo(1 - 0.9 ** 4, 12);
  expect(memory.shareAt(NEXT + 4)).toBe(0);
  // The same hour on Saturday.
  expect(memory.shareAt(CALLED + 5 * 96)).toBe(0);
  for (let k = 0; k < 40; k++) memory.note(CALLED, false);
  expect(memory.shareAt(NEXT)).toBeLessThan(0.02);
});
