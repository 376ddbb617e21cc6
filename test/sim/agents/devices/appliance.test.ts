import fc from "fast-check";
import { expect, test } from "vitest";
import type { Appliance } from "#sim/agents/devices/appliance.ts";
import { type Capability, RING_MASK } from "#sim/agents/devices/device.ts";
import { expectedRuns } from "#sim/world/applianceRuns.ts";
import { DAYS, liveThrough, machine, PERIODS, RUN_WH } from "#test/support/deviceLives.ts";
import { planView } from "#test/support/planView.ts";

const LENGTH = RUN_WH.length;
const RUN_SUM = RUN_WH.reduce((a, b) => a + b, 0);
const flat = new Array<number>(96).fill(100_000);
const cheapAtNight = Array.from({ length: 96 }, (_, quarter) =>
  quarter < 24 || quarter >= 88 ? 88_000 : 150_000,
);

/** Starts of the runs in a life, found by their profile; fails where energy is none of a run's. */
function startsOf(energies: readonly number[]): number[] {
  const starts: number[] = [];
  for (let i = 0; i < energies.length; ) {
    if (energies[i] === 0) {
      i++;
      continue;
    }
    expect(energies.slice(i, i + LENGTH)).toEqual(RUN_WH.slice(0, energies.length - i));
    starts.push(i);
    i += LENGTH;
  }
  return starts;
}

const prices = fc.array(fc.integer({ min: 20_000, max: 300_000 }), {
  minLength: 96,
  maxLength: 96,
});
const days = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: DAYS, maxLength: DAYS });
const readyQuarters = days(fc.integer({ min: 0, max: 80 }));
const waits = days(fc.integer({ min: 0, max: 90 }));
const orders = fc.array(
  fc.record({ at: fc.nat(PERIODS - 1), wh: fc.integer({ min: -600, max: 600 }) }),
  { maxLength: 80 },
);

/** Waits that leave the machine free when the next run may start. */
function fitting(ready: readonly number[], wanted: readonly number[]): number[] {
  return wanted.map((wait, day) =>
    Math.min(wait, 96 + (ready[day + 1] ?? 90) - ready[day]! - LENGTH),
  );
}

test("every run runs once and uninterrupted between its earliest start and its deadline", () => {
  fc.assert(
    fc.property(
      prices,
      readyQuarters,
      waits,
      orders,
      fc.integer({ min: 1, max: PERIODS - 1 }),
      fc.boolean(),
      (retail, ready, wanted, ordered, checkpoint, flexible) => {
        const wait = fitting(ready, wanted);
        const order = new Map(ordered.map(({ at, wh }) => [at, wh]));
        const orderOf = (i: number) => order.get(i) ?? 0;
        const device = machine(ready, wait, flexible);
        const before = liveThrough(device, [0, checkpoint], retail, orderOf);
        const after = liveThrough(device.clone(), [checkpoint, PERIODS], retail, orderOf);
        const starts = startsOf([...before, ...after]);
        const lastDay = DAYS * 96 - LENGTH;
        const due = ready.filter((quarter, day) => day * 96 + quarter + wait[day]! <= lastDay);
        expect(starts.length).toBeGreaterThanOrEqual(due.length);
        for (const [day, start] of starts.entries()) {
          const earliest = day * 96 + ready[day]!;
          expect(start).toBeGreaterThanOrEqual(earliest);
          expect(start).toBeLessThanOrEqual(earliest + wait[day]!);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("called to take less all the time, it starts at its deadline and not a period later", () => {
  fc.assert(
    fc.property(prices, readyQuarters, waits, (retail, ready, wanted) => {
      const wait = fitting(ready, wanted);
      const starts = startsOf(liveThrough(machine(ready, wait), [0, PERIODS], retail, () => -600));
      for (const [day, start] of starts.entries()) {
        expect(start).toBe(day * 96 + ready[day]! + wait[day]!);
      }
    }),
    { numRuns: 20 },
  );
});

test("what is not steered starts when it is ready, whatever prices and orders say", () => {
  const ready = [30, 31, 50, 70, 33, 12];
  const device = machine(ready, new Array(DAYS).fill(40), false);
  const energies = liveThrough(device, [0, PERIODS], cheapAtNight);
  expect(startsOf(energies)).toEqual(ready.map((quarter, day) => day * 96 + quarter));
  expect(device.reference).toBe(device.plan);
});

test("a steered machine waits for the night tariff, and starts at the cheapest time of all it may", () => {
  const device = machine([70, 70, 70, 70, 70, 70], new Array(DAYS).fill(60));
  const starts = startsOf(liveThrough(device, [0, PERIODS - 96], cheapAtNight));
  expect(starts.slice(1)).toEqual([1, 2, 3, 4].map((day) => day * 96 + 88));
  fc.assert(
    fc.property(prices, (retail) => {
      const one = machine([40], [50]);
      const view = planView([0, 9, 200], { retail: [...retail, ...retail, ...retail] });
      one.planAhead(view, false);
      const cost = (start: number) =>
        RUN_WH.reduce((sum, wh, k) => sum + wh * retail[(start + k) % 96]!, 0);
      const all = Array.from({ length: 51 }, (_, k) => cost(40 + k));
      expect(cost(one.startOf(0))).toBeCloseTo(Math.min(...all), 3);
      const choices = Array.from(one.choicesOf(0)).filter((start) => start >= 0);
      expect(choices[0]).toBe(one.startOf(0));
      expect(choices.map(cost)).toEqual([...choices.map(cost)].sort((a, b) => a - b));
    }),
  );
});

test("a home's own surplus is worth its feed-in price: the machine runs at noon", () => {
  const device = machine([24], [60]);
  const other = Array.from({ length: 96 }, (_, q) => (q >= 48 && q < 56 ? -800 : 100));
  device.planAhead(planView([0, 9, 96], { retail: 150_000, surplus: 60_000, other }), false);
  expect(device.startOf(0)).toBe(48);
});

test("a trade settles the start: later plans keep it, whatever prices become", () => {
  const device = machine([40], [50]);
  device.planAhead(planView([0, 9, 120], { retail: 100_000 }), false);
  expect(device.undecided()).toBe(0);
  device.decide(0, 60);
  expect(device.undecided()).toBe(-1);
  const retail = Array.from({ length: 120 }, (_, i) => (i < 50 ? 20_000 : 200_000));
  device.planAhead(planView([4, 13, 120], { retail }), false);
  expect(device.startOf(0)).toBe(60);
  expect(Array.from(device.plan.slice(60, 60 + LENGTH))).toEqual(RUN_WH);
  expect(device.plan.slice(13, 60).some((wh) => wh > 0)).toBe(false);
});

const seen: Capability = { powerWh: 0, energyWh: 0 };
const offered = (device: Appliance, i: number, direction: 0 | 1) => {
  device.capability(i, direction, seen);
  return seen.powerWh;
};

test("called to take less, it starts later; the whole run is the rebound", () => {
  const device = machine([40, 40, 40, 40, 40, 40], new Array(DAYS).fill(50));
  liveThrough(device, [0, 40], flat);
  const called = device.clone();
  const start = device.startOf(0);
  expect(offered(called, start, 0)).toBe(RUN_WH[0]);
  const usual = liveThrough(device, [40, PERIODS], flat);
  const moved = liveThrough(called, [40, PERIODS], flat, (i) => (i === start ? -25 : 0));
  expect(startsOf(usual)[0]! + 40).toBe(start);
  expect(startsOf(moved)[0]! + 40).toBeGreaterThan(start);
  expect(startsOf(moved).length).toBe(startsOf(usual).length);
  const sum = (energies: readonly number[]) => energies.reduce((a, b) => a + b, 0);
  expect(sum(moved)).toBe(sum(usual));
});

/** What it could take less or more in a period, and until the run is over. */
function ability(device: Appliance, i: number, direction: 0 | 1): readonly [number, number] {
  device.capability(i, direction, seen);
  return [seen.powerWh, seen.energyWh];
}

test("the whole run moves: it is there for what is held longer, and while it would have been on", () => {
  const rest = (quarter: number) => RUN_WH.slice(quarter).reduce((a, b) => a + b, 0);
  const device = machine([40], [50]);
  liveThrough(device, [0, 40], flat);
  const start = device.startOf(0);
  expect(ability(device, start, 0)).toEqual([RUN_WH[0], RUN_SUM]);
  expect(ability(device, start + 1, 0)).toEqual([0, 0]);
  const twin = device.clone();
  liveThrough(device, [40, start + 1], flat, (i) => (i === start ? -25 : 0));
  const free = liveThrough(twin, [40, start + 1], flat);
  expect(free.at(-1)).toBe(RUN_WH[0]);
  for (let quarter = 1; quarter < LENGTH; quarter++) {
    const i = start + quarter;
    // What the replay takes there and the machine does not is what it spares.
    expect(ability(device, i, 0)).toEqual([RUN_WH[quarter], rest(quarter)]);
    const [spared] = liveThrough(twin, [i, i + 1], flat);
    expect(liveThrough(device, [i, i + 1], flat)).toEqual([0]);
    expect(spared).toBe(RUN_WH[quarter]);
  }
  expect(ability(device, start + LENGTH, 0)).toEqual([0, 0]);
});

test("a start brought forward is more in each quarter hour of the run, until it would have been on", () => {
  for (const wait of [3, 50]) {
    const device = machine([40], [90]);
    const price = (i: number) => (i >= 45 + wait ? 50_000 : 150_000);
    const retail = Array.from({ length: 120 }, (_, i) => price(i));
    device.planAhead(planView([0, 9, 120], { retail }), false);
    expect(device.startOf(0)).toBe(45 + wait);
    expect(ability(device, 45, 1)).toEqual([RUN_WH[0], RUN_SUM]);
    expect(device.step(45, 500)).toBe(RUN_WH[0]);
    for (let quarter = 1; quarter < LENGTH; quarter++) {
      const more = quarter < wait ? RUN_WH[quarter] : 0;
      expect(ability(device, 45 + quarter, 1)[0]).toBe(more);
      expect(device.step(45 + quarter, 0)).toBe(RUN_WH[quarter]);
    }
  }
});

test("called to take more, a machine that waits starts at once; one that is not ready cannot", () => {
  const device = machine([40], [50]);
  const retail = Array.from({ length: 120 }, (_, i) => (i >= 80 ? 50_000 : 150_000));
  device.planAhead(planView([0, 9, 120], { retail }), false);
  expect(device.startOf(0)).toBe(80);
  expect(offered(device, 39, 1)).toBe(0);
  expect(offered(device, 45, 1)).toBe(RUN_WH[0]);
  expect(offered(device, 45, 0)).toBe(0);
  expect(device.step(39, 500)).toBe(0);
  expect(device.step(45, 500)).toBe(RUN_WH[0]);
  expect(offered(device, 46, 0)).toBe(0);
  expect(device.step(46, -500)).toBe(RUN_WH[1]);
});

test("an order is followed where it asks for more than the machine's threshold", () => {
  const asked = [39, 35, 31].map((ready) => {
    const device = machine([ready], [40]);
    device.planAhead(planView([0, 9, 120], { retail: 100_000 }), false);
    return device.step(ready, -0.3 * RUN_WH[0]!) === 0;
  });
  expect(asked).toEqual([false, false, true]);
});

test("runs that nobody knows yet are expected with the energy of a usual week", () => {
  const type = {
    share: 0,
    runsPerWeek: 3.5,
    profileKw: RUN_WH.map((wh) => wh / 250),
    readyShare: Array.from({ length: 24 }, (_, hour) => (hour === 23 ? 0.5 : 0.5 / 23)),
    deadlineHoursMean: 8,
    deadlineHoursSd: 2,
    knownHours: 12,
  };
  for (const steered of [false, true]) {
    const day = expectedRuns(type, steered).reduce((a, b) => a + b, 0);
    expect(7 * day).toBeCloseTo(3.5 * RUN_SUM, 6);
  }
  const unsteered = expectedRuns(type, false);
  expect(unsteered[0]).toBeGreaterThan(unsteered[48]!);
});

test("what a machine still has to do counts as energy to be bought", () => {
  const device = machine([40, 40], [50, 50]);
  expect(device.storedWh()).toBeCloseTo(0, 9);
  device.planAhead(planView([0, 9, 120], { retail: 100_000 }), false);
  expect(device.storedWh()).toBeCloseTo(-RUN_SUM, 9);
  device.step(40, 0);
  expect(device.storedWh()).toBeCloseTo(25 - RUN_SUM, 9);
  expect(device.plan[41 & RING_MASK]).toBe(RUN_WH[1]);
});
