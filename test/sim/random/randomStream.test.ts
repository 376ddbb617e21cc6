import fc from "fast-check";
import { expect, test } from "vitest";
import { normal } from "#sim/random/normal.ts";
import {
  randomBits,
  type StreamKey,
  shuffle,
  streamKey,
  uniform,
  uniformInt,
} from "#sim/random/randomStream.ts";
import { chiSquare, correlation, deviation, mean } from "#test/support/statistics.ts";

const DRAWS = 1 << 16;
const key = streamKey(1, "H1/base-load");

const uniforms = (of: StreamKey, first = 0) =>
  Float64Array.from({ length: DRAWS }, (_, i) => uniform(of, first + i));

test("keys and draws keep their pinned values", () => {
  expect(streamKey(1, "H1/base-load")).toEqual(PINNED.key);
  expect([0, 1, 2, 1_947_000, 2 ** 31].map((i) => randomBits(key, i) >>> 0)).toEqual(PINNED.bits);
});

test("a draw depends on key and counter alone", () => {
  const forwards = Array.from({ length: 50 }, (_, i) => uniform(key, i));
  const backwards = Array.from({ length: 50 }, (_, i) => uniform(key, 49 - i)).reverse();
  expect(backwards).toEqual(forwards);
});

test("draws lie in [0, 1), integers in their range", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.string(),
      fc.nat({ max: 2 ** 31 - 1 }),
      fc.integer({ min: 1, max: 1000 }),
      (seed, name, counter, count) => {
        const of = streamKey(seed, name);
        const u = uniform(of, counter);
        const k = uniformInt(of, counter, count);
        return u >= 0 && u < 1 && Number.isInteger(k) && k >= 0 && k < count;
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  ["small counters", 0],
  ["quarter hours since 1970", 1_930_000],
  ["counters near 2^31", 2 ** 31 - DRAWS],
])("256 buckets are equally full: %s", (_, first) => {
  const counts = new Float64Array(256);
  for (const u of uniforms(key, first)) counts[Math.floor(u * 256)]!++;
  expect(chiSquare(counts)).toBeGreaterThan(CHI_SQUARE_255.low);
  expect(chiSquare(counts)).toBeLessThan(CHI_SQUARE_255.high);
});

test("pairs of neighbouring draws fill a 16 × 16 board evenly", () => {
  const counts = new Float64Array(256);
  for (let i = 0; i < DRAWS; i++) {
    const row = uniformInt(key, 2 * i, 16);
    counts[row * 16 + uniformInt(key, 2 * i + 1, 16)]!++;
  }
  expect(chiSquare(counts)).toBeLessThan(CHI_SQUARE_255.high);
  expect(chiSquare(counts)).toBeGreaterThan(CHI_SQUARE_255.low);
});

test.each([1, 2, 4, 7, 96, 672, 1024])("draws %i counters apart are uncorrelated", (lag) => {
  const draws = uniforms(key);
  expect(Math.abs(correlation(draws, draws, lag))).toBeLessThan(FOUR_SIGMA);
});

test.each([
  ["H1/base-load", "H2/base-load"],
  ["H1/base-load", "H1/vehicle"],
  ["H10/base-load", "H11/base-load"],
])("streams %s and %s are uncorrelated, also shifted", (one, other) => {
  const a = uniforms(streamKey(1, one));
  const b = uniforms(streamKey(1, other));
  for (const lag of [0, 1, 96]) expect(Math.abs(correlation(a, b, lag))).toBeLessThan(FOUR_SIGMA);
});

test("neighbouring seeds and neighbouring keys are uncorrelated", () => {
  const base = uniforms(key);
  const others = [
    streamKey(2, "H1/base-load"),
    { a: key.a + 1, b: key.b },
    { a: key.a, b: key.b + 1 },
    { a: key.b, b: key.a },
  ];
  for (const other of others) {
    expect(Math.abs(correlation(base, uniforms(other)))).toBeLessThan(FOUR_SIGMA);
  }
});

test("every bit is set in half of the draws, and flips with every bit of the counter", () => {
  const set = new Float64Array(32);
  const flips = new Float64Array(32 * 32);
  const draws = 1 << 14;
  for (let i = 0; i < draws; i++) {
    const bits = randomBits(key, i);
    for (let out = 0; out < 32; out++) set[out]! += (bits >>> out) & 1;
    for (let flipped = 0; flipped < 32; flipped++) {
      const change = bits ^ randomBits(key, (i ^ (1 << flipped)) >>> 0);
      for (let out = 0; out < 32; out++) flips[flipped * 32 + out]! += (change >>> out) & 1;
    }
  }
  const fiveSigma = (5 * Math.sqrt(draws)) / 2;
  for (const count of set) expect(Math.abs(count - draws / 2)).toBeLessThan(fiveSigma);
  for (const count of flips) expect(Math.abs(count - draws / 2)).toBeLessThan(fiveSigma);
});

test("normals have mean 0, sd 1, no skew and tails of the right weight", () => {
  const draws = Float64Array.from({ length: DRAWS }, (_, i) => normal(key, i));
  expect(Math.abs(mean(draws))).toBeLessThan(4 / Math.sqrt(DRAWS));
  expect(deviation(draws)).toBeCloseTo(1, 1);
  expect(Math.abs(mean(draws.map((z) => z ** 3)))).toBeLessThan(0.06);
  expect(mean(draws.map((z) => z ** 4))).toBeCloseTo(3, 0);
  const beyondTwo = draws.filter((z) => Math.abs(z) > 2).length / DRAWS;
  expect(beyondTwo).toBeCloseTo(0.0455, 2);
});

test("a shuffle holds each number once", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 300 }), (name, n) => {
      const out = new Int32Array(n);
      shuffle(streamKey(3, name), n, out);
      return Array.from(out.toSorted()).every((value, i) => value === i);
    }),
  );
});

test("all 24 orders of four come equally often", () => {
  const counts = new Map<string, number>();
  const out = new Int32Array(4);
  for (let round = 0; round < 4800; round++) {
    shuffle(streamKey(1, `order/${round}`), 4, out);
    counts.set(out.join(), (counts.get(out.join()) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  expect(chiSquare(Array.from(counts.values()))).toBeLessThan(CHI_SQUARE_23_HIGH);
});

const FOUR_SIGMA = 4 / Math.sqrt(DRAWS);
/** 0.05 and 99.95 % points of the chi-square distribution with 255 and 23 degrees of freedom. */
const CHI_SQUARE_255 = { low: 187, high: 335 };
const CHI_SQUARE_23_HIGH = 51;

const PINNED = {
  key: { a: -992638729, b: 1665574530 },
  bits: [1387737085, 539846645, 442537871, 3715581313, 4034924494],
};
