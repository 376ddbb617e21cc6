import fc from "fast-check";
import { expect, test } from "vitest";
import { buildCalendar } from "#sim/world/calendar.ts";
import { diffuseShare, incidence, pvOutput } from "#sim/world/photovoltaics.ts";
import { monthlySun, sunAt, sunPath } from "#sim/world/sunPath.ts";

test("the sun stands where NREL's solar position algorithm puts it", () => {
  // Reda and Andreas, NREL/TP-560-34302, table A5.1: zenith 50.11162°, azimuth 194.34024°
  const sun = sunAt(Date.UTC(2003, 9, 17, 19, 30, 30) / 1000, {
    latitudeDegree: 39.742476,
    longitudeDegree: -105.1786,
  });
  expect(Math.abs(90 - 50.11162 - sun.altitude)).toBeLessThan(0.02);
  expect(Math.abs(194.34024 - sun.azimuth)).toBeLessThan(0.02);
});

test("3 September at 20° south has 32.2 MJ/m² outside the atmosphere", () => {
  // FAO Irrigation and Drainage Paper 56, example 8
  const calendar = day("2025-09-03");
  const { extraterrestrial } = sunPath(calendar, { latitudeDegree: -20, longitudeDegree: 180 });
  const sum = extraterrestrial.subarray(48, 48 + 96).reduce((a, b) => a + b);
  expect((sum * 900) / 1e6).toBeCloseTo(32.2, 0);
});

test.each([-35, 0, 42.69])("monthly sums at latitude %d follow the closed formula", (latitude) => {
  const months = monthlySun({ latitudeDegree: latitude, longitudeDegree: 10 });
  months.forEach(({ extraterrestrialKwh, clearSkyKwh }, month) => {
    const first = (Date.UTC(2025, month, 1) - Date.UTC(2025, 0, 0)) / 86_400_000;
    const length = new Date(Date.UTC(2025, month + 1, 0)).getUTCDate();
    const days = Array.from({ length }, (_, d) => closedFormulaKwh(latitude, first + d));
    const expected = days.reduce((sum, kwh) => sum + kwh, 0) / days.length;
    // Spencer's year is that of 1971, when equinoxes came a day later; ours is refracted, too
    expect(Math.abs(extraterrestrialKwh / expected - 1)).toBeLessThan(0.025);
    expect(clearSkyKwh / extraterrestrialKwh).toBeGreaterThan(0.6);
    expect(clearSkyKwh / extraterrestrialKwh).toBeLessThan(0.8);
  });
});

test.each([
  [0, 1],
  [0.1, 0.991],
  [0.22, 0.98],
  [0.5, 0.6561],
  [0.8, 0.165],
  [1, 0.165],
])("at clearness %d Erbs' diffuse share is %d", (clearness, share) => {
  expect(diffuseShare(clearness)).toBeCloseTo(share, 2);
});

test("a flat plane sees what the horizontal sees", () => {
  const calendar = day("2025-06-21");
  const sun = sunPath(calendar, { latitudeDegree: 42.69, longitudeDegree: 23.3 });
  const facing = incidence(sun, { tiltDegree: 0, azimuthDegree: 90 });
  facing.forEach((cosine, i) => {
    expect(cosine).toBeCloseTo(sun.sinAltitude[i]!, 6);
  });

  const ghi = sun.clearSky.map((clear) => 0.7 * clear);
  const cold = new Float32Array(calendar.count);
  const out = pvOutput(sun, facing, 0, ghi, cold);
  out.forEach((kw, i) => {
    if (sun.sinAltitude[i]! < 0.1) return;
    const cell = 0.03 * ghi[i]!;
    expect(kw).toBeCloseTo((ghi[i]! / 1000) * 0.86 * (1 - 0.004 * (cell - 25)), 4);
  });
});

test("PV never exceeds its rating, not even in the brightest frost", () => {
  const sky = fc.record({
    latitudeDegree: fc.integer({ min: -60, max: 60 }),
    tiltDegree: fc.integer({ min: 0, max: 90 }),
    azimuthDegree: fc.integer({ min: 0, max: 359 }),
    brightness: fc.double({ min: 0, max: 1400, noNaN: true }),
    temperatureC: fc.integer({ min: -40, max: 50 }),
  });
  let most = 0;
  fc.assert(
    fc.property(sky, ({ latitudeDegree, brightness, temperatureC, ...roof }) => {
      const calendar = day("2025-03-20");
      const sun = sunPath(calendar, { latitudeDegree, longitudeDegree: 0 });
      const ghi = sun.clearSky.map((clear) => (clear > 0 ? brightness : 0));
      const air = new Float32Array(calendar.count).fill(temperatureC);
      const out = pvOutput(sun, incidence(sun, roof), roof.tiltDegree, ghi, air);
      for (const kw of out) {
        expect(kw).toBeGreaterThanOrEqual(0);
        expect(kw).toBeLessThanOrEqual(1);
        most = Math.max(most, kw);
      }
    }),
  );
  expect(most).toBe(1);
});

test("an east roof peaks before noon, a west roof as much after it", () => {
  const calendar = day("2025-03-20");
  const sun = sunPath(calendar, { latitudeDegree: 42.69, longitudeDegree: 0 });
  const peak = (azimuthDegree: number) => {
    const facing = incidence(sun, { tiltDegree: 30, azimuthDegree });
    const out = pvOutput(sun, facing, 30, sun.clearSky, new Float32Array(calendar.count).fill(15));
    return out.indexOf(Math.max(...out.subarray(0, 96)));
  };
  const noon = peak(180);
  expect(noon).toBeGreaterThanOrEqual(47);
  expect(noon).toBeLessThanOrEqual(49);
  expect(noon - peak(90)).toBeGreaterThan(5);
  expect(Math.abs(noon - peak(90) - (peak(270) - noon))).toBeLessThanOrEqual(2);
});

function day(start: string) {
  return buildCalendar({ timeZone: "UTC", start, days: 1, spinUpDays: 0, holidays: [] });
}

/** Duffie and Beckman: daily irradiation outside the atmosphere, Spencer's declination, kWh/m². */
function closedFormulaKwh(latitudeDegree: number, dayOfYear: number): number {
  const phi = (latitudeDegree * Math.PI) / 180;
  const g = (2 * Math.PI * (dayOfYear - 1)) / 365;
  const { sin, cos, tan } = Math;
  const declination =
    0.006918 -
    0.399912 * cos(g) +
    0.070257 * sin(g) -
    0.006758 * cos(2 * g) +
    0.000907 * sin(2 * g) -
    0.002697 * cos(3 * g) +
    0.00148 * sin(3 * g);
  const sunset = Math.acos(-tan(phi) * tan(declination));
  const distance = 1 + 0.033 * cos((2 * Math.PI * dayOfYear) / 365);
  const sum = sunset * sin(phi) * sin(declination) + cos(phi) * cos(declination) * sin(sunset);
  return ((24 / Math.PI) * 1361 * distance * sum) / 1000;
}
