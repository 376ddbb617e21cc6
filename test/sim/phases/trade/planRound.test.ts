import { beforeAll, expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { Attention, PRICES_MOVED } from "#sim/agents/attention.ts";
import {
  APPLIANCE,
  BATTERY,
  BOILER,
  type Device,
  HEATING,
  RING_MASK,
  VEHICLE,
} from "#sim/agents/devices/device.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { planRound } from "#sim/phases/trade/planRound.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { FixedDevice } from "#test/support/fixedDevice.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

let world: World;
beforeAll(() => {
  const homes = [smallHome("H0"), smallHome("H1", { pvKwp: 8 })];
  const [area] = smallScenario().areas;
  const calendar = { start: "2025-05-05", days: 2, spinUpDays: 2 };
  world = buildWorld(smallScenario({ calendar, areas: [{ ...area!, prosumers: homes }] }), {
    seed: 1,
  });
});

/** A device that notes up to which period it was planned, round by round. */
class Planned extends FixedDevice {
  isOffPlan = false;
  /** Ends of its plans, and from where on nothing new was known. */
  readonly plans: { end: number; settled: number }[] = [];

  override planAhead(view: Parameters<Device["planAhead"]>[0], asReference: boolean): void {
    super.planAhead(view, asReference);
    if (!asReference) this.plans.push({ end: view.end, settled: view.settled });
  }
}

/** Rounds from the day-ahead round at 17:00 on; `before` happens ahead of each of the later ones. */
function rounds(device: Planned, count: number, before: (agent: Prosumer, k: number) => void) {
  const agent = new Prosumer(0, 1, world.prosumers[0]!, [device], world);
  const start = world.calendar.firstRun - 28;
  const looked: number[] = [];
  for (let k = 0; k < count; k++) {
    if (k > 0) {
      before(agent, k);
      agent.live(start + 4 * k - 1);
    }
    const horizon = horizonAt(world, start + 4 * k);
    planRound({ world, prosumers: [agent] }, horizon, k, () => null);
    const { refreshedAt, refreshedTo } = Attention.of(world);
    const hasLooked = refreshedAt[agent.row] === horizon.now;
    looked.push(hasLooked ? refreshedTo[agent.row]! - horizon.open : 0);
  }
  return { looked, start };
}

test("a plan stands for twelve rounds; expected prices may have moved near delivery alone", () => {
  const device = new Planned(100, undefined, BATTERY);
  const { looked, start } = rounds(device, 14, () => {});
  const { end } = horizonAt(world, start);
  expect(device.plans.map((plan) => plan.end)).toEqual([end, end]);
  expect(device.plans.map((plan) => plan.settled)).toEqual([
    end,
    Math.min(end, start + 12 * 4 + 49),
  ]);
  expect(looked).toEqual([115, ...new Array(11).fill(0), 67, 0]);
});

test.each([
  ["who has just planned anew lets its turn pass", VEHICLE, [0, 7]],
  ["not so a battery's owner, who has renewed the window alone", BATTERY, [0, 7, 12]],
] as const)("%s", (_, kind, expected) => {
  const device = new Planned(100, undefined, kind);
  const { looked } = rounds(device, 14, (_, k) => {
    device.isOffPlan = k === 7;
  });
  expect(looked.flatMap((periods, k) => (periods > 0 ? [k] : []))).toEqual(expected);
});

test("a battery that nobody steers looks beyond the window at its turn, half a day after a whole plan", () => {
  const device = new Planned(100, undefined, BATTERY, false);
  const { start } = rounds(device, 14, () => {});
  const beyond = device.plans.map(
    ({ settled }, k) => settled > horizonAt(world, start + 4 * k).window,
  );
  expect(beyond.flatMap((isBeyond, k) => (isBeyond ? [k] : []))).toEqual([0, 12]);
});

test.each([
  ["rooms that nobody steers in every third round, with the weather", HEATING, [0, 3, 5, 6]],
  ["a tank that nobody steers only when it is off its plan", BOILER, [0, 5]],
  ["a car that nobody steers only when it has come", VEHICLE, [0, 5]],
  ["a machine that nobody steers only when a run begins", APPLIANCE, [0, 5]],
] as const)("a round looks at %s", (_, kind, expected) => {
  const device = new Planned(100, undefined, kind, false);
  const { looked } = rounds(device, 8, (_, k) => {
    device.isOffPlan = k === 5;
  });
  expect(looked.flatMap((periods, k) => (periods > 0 ? [k] : []))).toEqual(expected);
});

test.each([
  ["owners who steer", BATTERY, true, 12, 12],
  ["owners of rooms that nobody steers", HEATING, false, 3, 1],
] as const)(
  "%s take turns: who is next to one comes a round before it",
  (_, kind, steered, turns, first) => {
    const agents = Array.from({ length: 14 }, (_, agent) => {
      const device = new Planned(100, undefined, kind, steered);
      return new Prosumer(agent, 1, world.prosumers[0]!, [device], world);
    });
    const start = world.calendar.firstRun - 28;
    const looked: number[][] = agents.map(() => []);
    for (let round = 0; round < 24; round++) {
      const now = start + 4 * round;
      planRound({ world, prosumers: agents }, horizonAt(world, now), round, () => null);
      const { refreshedAt } = Attention.of(world);
      for (const [k, { row }] of agents.entries())
        if (refreshedAt[row] === now) looked[k]!.push(round);
    }
    // After the day-ahead round, in which everyone plans, a plan of all the horizon is fresh for a while.
    const later = Array.from({ length: 24 - first }, (_, k) => first + k);
    expect(looked).toEqual(
      agents.map((_, k) => [0, ...later.filter((round) => (round + k) % turns === 0)]),
    );
  },
);

test("an owner plans anew after what its plan did not foresee", () => {
  const device = new Planned(100, undefined, VEHICLE);
  const { looked } = rounds(device, 4, (_, k) => {
    device.isOffPlan = k === 2;
  });
  expect(looked).toEqual([115, 0, 107, 0]);
});

test("an owner plans all of its horizon anew where expected prices beyond the window have moved", () => {
  const device = new Planned(100, undefined, BATTERY);
  const { looked, start } = rounds(device, 4, (agent, k) => {
    if (k === 2) Attention.of(world).set(agent.row, PRICES_MOVED, true);
  });
  const { end } = horizonAt(world, start + 8);
  expect(looked).toEqual([115, 0, 107, 0]);
  expect(device.plans.map(({ settled }) => settled)).toEqual([end, end]);
});

test.each([
  ["a battery: from behind the trade on nothing is new", BATTERY, 2, 60],
  ["no other device", BOILER, 1, 0],
] as const)("a trade moves the plan of %s", (_, kind, plans, behind) => {
  const device = new Planned(100, undefined, kind);
  const { start } = rounds(device, 3, (agent, k) => {
    if (k === 1) agent.noteFill(world.calendar.firstRun - 28 + 59);
  });
  expect(device.plans.length).toBe(plans);
  if (plans === 2) expect(device.plans[1]!.settled).toBe(start + behind);
});

test("nobody's plan depends on who plans before", () => {
  const calendar = { ...loadScenario("pilot").calendar, days: 2, spinUpDays: 2 };
  const nominated = (listed: (prosumers: readonly Prosumer[]) => readonly Prosumer[]) => {
    const pilot = buildWorld({ ...loadScenario("pilot"), calendar }, { seed: 1 });
    const { prosumers } = buildCommunity(pilot);
    const customers = { world: pilot, prosumers: listed(prosumers) };
    const start = pilot.calendar.firstRun - 28;
    for (const now of [start, start + 4]) {
      planRound(customers, horizonAt(pilot, now), 1, () => null);
    }
    return prosumers.map(({ nominationWh }) => nominationWh);
  };
  expect(nominated((all) => all.toReversed())).toEqual(nominated((all) => all));
});

test("what a trade asks of a battery it asks of no device beside it", () => {
  const devices = [new Planned(100, undefined, BATTERY), new Planned(50, undefined, BOILER)];
  const agent = new Prosumer(0, 1, world.prosumers[0]!, devices, world);
  const start = world.calendar.firstRun - 28;
  for (const now of [start, start + 4]) {
    if (now > start) agent.noteFill(start + 59);
    planRound({ world, prosumers: [agent] }, horizonAt(world, now), 1, () => null);
  }
  expect(devices.map(({ plans }) => plans.length)).toEqual([2, 1]);
  // The battery goes around what the boiler planned.
  const [first, again] = devices[0]!.seen.map(({ otherWh }) => otherWh.at(-1)!);
  expect(again).toBeCloseTo(first!, 9);
});

test.each([
  ["a home without devices looks at next to nothing between two days", 0, 0, 3],
  ["one with a roof has news by day", 1, 4, 14],
] as const)("%s; its forecast is never off by more than was told", (_, place, least, most) => {
  const home = new Prosumer(0, 1, world.prosumers[place]!, [], world);
  const spare = world.scenario.localMarket.deadBandWh / 2;
  let looks = 0;
  for (let now = world.calendar.firstRun - 28; now < world.calendar.firstRun + 96; now += 4) {
    home.live(now - 1);
    const horizon = horizonAt(world, now);
    const before = Float64Array.from(home.nominationWh);
    planRound({ world, prosumers: [home] }, horizon, now / 4, () => null);
    if (horizon.isDayAhead) {
      expect(Attention.of(world).refreshedTo[home.row]).toBe(horizon.end);
      continue;
    }
    const told = Float64Array.from(home.nominationWh);
    home.refresh({ ...horizon, end: horizon.window, settled: horizon.window, replan: false }, null);
    if (told.some((wh, slot) => wh !== before[slot])) looks++;
    for (let i = horizon.open; i < horizon.window; i++) {
      const slot = i & RING_MASK;
      expect(Math.abs(home.nominationWh[slot]! - told[slot]!)).toBeLessThanOrEqual(spare + 1);
      home.nominationWh[slot] = told[slot]!;
    }
  }
  expect(looks).toBeGreaterThanOrEqual(least);
  expect(looks).toBeLessThanOrEqual(most);
});
