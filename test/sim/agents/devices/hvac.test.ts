import fc from "fast-check";
import { expect, test } from "vitest";
import { Hvac } from "#sim/agents/devices/hvac.ts";
import { planView } from "#test/support/planView.ts";

const LOAD_WH = 10_000;
const SHED_WH = 2_000;
const REBOUND_SHARE = 0.8;

const hvac = () =>
  new Hvac({ expectedWh: () => LOAD_WH, shedShare: 0.2, reboundShare: REBOUND_SHARE });

/** Energies over `count` periods in which `changeWh` is ordered in the first `ordered`. */
function respond(device: Hvac, ordered: number, changeWh: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => device.step(i, i < ordered ? changeWh : 0));
}

const sum = (energies: readonly number[]) => energies.reduce((a, b) => a + b, 0);

test("without an order nothing changes", () => {
  expect(sum(respond(hvac(), 0, 0, 96))).toBe(0);
});

test("an order takes no more than the share that may be shed", () => {
  expect(hvac().step(0, -1e6)).toBe(-SHED_WH);
  expect(hvac().step(0, 1e6)).toBe(SHED_WH);
});

test.each([
  ["shed", -SHED_WH],
  ["taken ahead", SHED_WH],
])(
  "four fifths of the energy %s in an hour come back, most of it within two hours",
  (_, change) => {
    const energies = respond(hvac(), 4, change, 96);
    const free = new Array<number>(4).fill(change);
    const moved = sum(free);
    expect(sum(energies)).toBeCloseTo((1 - REBOUND_SHARE) * moved, 6);
    const afterTwoHours = sum(energies.slice(0, 12)) - (1 - REBOUND_SHARE) * moved;
    expect(afterTwoHours / moved).toBeLessThan(0.35 * REBOUND_SHARE);
  },
);

test("rooms never bear more than an hour of full shedding, whatever is ordered", () => {
  const orders = fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 48, maxLength: 48 });
  const pushed = fc.constantFrom(-SHED_WH, SHED_WH).map((wh) => new Array<number>(48).fill(wh));
  fc.assert(
    fc.property(fc.oneof(orders, pushed), (changes) => {
      const device = hvac();
      for (const [i, change] of changes.entries()) {
        device.step(i, change);
        expect(Math.abs(device.storedWh())).toBeLessThanOrEqual(4 * SHED_WH * REBOUND_SHARE + 1e-6);
      }
    }),
  );
});

test("the plan shows what will come back", () => {
  const device = hvac();
  respond(device, 4, -SHED_WH, 4);
  device.planAhead(planView([4, 4, 60], { retail: 1 }), false);
  for (let i = 4; i < 20; i++) expect(device.step(i, 0)).toBeCloseTo(device.plan[i]!, 6);
});
