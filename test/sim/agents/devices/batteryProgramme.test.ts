import fc from "fast-check";
import { expect, test } from "vitest";
import { BatteryProgramme } from "#sim/agents/devices/batteryProgramme.ts";
import { RING } from "#sim/agents/devices/device.ts";
import { plainBatteryPlan } from "#test/support/plainBatteryPlan.ts";
import { planView } from "#test/support/planView.ts";

const HORIZON = 30;
const series = (min: number, max: number) =>
  fc.array(fc.integer({ min, max }), { minLength: HORIZON, maxLength: HORIZON });
const limits = fc
  .record({
    powerWh: fc.integer({ min: 100, max: 50_000 }),
    periods: fc.double({ min: 0.3, max: 60, noNaN: true }),
    efficiency: fc.constantFrom(0.8, Math.sqrt(0.88), 1),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    leftWorthShare: fc.constantFrom(0, 0.75, 1.2),
  })
  .map(({ powerWh, periods, efficiency, share, leftWorthShare }) => {
    const lowWh = 0.1 * powerWh * periods;
    const highWh = 0.95 * powerWh * periods;
    return {
      limits: { powerWh, lowWh, highWh, efficiency, wearMicroEurPerKwh: 18_519, leftWorthShare },
      stored: lowWh + share * (highWh - lowWh),
    };
  });
const world = fc.record({
  retail: series(-20_000, 400_000),
  consume: series(-20_000, 400_000),
  surplus: series(-50_000, 200_000),
  other: series(-60_000, 60_000),
  traded: series(-3000, 3000),
});

test("the programme finds the very plan that working out every move finds", () => {
  fc.assert(
    fc.property(limits, world, ({ limits: chosen, stored }, values) => {
      const view = planView([0, 0, HORIZON], values);
      const programme = new BatteryProgramme(chosen);
      const plan = new Float64Array(RING);
      programme.plan(view, false, stored, plan, null);
      expect([...plan.subarray(0, HORIZON)]).toEqual(plainBatteryPlan(chosen, view, stored));
    }),
    { numRuns: 300 },
  );
});

test("what is to come is worked out once: news nearby lead to the plan that starting anew leads to", () => {
  const news = fc.record({ settled: fc.integer({ min: 1, max: HORIZON }), world });
  fc.assert(
    fc.property(
      limits,
      world,
      news,
      fc.boolean(),
      ({ limits: chosen }, before, later, onRetail) => {
        const { settled } = later;
        // All that follows is as it was; retail prices are known to the end.
        const mixed = (old: readonly number[], now: readonly number[]) =>
          old.map((value, i) => (i < settled ? now[i]! : value));
        const after = {
          retail: before.retail,
          consume: mixed(before.consume, later.world.consume),
          surplus: mixed(before.surplus, later.world.surplus),
          other: mixed(before.other, later.world.other),
          traded: mixed(before.traded, later.world.traded),
        };
        const kept = new BatteryProgramme(chosen);
        const of = () => new Float64Array(RING);
        kept.plan(planView([0, 0, HORIZON], before), onRetail, chosen.lowWh, of(), null);
        const anew = new BatteryProgramme(chosen);
        for (let k = 0; k < 7; k++) {
          const stored = chosen.lowWh + (k / 6) * (chosen.highWh - chosen.lowWh);
          const view = planView([0, 0, HORIZON], after);
          const [keptPlan, anewPlan] = [of(), of()];
          kept.plan({ ...view, settled }, onRetail, stored, keptPlan, null);
          anew.plan(view, onRetail, stored, anewPlan, null);
          expect(keptPlan).toEqual(anewPlan);
        }
      },
    ),
    { numRuns: 200 },
  );
});
