import fc from "fast-check";
import { expect, test } from "vitest";
import { incidence, pvOutput } from "#sim/world/photovoltaics.ts";
import { type SunPath, sunPath } from "#sim/world/sunPath.ts";
import { furthest, held, inAllLengths } from "#test/support/stepLives.ts";

const orientations = fc.record({
  tiltDegree: fc.integer({ min: 0, max: 60 }),
  azimuthDegree: fc.integer({ min: 60, max: 300 }),
});
const DAYS = 2;
const HOURS = 24 * DAYS;

/** The sun in the middle of each step of two days. */
function sunOf(firstUnixDay: number, latitudeDegree: number, perHour: number): SunPath {
  const count = HOURS * perHour;
  const stepSeconds = 3600 / perHour;
  const startUnixSeconds = Float64Array.from(
    { length: count },
    (_, step) => firstUnixDay * 86_400 + step * stepSeconds,
  );
  const dayOfYear = Int16Array.from(
    startUnixSeconds,
    (seconds) => Math.floor((seconds / 86_400) % 365.25) + 1,
  );
  return sunPath(
    { count, startUnixSeconds, dayOfYear },
    { latitudeDegree, longitudeDegree: 5 },
    stepSeconds,
  );
}

/** Energy of a roof of 1 kWp by day, Wh. */
function roofWh(kwPerKwp: Float32Array, perHour: number): number[] {
  return Array.from({ length: DAYS }, (_, day) =>
    kwPerKwp
      .subarray(day * 24 * perHour, (day + 1) * 24 * perHour)
      .reduce((sum, kw) => sum + (kw * 1000) / perHour, 0),
  );
}

const days = fc.integer({ min: 19_000, max: 20_800 });

test("under a sky that stands still for an hour a roof gives the same at any length of a step", () => {
  const share = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: HOURS,
    maxLength: HOURS,
  });
  const celsius = fc.array(fc.double({ min: -15, max: 40, noNaN: true }), {
    minLength: HOURS,
    maxLength: HOURS,
  });
  fc.assert(
    fc.property(orientations, days, share, celsius, (orientation, day, clear, temperatureC) => {
      const standing = sunOf(day, 42.7, 1);
      const { usual, others } = inAllLengths((perHour) => {
        const hold = (series: Float32Array) => held(Array.from(series), perHour);
        const sun: SunPath = {
          sinAltitude: hold(standing.sinAltitude),
          azimuthRadian: hold(standing.azimuthRadian),
          extraterrestrial: hold(standing.extraterrestrial),
          clearSky: hold(standing.clearSky),
        };
        const clearness = held(clear, perHour);
        const ghi = sun.clearSky.map((wPerM2, step) => wPerM2 * clearness[step]!);
        const facing = incidence(sun, orientation);
        const { tiltDegree } = orientation;
        return roofWh(pvOutput(sun, facing, tiltDegree, ghi, held(temperatureC, perHour)), perHour);
      });
      for (const other of others) expect(furthest(usual, other)).toBeLessThan(1);
    }),
    { numRuns: 50 },
  );
});

test("under a moving sun a step's middle stands for all of it, to 1 percent of a day", () => {
  fc.assert(
    fc.property(orientations, days, fc.integer({ min: -45, max: 45 }), (orientation, day, at) => {
      const { usual, others } = inAllLengths((perHour) => {
        const sun = sunOf(day, at, perHour);
        const mild = new Float32Array(sun.clearSky.length).fill(15);
        const facing = incidence(sun, orientation);
        return roofWh(pvOutput(sun, facing, orientation.tiltDegree, sun.clearSky, mild), perHour);
      });
      for (const other of others) {
        expect(furthest(usual, other)).toBeLessThan(0.01 * Math.max(...usual));
      }
    }),
    { numRuns: 50 },
  );
});
