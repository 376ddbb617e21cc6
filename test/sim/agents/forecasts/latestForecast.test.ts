import fc from "fast-check";
import { expect, test } from "vitest";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { LatestSeries } from "#sim/agents/forecasts/latestForecast.ts";
import { vintageOf } from "#sim/world/forecastVintage.ts";

const PERIODS = 400;

test("the latest forecast holds the vintage that serves each lead", () => {
  const vintages = Array.from({ length: 4 }, (_, vintage) =>
    Float32Array.from({ length: PERIODS }, (_, i) => 1000 * vintage + i),
  );
  const latest = new LatestSeries(vintages, vintageOf);
  const far = fc.nat(PERIODS - 1);
  const steps = fc.array(fc.oneof(fc.integer({ min: -60, max: 60 }), far), { maxLength: 5 });
  fc.assert(
    fc.property(far, steps, (start, all) => {
      // Looking back leaves nothing of a later look.
      let now = start;
      for (const step of [0, ...all]) {
        now = Math.min(PERIODS - 1, Math.max(0, now + step));
        const ring = latest.at(now);
        for (let i = now; i < Math.min(PERIODS, now + RING); i++) {
          expect(ring[i & RING_MASK]).toBe(1000 * vintageOf(i - now) + i);
        }
      }
    }),
    { numRuns: 100 },
  );
});
