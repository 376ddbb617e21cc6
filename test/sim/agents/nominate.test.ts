import fc from "fast-check";
import { expect, test } from "vitest";
import { BATTERY, type Device, HEATING, RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { newRing } from "#sim/agents/devices/ring.ts";
import { nominate } from "#sim/agents/nominate.ts";

const wh = fc.double({ min: -3000, max: 3000, noNaN: true });
const series = fc.array(wh, { minLength: RING, maxLength: RING });
const devices = fc.array(fc.record({ plan: series, kind: fc.constantFrom(BATTERY, HEATING) }), {
  maxLength: 4,
});

test("a nomination is what adding up plan by plan and rounding once gives, to the bit", () => {
  const span = fc.record({ open: fc.nat(1000), length: fc.nat(120) });
  fc.assert(
    fc.property(series, series, devices, span, (net, load, drawn, { open, length }) => {
      const planned = drawn.map(({ plan, kind }) => ({ kind, plan: Float64Array.from(plan) }));
      const netWh = Float64Array.from(net);
      const loadWh = Float64Array.from(load);
      const nominationWh = newRing().fill(-1);
      const end = open + length;
      const nominatedLoadWh = newRing().fill(-1);
      const nominated = { nominationWh, nominatedLoadWh };
      nominate(planned as unknown as Device[], open, end, netWh, loadWh, nominated);
      for (let i = open; i < open + RING; i++) {
        const slot = i & RING_MASK;
        let sum = net[slot]!;
        let consumed = load[slot]!;
        for (const { kind, plan } of planned) {
          sum += plan[slot]!;
          if (kind !== BATTERY) consumed += plan[slot]!;
        }
        const isNominated = i < end;
        expect(nominationWh[slot]).toBe(isNominated ? Math.floor(sum + 0.5) : -1);
        expect(nominatedLoadWh[slot]).toBe(isNominated ? consumed : -1);
      }
    }),
    { numRuns: 50 },
  );
});
