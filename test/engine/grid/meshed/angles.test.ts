import fc from "fast-check";
import { expect, test } from "vitest";
import { cosDegree, phasorDegree, sinDegree } from "#engine/grid/meshed/angles.ts";

const degrees = fc.double({ min: -720, max: 720, noNaN: true });

test("sine and cosine are those of the language to the last digits", () => {
  fc.assert(
    fc.property(degrees, (degree) => {
      const radian = (degree * Math.PI) / 180;
      expect(Math.abs(sinDegree(degree) - Math.sin(radian))).toBeLessThan(4e-15);
      expect(Math.abs(cosDegree(degree) - Math.cos(radian))).toBeLessThan(4e-15);
      expect(sinDegree(degree) ** 2 + cosDegree(degree) ** 2).toBeCloseTo(1, 14);
    }),
  );
});

test.each([
  [0, 0, 1],
  [90, 1, 0],
  [180, 0, -1],
  [270, -1, 0],
  [-90, -1, 0],
  [-180, 0, -1],
  [450, 1, 0],
])("at %d degree sine and cosine are exactly %d and %d", (degree, sine, cosine) => {
  expect(sinDegree(degree) + 0).toBe(sine);
  expect(cosDegree(degree) + 0).toBe(cosine);
});

test("30 and 60 degree", () => {
  expect(sinDegree(30)).toBeCloseTo(0.5, 15);
  expect(cosDegree(60)).toBeCloseTo(0.5, 15);
  expect(cosDegree(-150)).toBeCloseTo(-Math.sqrt(3) / 2, 15);
});

test("the angle of a phasor is that of the language", () => {
  const parts = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(parts, parts, (re, im) => {
      fc.pre(Math.hypot(re, im) > 1e-100);
      const want = (Math.atan2(im, re) * 180) / Math.PI;
      const turn = phasorDegree(re, im) - want;
      expect(Math.abs(turn - 360 * Math.round(turn / 360))).toBeLessThan(1e-13);
    }),
    { numRuns: 1000 },
  );
  expect(phasorDegree(0, 0)).toBe(0);
  expect(phasorDegree(-1, 0)).toBeCloseTo(180, 13);
  expect(phasorDegree(0, -2)).toBeCloseTo(-90, 13);
});
