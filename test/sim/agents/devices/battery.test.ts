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

/** Levels of the finest grid on which a move of two levels is within the charger's power. */
function gridOf({ powerKw, capacityKwh, shareMin, shareMax, efficiency }: BatteryOptions) {
  const span = (shareMax - shareMin) * capacityKwh * 1000;
  const steps = Math.max(1, Math.ceil(span / ((powerKw * 250 * efficiency) / 2) - 1e-9));
  return { steps, levelWh: span / steps };
}

/** Cost of every sequence of moves on the grid, tried one by one; µEUR × Wh/kWh. */
function cheapest(
  chosen: BatteryOptions,
  level: number,
  k: number,
  costOf: (k: number, energyWh: number) => number,
  worth: number,
  horizon: number,
): number {
  const { steps, levelWh } = gridOf(chosen);
  if (k === horizon) return -worth * level * levelWh;
  let best = Number.POSITIVE_INFINITY;
  for (let move = -2; move <= 2; move++) {
    if (level + move < 0 || level + move > steps) continue;
    const change = move * levelWh;
    const energy = change > 0 ? change / chosen.efficiency : change * chosen.efficiency;
    const rest = cheapest(chosen, level + move, k + 1, costOf, worth, horizon);
    best = Math.min(best, costOf(k, energy) + rest);
  }
  return best;
}

test("no sequence of moves is cheaper than the plan", () => {
  const horizon = 5;
  const few = (arbitrary: fc.Arbitrary<number>) =>
    fc.array(arbitrary, { minLength: horizon, maxLength: horizon });
  const world = fc.record({
    // An even number of levels between empty and full: the battery starts on one, half full.
    halfSteps: fc.integer({ min: 1, max: 3 }),
    slack: fc.double({ min: 0.55, max: 1, noNaN: true }),
    efficiency: fc.constantFrom(0.8, 0.94, 1),
    retail: few(fc.integer({ min: 20_000, max: 300_000 })),
    consume: few(fc.integer({ min: 20_000, max: 300_000 })),
    surplus: fc.integer({ min: 0, max: 20_000 }),
    other: few(fc.integer({ min: -2000, max: 2000 })),
    traded: few(fc.integer({ min: -500, max: 500 })),
    asReference: fc.boolean(),
  });
  fc.assert(
    fc.property(world, (w) => {
      const steps = 2 * w.halfSteps;
      const stepWh = (500 * w.efficiency * (steps - 1 + w.slack)) / steps;
      const chosen = {
        ...home,
        powerKw: 4,
        capacityKwh: (steps * stepWh) / 1000,
        shareMin: 0,
        shareMax: 1,
        efficiency: w.efficiency,
      };
      expect(gridOf(chosen).steps).toBe(steps);
      const costOf = (k: number, energyWh: number) => {
        const net = w.other[k]! + energyWh - (w.asReference ? 0 : w.traded[k]!);
        const buy = w.asReference ? w.retail[k]! : w.consume[k]!;
        return (
          (net > 0 ? net * buy : net * w.surplus) + Math.abs(energyWh) * chosen.wearMicroEurPerKwh
        );
      };
      const worth = (0.75 * w.efficiency * w.retail.reduce((a, b) => a + b, 0)) / horizon;
      const battery = new Battery(chosen);
      battery.planAhead(planView([0, 0, horizon], w), w.asReference);
      const plan = w.asReference ? battery.reference : battery.plan;
      let stored = battery.storedWh();
      let cost = 0;
      for (let k = 0; k < horizon; k++) {
        cost += costOf(k, plan[k]!);
        stored += plan[k]! > 0 ? plan[k]! * w.efficiency : plan[k]! / w.efficiency;
      }
      const best = cheapest(chosen, w.halfSteps, 0, costOf, worth, horizon);
      expect(Math.abs(cost - worth * stored - best)).toBeLessThan(1e-3);
    }),
    { numRuns: 60 },
  );
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
