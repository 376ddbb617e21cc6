import fc from "fast-check";
import { expect, test } from "vitest";
import type { Appliance } from "#sim/agents/devices/appliance.ts";
import type { Capability } from "#sim/agents/devices/device.ts";
import { DAYS, liveThrough, machine, PERIODS, RUN_WH } from "#test/support/deviceLives.ts";
import { planView } from "#test/support/planView.ts";

const AHEAD = 3;
const RUN_SUM = RUN_WH.reduce((a, b) => a + b, 0);
const flat = new Array<number>(96).fill(100_000);
const seen: Capability = { powerWh: 0, energyWh: 0 };

function powerWh(device: Appliance, i: number, direction: 0 | 1): number {
  device.capability(i, direction, seen);
  return seen.powerWh;
}

/** A machine that is planned to start in period 60, with the threshold that goes with `ready`. */
function waiting(ready = 40, ahead = AHEAD): Appliance {
  const device = machine([ready], [60], true, ahead);
  const retail = Array.from({ length: 140 }, (_, i) => (i >= 60 ? 50_000 : 150_000));
  device.planAhead(planView([0, 9, 140], { retail }), false);
  expect(device.startOf(0)).toBe(60);
  return device;
}

const live = (device: Appliance, from: number, to: number) =>
  Array.from({ length: to - from }, (_, k) => device.step(from + k, 0));

test("a run is offered as far as an order comes in time to move its start, and no further", () => {
  for (const ahead of [0, 1, AHEAD]) {
    const device = waiting(40, ahead);
    const less = RUN_WH.map((_, quarter) => powerWh(device, 60 + quarter, 0));
    expect(less).toEqual(RUN_WH.map((wh, quarter) => (quarter <= ahead ? wh : 0)));
    // More: the start that brings the largest quarter hour there, and none before it is ready.
    const largest = Math.max(...RUN_WH.slice(0, ahead + 1));
    expect(powerWh(device, 50, 1)).toBe(largest);
    expect(powerWh(device, 40, 1)).toBe(RUN_WH[0]);
    expect(powerWh(device, 39, 1)).toBe(0);
  }
});

test("told of less in a coming period, it does not start, and the whole run comes later", () => {
  for (const quarter of [1, 2, AHEAD]) {
    const device = waiting();
    live(device, 0, 60);
    const twin = device.clone();
    device.hear(60, 60 + quarter, -1);
    expect(live(twin, 60, 67)).toEqual(RUN_WH);
    for (let k = 0; k < RUN_WH.length; k++) {
      if (k > 0) expect(powerWh(device, 60 + k, 0)).toBe(RUN_WH[k]);
      expect(device.step(60 + k, 60 + k === 60 + quarter ? -RUN_WH[k]! : 0)).toBe(0);
    }
    const later = live(device, 67, 120);
    expect(later.reduce((a, b) => a + b, 0)).toBe(RUN_SUM);
  }
});

test("told of more, it starts early enough that its largest quarter hour is there", () => {
  const device = waiting();
  live(device, 0, 48);
  // Its third and second quarter hour hold less than the one that a start of 49 brings.
  for (const now of [47, 48]) device.hear(now, 50, 1);
  expect(device.step(48, 0)).toBe(0);
  device.hear(49, 50, 1);
  expect(live(device, 49, 56)).toEqual(RUN_WH);
  expect(live(device, 56, 120).every((wh) => wh === 0)).toBe(true);
});

test("who is told too late, or is asked for less than its threshold, lives on as planned", () => {
  const late = waiting();
  live(late, 0, 61);
  late.hear(61, 62, -1);
  expect(live(late, 61, 67)).toEqual(RUN_WH.slice(1));
  // Threshold 0.5: a pool of ten that is asked for 30 % has seven like this one.
  const declines = waiting(35);
  live(declines, 0, 60);
  declines.hear(60, 61, -0.3);
  expect(declines.step(60, 0)).toBe(RUN_WH[0]);
  // It counts as able where the others follow, so that these are asked for no more than was offered.
  expect(powerWh(declines, 61, 0)).toBe(RUN_WH[1]);
  expect(declines.step(61, -0.3 * RUN_WH[1]!)).toBe(RUN_WH[1]);
  expect(powerWh(declines, 62, 0)).toBe(0);
  const waits = waiting(35);
  live(waits, 0, 49);
  waits.hear(49, 50, 0.3);
  expect(waits.step(49, 0)).toBe(0);
  expect(waits.step(50, 0.3 * RUN_WH[1]!)).toBe(0);
  expect(waits.startOf(0)).toBe(60);
});

test("whatever it hears, each run runs once, uninterrupted and in its time", () => {
  const days = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: DAYS, maxLength: DAYS });
  const orders = fc.array(
    fc.record({ at: fc.nat(PERIODS - 1), share: fc.double({ min: -1, max: 1, noNaN: true }) }),
    { maxLength: 120 },
  );
  fc.assert(
    fc.property(
      days(fc.integer({ min: 0, max: 60 })),
      days(fc.integer({ min: 0, max: 25 })),
      orders,
      (ready, wait, ordered) => {
        const share = new Map(ordered.map((order) => [order.at, order.share]));
        const device = machine(ready, wait, true, AHEAD);
        const energies: number[] = [];
        for (let i = 0; i < PERIODS; i++) {
          for (let j = i + 1; j <= i + AHEAD; j++) {
            const told = share.get(j);
            if (told !== undefined) device.hear(i, j, told);
          }
          const part = share.get(i) ?? 0;
          const order = () => part * powerWh(device, i, part < 0 ? 0 : 1);
          energies.push(...liveThrough(device, [i, i + 1], flat, order));
        }
        let starts = 0;
        for (let i = 0; i < PERIODS; ) {
          if (energies[i] === 0) {
            i++;
            continue;
          }
          const run = energies.slice(i, i + RUN_WH.length);
          expect(run).toEqual(RUN_WH.slice(0, run.length));
          const earliest = starts * 96 + ready[starts]!;
          expect(i).toBeGreaterThanOrEqual(earliest);
          expect(i).toBeLessThanOrEqual(earliest + wait[starts]!);
          starts++;
          i += RUN_WH.length;
        }
        expect(starts).toBe(DAYS);
      },
    ),
    { numRuns: 60 },
  );
});
