import fc from "fast-check";
import { expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { BOILER, type Device } from "#sim/agents/devices/device.ts";
import { buildWorld } from "#sim/world/world.ts";
import {
  BOILER_KWH,
  BOILER_LOSS_WH,
  battery,
  boiler,
  CHARGER_WH,
  car,
  draws,
  EFFICIENCY,
  heating,
  hvac,
  liveThrough,
  PERIODS,
} from "#test/support/deviceLives.ts";

const prices = fc.array(fc.integer({ min: 20_000, max: 300_000 }), {
  minLength: 96,
  maxLength: 96,
});
/** Orders of some periods; the third and fourth day nobody orders anything. */
const orders = fc
  .array(fc.record({ at: fc.nat(PERIODS - 1), wh: fc.integer({ min: -3000, max: 3000 }) }), {
    maxLength: 60,
  })
  .map((some) => {
    const wh = new Float64Array(PERIODS);
    for (const order of some) wh[order.at] = order.wh;
    wh.fill(0, 2 * 96, 4 * 96);
    return wh;
  });
const checkpoints = fc.integer({ min: 1, max: PERIODS - 1 });
const drawn = fc
  .record({
    morning: fc.integer({ min: 0, max: 4000 }),
    evening: fc.integer({ min: 0, max: 6000 }),
  })
  .map(({ morning, evening }) => draws(morning, evening));

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Lives all days, from a copy made at the checkpoint on. */
function days(device: Device, retail: number[], ordered: Float64Array, checkpoint: number) {
  const orderOf = (i: number) => ordered[i]!;
  const before = liveThrough(device, [0, checkpoint], retail, orderOf);
  const copy = device.clone();
  const after = liveThrough(copy, [checkpoint, PERIODS], retail, orderOf);
  return { energies: [...before, ...after], end: copy };
}

test("a battery's charge closes to 1 Wh over days with and without orders, and across a copy", () => {
  fc.assert(
    fc.property(prices, orders, checkpoints, (retail, ordered, checkpoint) => {
      const device = battery();
      const start = device.storedWh();
      const { energies, end } = days(device, retail, ordered, checkpoint);
      const gained = energies.map((wh) => (wh > 0 ? wh * EFFICIENCY : wh / EFFICIENCY));
      expect(Math.abs(end.storedWh() - start - sum(gained))).toBeLessThan(1);
      expect(end.storedWh()).toBeGreaterThanOrEqual(-1e-6);
      expect(end.storedWh()).toBeLessThanOrEqual(0.85 * 10_000 + 1e-6);
    }),
    { numRuns: 40 },
  );
});

test("a boiler's heat closes to 1 Wh over days, and never leaves the tank's bounds", () => {
  fc.assert(
    fc.property(prices, orders, checkpoints, drawn, (retail, ordered, checkpoint, drawWh) => {
      const device = boiler(drawWh);
      let stored = device.storedWh();
      const { energies, end } = days(device, retail, ordered, checkpoint);
      for (const [i, heated] of energies.entries()) {
        expect(heated).toBeGreaterThanOrEqual(0);
        expect(heated).toBeLessThanOrEqual(2 * 250);
        stored = Math.max(0, stored + heated - drawWh[i]! - BOILER_LOSS_WH);
        expect(stored).toBeLessThanOrEqual(BOILER_KWH * 1000 + 1e-6);
      }
      expect(Math.abs(end.storedWh() - stored)).toBeLessThan(1);
    }),
    { numRuns: 40 },
  );
});

test("a car leaves each morning with what it wanted, or with all that its charger could give", () => {
  const stayPeriods = 52;
  const wanted = fc.array(fc.integer({ min: 0, max: Math.ceil(1.3 * stayPeriods * CHARGER_WH) }), {
    minLength: 5,
    maxLength: 5,
  });
  fc.assert(
    fc.property(prices, orders, checkpoints, wanted, (retail, ordered, checkpoint, energyWh) => {
      const { energies } = days(car(energyWh), retail, ordered, checkpoint);
      for (const [day, wh] of energyWh.entries()) {
        const arrival = day * 96 + 72;
        const stay = energies.slice(arrival, arrival + stayPeriods);
        expect(sum(stay)).toBeCloseTo(Math.min(wh, stayPeriods * CHARGER_WH), 3);
        expect(sum(energies.slice(arrival + stayPeriods, arrival + 96))).toBe(0);
      }
    }),
    { numRuns: 40 },
  );
});

interface Shed {
  readonly kind: string;
  readonly device: () => Device;
  /** Quarter of the evening in which shedding begins: when the device runs. */
  readonly quarter: number;
  /** Energy that comes back after the hour, as a share of what was shed in it: least and most. */
  readonly back: readonly [number, number];
}

const kinds: readonly Shed[] = [
  // The colder tank loses as much as the warm one: what is not in it at the end has come back.
  { kind: "a boiler", device: () => boiler(draws(2000, 3000)), quarter: 78, back: [0.6, 1.0001] },
  {
    kind: "a car",
    device: () => car([20_000, 20_000, 20_000, 20_000, 20_000]),
    quarter: 84,
    back: [1, 1],
  },
  // Colder rooms lose less heat meanwhile.
  { kind: "room heating", device: () => heating(2), quarter: 78, back: [0.7, 1] },
  // Four fifths, of which some has come back within the hour.
  { kind: "an office's cooling", device: () => hvac(), quarter: 78, back: [0.75, 0.8] },
];

test.each(kinds)("what $kind sheds in the evening it takes later", ({ device, quarter, back }) => {
  const flat = new Array<number>(96).fill(100_000);
  const shedFrom = 96 + quarter;
  const calm = device();
  liveThrough(calm, [0, shedFrom], flat);
  const called = calm.clone();
  const usual = liveThrough(calm, [shedFrom, PERIODS], flat);
  const shed = liveThrough(called, [shedFrom, PERIODS], flat, (i) =>
    i < shedFrom + 4 ? -1000 : 0,
  );
  const change = shed.map((wh, k) => wh - usual[k]!);
  const shedWh = -sum(change.slice(0, 4));
  expect(shedWh).toBeGreaterThan(200);
  const returned = sum(change.slice(4)) / shedWh;
  expect(returned).toBeGreaterThanOrEqual(back[0] - 1e-9);
  expect(returned).toBeLessThanOrEqual(back[1] + 1e-9);
  const stored = called.storedWh() - calm.storedWh();
  if (calm.kind === BOILER) expect(Math.abs(sum(change) - stored)).toBeLessThan(1);
});

test("what a battery gives on call is missing in it or bought again", () => {
  const flat = new Array<number>(96).fill(100_000);
  const calm = battery();
  liveThrough(calm, [0, 100], flat);
  const called = calm.clone();
  const usual = liveThrough(calm, [100, PERIODS], flat);
  const given = liveThrough(called, [100, PERIODS], flat, (i) => (i < 104 ? -500 : 0));
  const into = (wh: number) => (wh > 0 ? wh * EFFICIENCY : wh / EFFICIENCY);
  const balance = sum(given.map(into)) - sum(usual.map(into));
  expect(sum(given.slice(0, 4))).toBeLessThan(sum(usual.slice(0, 4)) - 100);
  expect(Math.abs(balance - (called.storedWh() - calm.storedWh()))).toBeLessThan(1);
});

test("PV never gives more than its rating and nothing at night, forecast or real", () => {
  const pilot = loadScenario("pilot");
  const calendar = { start: "2025-03-01", days: 200, spinUpDays: 1 };
  const { pvKwPerKwp, forecast, weather } = buildWorld({ ...pilot, calendar }, { seed: 2 });
  const series = [...pvKwPerKwp, ...forecast.pvKwPerKwp.flat()];
  for (const output of series) {
    expect(output.reduce((most, kw) => Math.max(most, kw), 0)).toBeLessThanOrEqual(1);
    expect(output.reduce((least, kw) => Math.min(least, kw), 0)).toBe(0);
  }
  for (const [i, ghi] of weather.ghiWPerM2.entries()) {
    if (ghi === 0) for (const output of pvKwPerKwp) expect(output[i]).toBe(0);
  }
});
