import fc from "fast-check";
import { expect, test } from "vitest";
import { BatteryProgramme } from "#sim/agents/devices/batteryProgramme.ts";
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
      programme.solve(view, false);
      let now = stored;
      const plan = Array.from({ length: HORIZON }, (_, i) => {
        const energy = programme.best(view, false, i, now);
        now += energy > 0 ? energy * chosen.efficiency : energy / chosen.efficiency;
        return energy;
      });
      expect(plan).toEqual(plainBatteryPlan(chosen, view, stored));
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
        kept.solve(planView([0, 0, HORIZON], before), onRetail);
        kept.solve({ ...planView([0, 0, HORIZON], after), settled }, onRetail);
        const anew = new BatteryProgramme(chosen);
        anew.solve(planView([0, 0, HORIZON], after), onRetail);
        const view = planView([0, 0, HORIZON], after);
        for (let i = 0; i < HORIZON; i++) {
          const stored = chosen.lowWh + ((i % 7) / 6) * (chosen.highWh - chosen.lowWh);
          expect(kept.best(view, onRetail, i, stored)).toBe(anew.best(view, onRetail, i, stored));
        }
      },
    ),
    { numRuns: 200 },
  );
});
