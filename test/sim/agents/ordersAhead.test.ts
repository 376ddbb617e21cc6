import { expect, test, vi } from "vitest";
import type { Appliance } from "#sim/agents/devices/appliance.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import { knownAheadPeriods } from "#sim/agents/ordersAhead.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { deliverAndMeter } from "#sim/phases/meter.ts";
import { planRound } from "#sim/phases/trade/planRound.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

const LAST = 6 * 96;

/** Homes of one pool with nothing but a dryer, which answers whenever it is called. */
function dryers(noResponse = 0): World {
  const base = smallScenario();
  const area = base.areas[0]!;
  const bare = { boilerKw: 0, chargerKw: 0, heating: "none", heatingKw: 0, pvKwp: 0 } as const;
  const homes = ["H1", "H2", "H3", "H4"].map((uid) =>
    smallHome(uid, { ...bare, batteryKw: 0, batteryKwh: 0, appliances: ["dryer"], flexible: true }),
  );
  return buildWorld(
    smallScenario({
      calendar: { start: "2025-01-10", days: 4, spinUpDays: 3 },
      areas: [{ ...area, prosumers: homes }],
      behaviour: {
        ...base.behaviour,
        delivery: { noResponse, oneLate: 0, partial: 0, partialLow: 0.5 },
      },
    }),
    { seed: 5 },
  );
}

/** What the pool metered and would have, when up to all it can is ordered of period `called`. */
function lifeOf(world: World, called: number) {
  const community = buildCommunity(world);
  const [unit] = community.units;
  const meters = new Meters(community.prosumers.length);
  const machines = community.prosumers.flatMap(({ devices }) => devices) as Appliance[];
  const lived = machines.map((machine) => vi.spyOn(machine, "step"));
  const meteredWh: number[] = [];
  const truthWh: number[] = [];
  let orderedWh = 0;
  for (let now = 0; now < LAST; now++) {
    if (now % 4 === 0) {
      planRound(community, horizonAt(world, now), now / 4, () => null);
    }
    // The latest gate is two quarter hours before.
    if (now === called - 2) {
      const out = { powerWh: 0, energyWh: 0 };
      for (const machine of machines) {
        machine.capability(called, 0, out);
        orderedWh += out.powerWh;
      }
      unit!.pendingWh[0][called & RING_MASK] = orderedWh;
    }
    deliverAndMeter(community, now, Float64Array.of(now === called ? -orderedWh : 0), meters);
    const metered = meters.of(now);
    meteredWh.push(unit!.members.reduce((sum, { agent }) => sum + metered[agent]!, 0));
    truthWh.push(unit!.truthWh[now & RING_MASK]!);
  }
  const energies = lived.map(({ mock }) => mock.results.map(({ value }) => value as number));
  return { meteredWh, truthWh, energies, orderedWh };
}

/** First start of a machine that may wait an hour longer while all others stand still. */
function startIn(world: World, energies: readonly (readonly number[])[]) {
  const isStill = (one: readonly number[], i: number) => !one.slice(i - 8, i + 9).some(Boolean);
  for (let i = 3 * 96 + 4; i < LAST - 96; i++) {
    for (const [machine, one] of energies.entries()) {
      if (one[i] === 0 || one[i - 1]! > 0) continue;
      const { earliest, latest } = world.prosumers[machine]!.appliances[0]!;
      const mayWait = earliest.some((first, run) => first <= i && i + 4 < latest[run]!);
      const isAlone = energies.every((other) => other === one || isStill(other, i));
      if (mayWait && isAlone) return { start: i, machine };
    }
  }
  throw new Error("no machine starts alone");
}

test("called in the second quarter hour of a run, it moves as a whole, and the replay knows all of it", () => {
  const world = dryers();
  const free = lifeOf(world, -1);
  const { start, machine } = startIn(world, free.energies);
  const run = free.energies[machine]!.slice(start, start + 6);
  expect(run).toEqual([500, 500, 500, 400, 325, 235]);
  const called = lifeOf(world, start + 1);
  expect(called.orderedWh).toBe(500);
  // The truth is the life without the order, from the quarter hour on in which the machine waits.
  for (let i = 0; i < start + 9; i++) expect(called.truthWh[i]).toBe(free.meteredWh[i]);
  for (const [k, wh] of run.entries()) {
    const spared = called.truthWh[start + k]! - called.meteredWh[start + k]!;
    expect(Math.abs(spared - wh)).toBeLessThanOrEqual(1);
  }
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  expect(sum(called.energies[machine]!.slice(start + 6))).toBeGreaterThanOrEqual(sum(run));
});

test("a unit that does not answer moves no start ahead of an order either", () => {
  const world = dryers(1);
  const free = lifeOf(world, -1);
  const called = lifeOf(world, startIn(world, free.energies).start + 1);
  expect(called.energies).toEqual(free.energies);
});

test.each([
  [{ DSO_CM: 120, TSO_CM: 60, BAL: 25 }, 1],
  [{ DSO_CM: 120, TSO_CM: 60, BAL: 30 }, 1],
  [{ DSO_CM: 120, TSO_CM: 60, BAL: 31 }, 2],
  [{ DSO_CM: 120, TSO_CM: 60, BAL: 60 }, 3],
  [{ DSO_CM: 120, TSO_CM: 60, BAL: 15 }, 0],
])("with gates %o an order is known %d quarter hours ahead", (leads, periods) => {
  expect(knownAheadPeriods(leads)).toBe(periods);
});
