import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { BATTERY, BOILER, type Device, RING_MASK } from "#sim/agents/devices/device.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { coolingKw, isOfficeOccupied } from "#sim/world/cooling.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { FixedDevice } from "#test/support/fixedDevice.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

let world: World;
beforeAll(() => {
  const calendar = { start: "2025-07-01", days: 4, spinUpDays: 2 };
  world = buildWorld(smallScenario({ calendar }), { seed: 3 });
});

/** The customer of that uid with devices of our own. */
function customer(uid: string, devices: readonly Device[]): Prosumer {
  const agent = world.prosumers.findIndex(({ prosumer }) => prosumer.uid === uid);
  return new Prosumer(agent, 1, world.prosumers[agent]!, devices, world);
}

/** Consumption without devices and PV, Wh; as the rules for world series define it. */
function baseWh({ series }: Prosumer, i: number): number {
  const { calendar, weather, scenario } = world;
  const occupied = isOfficeOccupied(calendar.dayType[i]!, calendar.minuteOfDay[i]!);
  const cooling = coolingKw(
    series.prosumer,
    scenario.behaviour,
    weather.temperatureC[i]!,
    occupied,
  );
  const load = series.scaleKw * series.shape[i]! * Math.max(0.05, 1 + series.noise[i]!);
  return (load + cooling) * 250;
}

function pvWh({ series }: Prosumer, i: number): number {
  if (series.orientation < 0) return 0;
  return world.pvKwPerKwp[series.orientation]![i]! * series.prosumer.pvKwp * 250;
}

const HOMES = ["H1", "H2", "H4", "H5", "O1"];

test("the meter shows base load less PV plus devices, rounded once", () => {
  const uid = fc.constantFrom(...HOMES);
  const energies = fc.array(fc.double({ min: -900, max: 900, noNaN: true }), { maxLength: 4 });
  fc.assert(
    fc.property(uid, energies, fc.nat(500), (name, devices, i) => {
      const agent = customer(
        name,
        devices.map((energy) => new FixedDevice(energy)),
      );
      const sum = devices.reduce((total, energy) => total + energy, 0);
      const exact = baseWh(agent, i) - pvWh(agent, i) + sum;
      expect(Math.abs(agent.live(i) - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
      expect(Number.isInteger(agent.live(i))).toBe(true);
    }),
  );
});

test("three devices of 0.4 Wh are 1 Wh at the meter, not 0", () => {
  const devices = [0.4, 0.4, 0.4].map((energy) => new FixedDevice(energy));
  const with3 = customer("H1", devices);
  const base = baseWh(with3, 40);
  expect(with3.live(40)).toBe(Math.round(base + 1.2));
});

test("a battery is no consumption, everything else is", () => {
  const agent = customer("H2", [
    new FixedDevice(300, undefined, BOILER),
    new FixedDevice(-500, undefined, BATTERY),
  ]);
  agent.live(50);
  expect(agent.consumptionWh).toBeCloseTo(baseWh(agent, 50) + 300, 6);
  expect(agent.pvWh).toBeCloseTo(pvWh(agent, 50), 6);
});

test("a nomination is expected load less expected PV plus the devices' plans, in whole Wh", () => {
  const agent = customer("H2", [
    new FixedDevice(100.3),
    new FixedDevice(-40.1, undefined, BATTERY),
  ]);
  const bare = customer("H2", []);
  const outlook = { now: 200, open: 209, end: 320, settled: 320, replan: true };
  agent.refresh(outlook, null);
  bare.refresh(outlook, null);
  for (let i = outlook.open; i < outlook.end; i++) {
    const slot = i & RING_MASK;
    expect(Number.isInteger(agent.nominationWh[slot])).toBe(true);
    expect(
      Math.abs(agent.nominationWh[slot]! - bare.nominationWh[slot]! - 60.2),
    ).toBeLessThanOrEqual(1);
    expect(agent.nominatedLoadWh[slot]! - bare.nominatedLoadWh[slot]!).toBeCloseTo(100.3, 6);
  }
});

test("what is frozen stays: a round changes nominations of open periods only", () => {
  const agent = customer("H2", [new FixedDevice(100)]);
  agent.refresh({ now: 200, open: 209, end: 320, settled: 320, replan: true }, null);
  agent.nominationWh.fill(-7, 0, 209);
  agent.refresh({ now: 204, open: 213, end: 320, settled: 320, replan: true }, null);
  expect([...agent.nominationWh.slice(200, 209)]).toEqual(new Array(9).fill(-7));
});

test("expectations come closer to what the customer just lived through", () => {
  const agent = customer("H1", []);
  const errors = { before: 0, after: 0 };
  for (let now = 100; now < 400; now++) {
    agent.live(now - 1);
    agent.refresh({ now, open: now, end: now + 1, settled: now + 1, replan: true }, null);
    const expected = agent.nominationWh[now & RING_MASK]!;
    const plain = agent.series.scaleKw * agent.series.shape[now]! * 250;
    errors.after += (expected - baseWh(agent, now)) ** 2;
    errors.before += (plain - baseWh(agent, now)) ** 2;
  }
  expect(errors.after).toBeLessThan(0.85 * errors.before);
});

test("the battery plans last and sees the plans of the others, reference beside reference", () => {
  const battery = new FixedDevice(0, undefined, BATTERY);
  const boiler = new FixedDevice(500, undefined, BOILER);
  const agent = customer("H1", [battery, boiler]);
  const bare = customer("H1", [new FixedDevice(0, undefined, BATTERY)]);
  const prices = {
    fill: (_: unknown, from: number, to: number, consume: Float64Array) => {
      for (let i = from; i < to; i++) consume[i & RING_MASK] = 1;
    },
  };
  const outlook = { now: 200, open: 209, end: 230, settled: 230, replan: true };
  agent.refresh(outlook, prices);
  bare.refresh(outlook, prices);
  expect(battery.seen.map(({ asReference }) => asReference)).toEqual([true, false]);
  expect(boiler.seen[1]!.consumePrice).toEqual(new Array(21).fill(1));
  expect(Math.min(...boiler.seen[0]!.consumePrice)).toBeGreaterThan(50_000);
  const alone = (bare.devices[0] as FixedDevice).seen[1]!.otherWh;
  for (const view of battery.seen) {
    for (const [k, wh] of view.otherWh.entries()) expect(wh - alone[k]!).toBeCloseTo(500, 6);
  }
});

test.each([
  ["all of a purchase that the devices follow", 500, 700, 500],
  ["the part that they follow", 500, 300, 300],
  ["nothing where they went the other way", 500, -300, 0],
  ["all of a sale that they follow", -500, -700, 500],
  ["nothing without a trade", 0, 300, 0],
])("moved is %s", (_, traded, change, moved) => {
  const device = new FixedDevice(0);
  const agent = customer("H1", [device]);
  agent.tradedWh[9] = traded;
  device.plan[9] = 1000 + change;
  device.reference[9] = 1000;
  expect(agent.movedWh(9)).toBe(moved);
});

test("without a market the plan is its own reference, so that nothing counts as moved", () => {
  const agent = customer("H1", [new FixedDevice(123)]);
  agent.refresh({ now: 0, open: 9, end: 40, settled: 40, replan: true }, null);
  agent.tradedWh[20] = 400;
  expect(agent.movedWh(20)).toBe(0);
});

test("a customer without replay would have metered what it metered", () => {
  const agent = customer("H1", [new FixedDevice(100)]);
  const metered = agent.live(77);
  expect(agent.liveShadow(77, metered)).toBe(metered);
  agent.changeWh[0] = -60;
  agent.shadow = [new FixedDevice(100)];
  const ordered = agent.live(78);
  expect(agent.liveShadow(78, ordered)).toBe(ordered + 60);
});

test("a period that is over leaves nothing in its slot", () => {
  const agent = customer("H1", []);
  agent.tradedWh[300 & RING_MASK] = 5;
  agent.dispatchedWh[300 & RING_MASK] = 9;
  agent.clear(300);
  const left = [agent.tradedWh, agent.dispatchedWh].map((ring) => ring[300 & RING_MASK]);
  expect(left).toEqual([0, 0]);
});
