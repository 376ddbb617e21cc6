import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { buildProsumer, nightPeriods } from "#sim/agents/buildProsumer.ts";
import { BATTERY, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

type Control = "plan" | "meter";

const FIRST = 2 * 96;
const worlds = new Map<Control, World>();
beforeAll(() => {
  for (const control of ["plan", "meter"] as const) worlds.set(control, worldOf(control));
});

/** A home with a roof, a boiler and a battery, and the office. */
function worldOf(batteryControl: Control): World {
  const calendar = { start: "2025-04-01", days: 20, spinUpDays: 2 };
  const base = smallScenario({ calendar });
  const [area] = base.areas;
  const battery = { pvKwp: 5, batteryKw: 3, batteryKwh: 8, boilerKw: 2, boilerKwh: 3.3 };
  const offices = area!.prosumers.filter(({ kind }) => kind === "office");
  const areas = [{ ...area!, prosumers: [smallHome("M1", battery), ...offices] }];
  const behaviour = { ...base.behaviour, batteryControl };
  return buildWorld({ ...base, areas, behaviour }, { seed: 4 });
}

/** Lives to the start of period `until` on the retail contract; looks at every period. */
function lifeOf(
  control: Control,
  agent: number,
  until: number,
  look: (owner: Prosumer, i: number, meteredWh: number) => void = () => {},
): Prosumer {
  const world = worlds.get(control)!;
  const owner = buildProsumer(agent, 1, world.prosumers[agent]!, world, nightPeriods(world));
  for (let i = 0; i < until; i++) {
    refresh(owner, i);
    look(owner, i, owner.live(i));
  }
  return owner;
}

function refresh(owner: Prosumer, i: number): void {
  if (i % 4 !== 0) return;
  const open = i === 0 ? 0 : i + 9;
  owner.refresh({ now: i, open, end: i + 96, settled: i + 96, replan: true }, null);
}

const deviation = (owner: Prosumer, i: number, meteredWh: number) =>
  Math.abs(meteredWh - owner.nominationWh[i & RING_MASK]!);

/** Over twenty days: deviations from the nomination, kWh, and the bill with the battery's wear, EUR. */
function twentyDays(control: Control) {
  const { retailImportMicroEurPerKwh, scenario } = worlds.get(control)!;
  const { feedInMicroEurPerKwh } = scenario.prices.retail;
  let [deviationWh, bill, storedWh] = [0, 0, 0];
  const owner = lifeOf(control, 0, FIRST + 20 * 96, (home, i, meteredWh) => {
    const battery = home.devices.at(-1)!;
    const movedWh = Math.abs(battery.storedWh() - storedWh);
    storedWh = battery.storedWh();
    if (i < FIRST) return;
    deviationWh += deviation(home, i, meteredWh);
    const price = meteredWh > 0 ? retailImportMicroEurPerKwh[i]! : feedInMicroEurPerKwh;
    bill += (meteredWh * price + movedWh * 18_519) / 1e9;
  });
  // What is left would be used at the day's price at most.
  bill -= (owner.devices.at(-1)!.storedWh() * 150_000) / 1e9;
  return { deviationWh, bill };
}

test("who follows the meter keeps nearer to the nomination, and pays less", () => {
  const [plan, meter] = [twentyDays("plan"), twentyDays("meter")];
  expect(meter.deviationWh).toBeLessThan(0.75 * plan.deviationWh);
  expect(meter.bill).toBeLessThan(plan.bill);
});

const periods = fc.integer({ min: FIRST, max: FIRST + 15 * 96 });

test("where a period was traded the battery keeps to its plan", () => {
  fc.assert(
    fc.property(periods, fc.constantFrom(-300, 300), (i, traded) => {
      const owner = lifeOf("meter", 0, i);
      refresh(owner, i);
      owner.tradedWh[i & RING_MASK] = traded;
      const battery = owner.devices.find(({ kind }) => kind === BATTERY)!;
      const planned = battery.clone().step(i, 0);
      const before = battery.storedWh();
      owner.live(i);
      const replayed = battery.storedWh() - before;
      const into = planned > 0 ? planned * Math.sqrt(0.88) : planned / Math.sqrt(0.88);
      expect(replayed).toBeCloseTo(into, 6);
    }),
    { numRuns: 15 },
  );
});

test("an order changes what the meter shows by what was ordered, and the replay has none of it", () => {
  let answered = 0;
  fc.assert(
    fc.property(periods, fc.constantFrom(-200, 200), fc.nat(1), (i, orderWh, d) => {
      const [calm, called] = [lifeOf("meter", 0, i), lifeOf("meter", 0, i)];
      for (const owner of [calm, called]) refresh(owner, i);
      called.shadow = called.devices.map((device) => device.clone());
      called.changeWh[d] = orderWh;
      const free = calm.live(i);
      const metered = called.live(i);
      expect(called.liveShadow(i, metered)).toBe(free);
      const change = metered - free;
      // Never the other way round, and no more than was ordered.
      expect(change * Math.sign(orderWh)).toBeGreaterThanOrEqual(-1);
      expect(change * Math.sign(orderWh)).toBeLessThanOrEqual(Math.abs(orderWh) + 1);
      if (Math.abs(change - orderWh) <= 1) answered++;
    }),
    { numRuns: 40 },
  );
  expect(answered).toBeGreaterThan(15);
});

test.each(["plan", "meter"] as const)(
  "%s: a day after an order the replay lives as if there had been none",
  (control) => {
    let changedWh = 0;
    for (let at = FIRST; at < FIRST + 14 * 96; at += 211) {
      for (const orderWh of [-600, 600]) {
        const [calm, called] = [lifeOf(control, 0, at), lifeOf(control, 0, at)];
        for (let i = at; i < at + 96; i++) {
          for (const owner of [calm, called]) refresh(owner, i);
          if (i === at) {
            called.shadow = called.devices.map((device) => device.clone());
            called.changeWh[called.devices.length - 1] = orderWh;
            called.dirty = true;
          }
          const [free, metered] = [calm.live(i), called.live(i)];
          expect(called.liveShadow(i, metered)).toBe(free);
          changedWh += Math.abs(metered - free);
          called.changeWh.fill(0);
        }
      }
    }
    expect(changedWh).toBeGreaterThan(10_000);
  },
);

test("an office's battery keeps to its plan", () => {
  const [plan, meter]: [number[], number[]] = [[], []];
  lifeOf("plan", 1, FIRST + 96, (_, i, wh) => plan.splice(i, 0, wh));
  lifeOf("meter", 1, FIRST + 96, (_, i, wh) => meter.splice(i, 0, wh));
  expect(meter).toEqual(plan);
});
