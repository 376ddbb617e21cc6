import { expect, test } from "vitest";
import { streamKey } from "#sim/random/randomStream.ts";
import { buildCalendar } from "#sim/world/calendar.ts";
import { relativeNoise } from "#sim/world/relativeNoise.ts";

const calendar = buildCalendar({
  timeZone: "Europe/Sofia",
  holidays: [],
  start: "2025-01-01",
  days: 365,
  spinUpDays: 1,
});
/** Quiet at night, busy in the evening, mean 1. */
const shape = Float32Array.from(calendar.minuteOfDay, (minute) => {
  if (minute < 360) return 0.4;
  return minute < 1080 ? 1 : 1.6;
});
const meanShape = shape.reduce((a, b) => a + b) / shape.length;

/** Load of a home over its mean, with what the noise makes of it. */
function loadOf(seed: number, standby: number, most: number): Float64Array {
  const key = streamKey(seed, "home/base-load");
  const noise = relativeNoise(calendar, key, 1.3, 0.62, null, { standby, most, shape });
  return Float64Array.from(noise, (deviation, i) => shape[i]! * (1 + deviation));
}

const seeds = Array.from({ length: 8 }, (_, k) => k + 1);
const mean = (values: Float64Array) => values.reduce((a, b) => a + b) / values.length;

test("a load keeps its mean, stays above its standby and below its peak", () => {
  for (const seed of seeds) {
    const load = loadOf(seed, 0.3, 15);
    expect(Math.abs(mean(load) / meanShape - 1)).toBeLessThan(0.05);
    expect(load.reduce((least, x) => Math.min(least, x))).toBeGreaterThanOrEqual(0.3 - 1e-6);
    expect(load.reduce((most, x) => Math.max(most, x))).toBeLessThanOrEqual(15 + 1e-5);
  }
  const all = seeds.map((seed) => mean(loadOf(seed, 0.3, 15)));
  expect(Math.abs(all.reduce((a, b) => a + b) / all.length / meanShape - 1)).toBeLessThan(0.02);
});

test("with a standby nights are quiet and evenings have the peaks", () => {
  const load = loadOf(1, 0.3, 15);
  const sdOf = (isMeant: (minute: number) => boolean) => {
    const part = load.filter((_, i) => isMeant(calendar.minuteOfDay[i]!));
    const middle = mean(part);
    return Math.sqrt(mean(part.map((x) => (x - middle) ** 2))) / middle;
  };
  expect(sdOf((minute) => minute < 360)).toBeLessThan(0.6);
  expect(sdOf((minute) => minute >= 1080)).toBeGreaterThan(1.2);
});

test("bounds that bind nothing change nothing", () => {
  const key = streamKey(3, "home/base-load");
  const free = relativeNoise(calendar, key, 0.93, 0.62, null);
  const wide = { standby: 0, most: Infinity, shape };
  const bounded = relativeNoise(calendar, key, 0.93, 0.62, null, wide);
  for (let i = 0; i < free.length; i++) expect(Math.abs(bounded[i]! - free[i]!)).toBeLessThan(1e-5);
});
