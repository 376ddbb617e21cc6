import fc from "fast-check";
import { expect, test } from "vitest";
import { Battery } from "#sim/agents/devices/battery.ts";
import { Boiler } from "#sim/agents/devices/boiler.ts";
import { type Device, RING_MASK } from "#sim/agents/devices/device.ts";
import { ReferencePlan } from "#sim/agents/referencePlan.ts";
import { planView } from "#test/support/planView.ts";

const LENGTH = 200;
const OPEN = 9;

const boiler = (drawWh: Float32Array, flexible: boolean) =>
  new Boiler({
    powerKw: 2,
    capacityKwh: 5,
    standingLossKwhPerDay: 1.2,
    control: "thermostat",
    flexible,
    drawWh,
    drawExpectedWh: drawWh,
    isNight: new Uint8Array(LENGTH),
    nightDelay: 0,
  });
const battery = () =>
  new Battery({
    powerKw: 5,
    capacityKwh: 8,
    shareMin: 0.1,
    shareMax: 0.95,
    efficiency: 0.94,
    wearMicroEurPerKwh: 18_519,
    flexible: true,
  });

const cases = fc.record({
  draws: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: LENGTH, maxLength: LENGTH }),
  prices: fc.array(fc.integer({ min: 1000, max: 300_000 }), { minLength: 90, maxLength: 90 }),
  stores: fc.boolean(),
  flexible: fc.boolean(),
  wait: fc.integer({ min: 0, max: 16 }),
});

test("a reference made late is the one that would have been made at once", () => {
  fc.assert(
    fc.property(cases, ({ draws, prices, stores, flexible, wait }) => {
      const drawWh = Float32Array.from(draws);
      const household = (): Device[] => [boiler(drawWh, flexible), ...(stores ? [battery()] : [])];
      const values = {
        retail: prices,
        consume: prices.map((price) => 0.7 * price),
        surplus: 60_000,
        other: 250,
      };
      const [late, atOnce] = [household(), household()];
      const plans = [late, atOnce].map((devices) => new ReferencePlan(devices));
      for (const [k, devices] of [late, atOnce].entries()) {
        const view = planView([0, OPEN, 90], values);
        plans[k]!.remember(view);
        expect(Math.max(...view.otherWh)).toBeCloseTo(250, 9);
        if (k === 1) plans[k]!.make(planView([0, OPEN, 90], values));
        for (const device of devices) device.planAhead(view, false);
        for (let i = 0; i < wait; i++) for (const device of devices) device.step(i, 100);
      }
      expect(plans[0]!.waitsFor(OPEN)).toBe(flexible || stores);
      expect(plans[1]!.waitsFor(OPEN)).toBe(false);
      plans[0]!.make(planView([0, OPEN, 90], values));
      for (const [d, device] of late.entries()) {
        for (let i = OPEN; i < 90; i++) {
          const slot = i & RING_MASK;
          expect(device.reference[slot]).toBe(atOnce[d]!.reference[slot]);
          expect(device.plan[slot]).toBe(atOnce[d]!.plan[slot]);
        }
      }
    }),
  );
});

test("what was new to a reference that was dropped is new to the next", () => {
  const retail = Array.from({ length: 120 }, (_, i) => (i % 96 < 24 ? 80_000 : 150_000));
  const before = new Array<number>(120).fill(300);
  const after = before.map((wh, i) => (i >= 48 && i < 56 ? -2500 : wh));
  const view = (span: readonly [number, number, number], other: number[], settled: number) => ({
    ...planView([...span], { retail, other, surplus: 60_000 }),
    settled,
  });
  const referenceAfter = (settled: number) => {
    const store = battery();
    const late = new ReferencePlan([store]);
    const first = view([0, 9, 110], before, 110);
    const dropped = view([4, 13, 110], after, 70);
    const last = view([8, 17, 110], after, settled);
    late.remember(first);
    store.planAhead(first, false);
    late.make(first);
    for (const next of [dropped, last]) {
      late.remember(next);
      store.planAhead(next, false);
    }
    late.make({ ...last, ...late.span });
    return store.reference.slice(17, 100);
  };
  expect(referenceAfter(29)).toEqual(referenceAfter(110));
});
