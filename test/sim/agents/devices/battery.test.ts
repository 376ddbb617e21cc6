import fc from "fast-check";
import { expect, test } from "vitest";
import { Battery, type BatteryOptions } from "#sim/agents/devices/battery.ts";
import type { Capability } from "#sim/agents/devices/device.ts";
import { planView } from "#test/support/planView.ts";

const home: BatteryOptions = {
  powerKw: 5,
  capacityKwh: 8,
  shareMin: 0.1,
  shareMax: 0.95,
  efficiency: Math.sqrt(0.88),
  wearMicroEurPerKwh: 18_500,
  flexible: true,
};

const options = fc
  .record({
    powerKw: fc.integer({ min: 1, max: 200 }),
    hours: fc.double({ min: 0.2, max: 20, noNaN: true }),
    efficiency: fc.constantFrom(0.8, 0.9, Math.sqrt(0.88), 1),
  })
  .map(({ powerKw, hours, efficiency }) => ({
    ...home,
    powerKw,
    efficiency,
    capacityKwh: powerKw * hours,
  }));
const HORIZON = 24;
const price = fc.integer({ min: -20_000, max: 400_000 });
const prices = fc.array(price, { minLength: HORIZON, maxLength: HORIZON });

test("what goes into a battery and out of it balances within its window, whatever is ordered", () => {
  const orders = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: HORIZON,
    maxLength: HORIZON,
  });
  fc.assert(
    fc.property(options, prices, orders, (chosen, retail, shares) => {
      const battery = new Battery(chosen);
      const { capacityKwh, shareMin, shareMax, efficiency, powerKw } = chosen;
      const room = (shareMax - shareMin) * capacityKwh * 1000;
      battery.planAhead(planView([0, 0, HORIZON], { retail }), false);
      let stored = battery.storedWh();
      for (const [i, share] of shares.entries()) {
        const energy = battery.step(i, share * 4 * powerKw * 250);
        expect(Math.abs(energy)).toBeLessThanOrEqual(powerKw * 250 + 1e-6);
        stored += energy > 0 ? energy * efficiency : energy / efficiency;
        expect(battery.storedWh()).toBeGreaterThanOrEqual(-1e-6);
        expect(battery.storedWh()).toBeLessThanOrEqual(room + 1e-6);
      }
      expect(Math.abs(battery.storedWh() - stored)).toBeLessThan(1);
    }),
  );
});

test("a plan can be carried out to the watt-hour", () => {
  fc.assert(
    fc.property(options, prices, (chosen, retail) => {
      const battery = new Battery(chosen);
      battery.planAhead(planView([0, 3, HORIZON], { retail, surplus: 30_000 }), false);
      for (let i = 0; i < HORIZON; i++) {
        expect(Math.abs(battery.step(i, 0) - battery.plan[i]!)).toBeLessThan(1);
      }
    }),
  );
});

interface Problem {
  readonly retail: readonly number[];
  readonly consume: readonly number[];
  readonly surplus: number;
  readonly other: readonly number[];
  readonly traded: readonly number[];
  readonly asReference: boolean;
}

const PLANNED = 5;

/** Cost of one period, µEUR/kWh × Wh. */
function costOf(problem: Problem, k: number, energyWh: number): number {
  const { asReference, other, traded, retail, consume, surplus } = problem;
  const net = other[k]! + energyWh - (asReference ? 0 : traded[k]!);
  const price = asReference ? retail[k]! : consume[k]!;
  return (net > 0 ? net * price : net * surplus) + Math.abs(energyWh) * home.wearMicroEurPerKwh;
}

/** Worth of one stored Wh at the end: three quarters of the mean retail price, less the losses. */
function worthOf({ retail }: Problem, { efficiency }: BatteryOptions): number {
  return (0.75 * efficiency * retail.reduce((a, b) => a + b, 0)) / PLANNED;
}

/** Least cost over everything that can be done in steps of a quarter of the power, tried one by one. */
function cheapest(problem: Problem, chosen: BatteryOptions, stored: number, k = 0): number {
  if (k === PLANNED) return -worthOf(problem, chosen) * stored;
  const powerWh = chosen.powerKw * 250;
  const room = (chosen.shareMax - chosen.shareMin) * chosen.capacityKwh * 1000;
  const open = problem.other[k]! - (problem.asReference ? 0 : problem.traded[k]!);
  let best = Number.POSITIVE_INFINITY;
  for (const wanted of [-powerWh, -powerWh / 2, 0, powerWh / 2, powerWh, -open]) {
    const least = -Math.min(powerWh, stored * chosen.efficiency);
    const most = Math.min(powerWh, (room - stored) / chosen.efficiency);
    const energy = Math.min(Math.max(wanted, least), most);
    const after = stored + (energy > 0 ? energy * chosen.efficiency : energy / chosen.efficiency);
    best = Math.min(best, costOf(problem, k, energy) + cheapest(problem, chosen, after, k + 1));
  }
  return best;
}

test("a plan is as cheap as the cheapest of all that could be done", () => {
  const few = (arbitrary: fc.Arbitrary<number>) =>
    fc.array(arbitrary, { minLength: PLANNED, maxLength: PLANNED });
  const problems = fc.record({
    retail: few(fc.integer({ min: 60_000, max: 300_000 })),
    consume: few(fc.integer({ min: 60_000, max: 300_000 })),
    surplus: fc.integer({ min: 0, max: 60_000 }),
    other: few(fc.integer({ min: -2000, max: 2000 })),
    traded: few(fc.integer({ min: -500, max: 500 })),
    asReference: fc.boolean(),
  });
  const batteries = fc.record({
    capacityKwh: fc.double({ min: 0.5, max: 10, noNaN: true }),
    efficiency: fc.constantFrom(0.8, 0.94, 1),
  });
  fc.assert(
    fc.property(problems, batteries, (problem, size) => {
      const chosen = { ...home, powerKw: 4, ...size };
      const battery = new Battery(chosen);
      battery.planAhead(planView([0, 0, PLANNED], problem), problem.asReference);
      const plan = problem.asReference ? battery.reference : battery.plan;
      let stored = battery.storedWh();
      const best = cheapest(problem, chosen, stored);
      let cost = 0;
      for (let k = 0; k < PLANNED; k++) {
        const energy = plan[k]!;
        cost += costOf(problem, k, energy);
        stored += energy > 0 ? energy * chosen.efficiency : energy / chosen.efficiency;
      }
      cost -= worthOf(problem, chosen) * stored;
      // The cost to go is known at 12 levels and taken as straight between them.
      const span = (chosen.shareMax - chosen.shareMin) * chosen.capacityKwh * 1000;
      expect(cost - best).toBeLessThan((span / 11) * 60_000);
    }),
    { numRuns: 150 },
  );
});

test("a home's battery stores the roof's surplus and covers the evening's load with it", () => {
  const other = Array.from({ length: HORIZON }, (_, i) => (i < 12 ? -400 : 120));
  const battery = new Battery(home);
  battery.planAhead(planView([0, 0, HORIZON], { retail: 150_000, surplus: 60_000, other }), false);
  const net = other.map((wh, i) => wh + battery.plan[i]!);
  for (let i = 12; i < HORIZON; i++) expect(net[i]).toBeCloseTo(0, 6);
  expect(net.slice(0, 12).filter((wh) => Math.abs(wh) < 1).length).toBeGreaterThan(5);
});

test.each([
  ["charges in the cheap night and discharges in the dear evening", 50_000, 300_000, true],
  ["rests where the spread does not pay for losses and wear", 140_000, 150_000, false],
])("a battery %s", (_, night, evening, moves) => {
  const retail = Array.from({ length: HORIZON }, (_, i) => (i < 12 ? night : evening));
  const battery = new Battery({ ...home, wearMicroEurPerKwh: 40_000 });
  battery.planAhead(planView([0, 0, HORIZON], { retail, other: 2000 }), false);
  const sum = (from: number, to: number) =>
    battery.plan.slice(from, to).reduce((total, energy) => total + energy, 0);
  if (moves) {
    expect(sum(0, 12)).toBeGreaterThan(3000);
    expect(sum(12, HORIZON)).toBeLessThan(-5000);
  } else expect(battery.plan.slice(0, 12).every((energy) => energy <= 0)).toBe(true);
});

test("a battery that takes a day to fill still plans with its power", () => {
  const battery = new Battery({ ...home, powerKw: 1, capacityKwh: 30 });
  const retail = Array.from({ length: HORIZON }, (_, i) => (i < 12 ? 20_000 : 400_000));
  battery.planAhead(planView([0, 0, HORIZON], { retail, other: 1000 }), false);
  for (let i = 0; i < 12; i++) expect(battery.plan[i]!).toBeGreaterThan(200);
  for (let i = 12; i < HORIZON; i++) expect(battery.plan[i]!).toBeLessThan(-200);
});

test("what a battery says it can change, it changes in full, and no more", () => {
  const direction = fc.constantFrom<0 | 1>(0, 1);
  fc.assert(
    fc.property(options, prices, direction, fc.nat(HORIZON - 1), (chosen, retail, way, at) => {
      const battery = new Battery(chosen);
      const can: Capability = { powerWh: 0, energyWh: 0 };
      battery.planAhead(planView([0, 0, HORIZON], { retail, other: 700 }), false);
      for (let i = 0; i < at; i++) battery.step(i, 0);
      battery.capability(at, way, can);
      const most = Math.min(can.powerWh, can.energyWh);
      const sign = way === 0 ? -1 : 1;
      const planned = battery.plan[at]!;
      const other = battery.clone();
      expect(Math.abs(battery.step(at, sign * most) - planned - sign * most)).toBeLessThan(1);
      const more = other.step(at, sign * (most + 1e6)) - planned;
      expect(Math.abs(more - sign * most)).toBeLessThan(1);
    }),
  );
});
