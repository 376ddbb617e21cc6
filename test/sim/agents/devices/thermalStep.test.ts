import fc from "fast-check";
import { expect, test } from "vitest";
import { kelvinPerKw } from "#sim/agents/devices/thermalStep.ts";

const buildings = fc.record({
  loss: fc.double({ min: 0.01, max: 2, noNaN: true }),
  capacity: fc.double({ min: 0.5, max: 50, noNaN: true }),
});

test("four quarters of an hour warm a room exactly as far as an hour", () => {
  const heat = fc.double({ min: 0, max: 20, noNaN: true });
  fc.assert(
    fc.property(buildings, heat, ({ loss, capacity }, heatKw) => {
      const after = (hours: number, steps: number) => {
        let excess = 3;
        const rise = kelvinPerKw(hours, loss, capacity);
        for (let k = 0; k < steps; k++) excess += rise * (heatKw - loss * excess);
        return excess;
      };
      expect(after(0.25, 4)).toBeCloseTo(after(1, 1), 8);
    }),
  );
});

test("it is what a thousand small steps of the differential equation come to", () => {
  fc.assert(
    fc.property(buildings, ({ loss, capacity }) => {
      let rise = 0;
      for (let k = 0; k < 1000; k++) rise += (0.00025 * (1 - loss * rise)) / capacity;
      expect(kelvinPerKw(0.25, loss, capacity) / rise).toBeCloseTo(1, 3);
    }),
  );
});

test("a room that loses nothing stores all of the heat", () => {
  expect(kelvinPerKw(0.25, 0, 5)).toBe(0.05);
});
