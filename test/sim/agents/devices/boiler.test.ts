import fc from "fast-check";
import { expect, test } from "vitest";
import { Boiler, type BoilerOptions } from "#sim/agents/devices/boiler.ts";
import type { Capability } from "#sim/agents/devices/device.ts";
import { planView } from "#test/support/planView.ts";

const PERIODS = 96;
const CAPACITY_WH = 3300;
const POWER_WH = 500;
const LOSS_WH = 1200 / 96;

function boiler(changes: Partial<BoilerOptions> = {}): Boiler {
  return new Boiler({
    powerKw: 2,
    capacityKwh: 3.3,
    standingLossKwhPerDay: 1.2,
    control: "thermostat",
    flexible: true,
    drawWh: new Float32Array(PERIODS).fill(40),
    drawExpectedWh: new Float32Array(PERIODS).fill(40),
    isNight: new Uint8Array(PERIODS),
    nightDelay: 0,
    ...changes,
  });
}

const draws = fc
  .array(fc.integer({ min: 0, max: 400 }), { minLength: PERIODS, maxLength: PERIODS })
  .map((values) => Float32Array.from(values));
const prices = fc.array(fc.integer({ min: 1000, max: 300_000 }), {
  minLength: PERIODS,
  maxLength: PERIODS,
});

test("the tank never holds less than nothing or more than it can, whatever is drawn or ordered", () => {
  const orders = fc.array(fc.integer({ min: -2000, max: 2000 }), {
    minLength: PERIODS,
    maxLength: PERIODS,
  });
  const control = fc.constantFrom("thermostat" as const, "night" as const);
  fc.assert(
    fc.property(
      draws,
      draws,
      prices,
      orders,
      control,
      fc.boolean(),
      (drawWh, drawExpectedWh, retail, ordered, way, flexible) => {
        const isNight = Uint8Array.from({ length: PERIODS }, (_, i) => (i < 24 || i >= 88 ? 1 : 0));
        const tank = boiler({ drawWh, drawExpectedWh, isNight, control: way, flexible });
        tank.planAhead(planView([0, 4, PERIODS], { retail }), false);
        let stored = tank.storedWh();
        for (const [i, changeWh] of ordered.entries()) {
          const heated = tank.step(i, flexible ? changeWh : 0);
          expect(heated).toBeGreaterThanOrEqual(0);
          expect(heated).toBeLessThanOrEqual(POWER_WH);
          stored = Math.max(0, stored + heated - drawWh[i]! - LOSS_WH);
          expect(tank.storedWh()).toBeCloseTo(stored, 6);
          expect(tank.storedWh()).toBeLessThanOrEqual(CAPACITY_WH + 1e-6);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("a flexible owner heats in the cheapest hours and always has warm water", () => {
  const retail = Array.from({ length: PERIODS }, (_, i) => (i < 24 ? 88_000 : 150_000));
  const tank = boiler();
  tank.planAhead(planView([0, 0, PERIODS], { retail }), false);
  for (let i = 0; i < PERIODS; i++) {
    tank.step(i, 0);
    expect(tank.storedWh()).toBeGreaterThanOrEqual(0.3 * CAPACITY_WH - 1);
    // The night fills the tank; only what it does not hold until the evening is bought by day.
    if (i === 23) expect(tank.storedWh()).toBeGreaterThan(CAPACITY_WH - 2);
  }
  const day = tank.plan.slice(24, PERIODS).reduce((a, b) => a + b, 0);
  expect(day).toBeCloseTo(0.5 * CAPACITY_WH + 72 * (40 + LOSS_WH) - CAPACITY_WH, -1);
});

test("the market's price decides the plan, the retail price the reference", () => {
  const retail = Array.from({ length: PERIODS }, (_, i) => (i < 24 ? 88_000 : 150_000));
  const consume = retail.map((price, i) => (i >= 48 && i < 56 ? 40_000 : price));
  const tank = boiler();
  const view = planView([0, 0, PERIODS], { retail, consume });
  tank.planAhead(view, true);
  tank.planAhead(view, false);
  const noon = (ring: Float64Array) => ring.slice(48, 56).reduce((a, b) => a + b, 0);
  expect(noon(tank.reference)).toBeLessThan(noon(tank.plan));
  expect(noon(tank.plan)).toBeGreaterThan(1500);
});

test("a thermostat fills the tank whenever something is missing", () => {
  const tank = boiler({ flexible: false });
  const heated = Array.from({ length: 8 }, (_, i) => tank.step(i, 0));
  expect(heated[0]).toBe(POWER_WH);
  expect(tank.storedWh()).toBeGreaterThan(CAPACITY_WH - POWER_WH / 2);
});

test.each([
  ["at the start of the night", 0, 88],
  ["as much later as its owner set it", 7, 95],
])("a time switch closes %s", (_, nightDelay, first) => {
  const isNight = Uint8Array.from({ length: 120 }, (_, i) => (i < 24 || i >= 88 ? 1 : 0));
  const drawWh = new Float32Array(120).fill(10);
  const tank = boiler({ flexible: false, control: "night", isNight, nightDelay, drawWh });
  const heated = Array.from({ length: 110 }, (_, i) => tank.step(i, 0));
  expect(heated.findIndex((energy, i) => i >= 24 && energy > 0)).toBe(first);
});

test("below a quarter of the tank even a time switch heats by day, and no order stops it", () => {
  const drawWh = new Float32Array(PERIODS).fill(250);
  const tank = boiler({ flexible: false, control: "night", drawWh });
  const byDay = Array.from({ length: 30 }, (_, i) => tank.step(i, 0));
  expect(byDay.filter((energy) => energy > 0).length).toBeGreaterThan(5);
  const steered = boiler({ drawWh });
  const ordered = Array.from({ length: 30 }, (_, i) => steered.step(i, -POWER_WH));
  expect(ordered.some((energy) => energy === POWER_WH)).toBe(true);
  expect(steered.storedWh()).toBeGreaterThan(0);
});

test("what a tank says it can change, it changes in full where draws come as expected", () => {
  const direction = fc.constantFrom<0 | 1>(0, 1);
  fc.assert(
    fc.property(draws, prices, direction, fc.nat(40), (drawWh, retail, way, at) => {
      const gentle = drawWh.map((wh) => wh / 4);
      const tank = boiler({ drawWh: gentle, drawExpectedWh: gentle });
      tank.planAhead(planView([0, 0, PERIODS], { retail }), false);
      for (let i = 0; i < at; i++) tank.step(i, 0);
      const can: Capability = { powerWh: 0, energyWh: 0 };
      tank.capability(at, way, can);
      const change = (way === 0 ? -1 : 1) * Math.min(can.powerWh, can.energyWh);
      expect(tank.step(at, change)).toBeCloseTo(tank.plan[at]! + change, 3);
    }),
  );
});

test("an order that emptied the tank lowers what it can shed next", () => {
  const retail = 100_000;
  const draw = new Float32Array(PERIODS).fill(100);
  const tank = boiler({ drawWh: draw, drawExpectedWh: draw });
  tank.planAhead(planView([0, 0, PERIODS], { retail }), false);
  const before: Capability = { powerWh: 0, energyWh: 0 };
  const after: Capability = { powerWh: 0, energyWh: 0 };
  tank.capability(12, 0, before);
  let shed = 0;
  for (let i = 0; i < 12; i++) shed += tank.plan[i]! - tank.step(i, -POWER_WH);
  expect(shed).toBeGreaterThan(0);
  tank.capability(12, 0, after);
  expect(after.energyWh).toBeCloseTo(Math.max(0, before.energyWh - shed), 6);
});

test.each([
  [0.4, false],
  [0.6, true],
])("a tank of which a share of %s was drawn unexpectedly is off its plan: %s", (share, isOff) => {
  const drawWh = new Float32Array(PERIODS);
  drawWh[4] = share * CAPACITY_WH;
  const tank = boiler({ drawWh, drawExpectedWh: new Float32Array(PERIODS) });
  tank.planAhead(planView([0, 4, PERIODS], { retail: new Array(PERIODS).fill(1000) }), false);
  for (let i = 0; i < 5; i++) tank.step(i, 0);
  expect(tank.isOffPlan).toBe(isOff);
});
