import { expect, test } from "vitest";
import { placesOf, sourcesOf } from "#test/tidy/sources.ts";

const CLOCK = /\b(?:Date\.now|Date\(\s*\)|performance\.|process\.hrtime|process\.uptime)/g;
const CHANCE = /\b(?:Math\.random|randomBytes|randomUUID|randomInt|getRandomValues)/g;
/** Functions whose last digits the standard leaves to the machine. */
const TRANSCENDENTAL =
  /\bMath\.(?:exp|expm1|log|log2|log10|log1p|pow|a?sin|a?cos|a?tan|atan2|a?sinh|a?cosh|a?tanh|cbrt)\b.{0,20}/g;
/** A power whose exponent is not written as an integer. */
const POWER = /\*\*=?\s*(?!-?\d+(?![\d.]))\S{1,20}/g;
const TRANSCENDENTAL_PLACE = "sim/world/transcendental.ts";

test.each(["engine", "sim"])("%s takes time and chance as arguments", (folder) => {
  const sources = sourcesOf(folder);
  expect(placesOf(sources, CLOCK, "code")).toEqual([]);
  expect(placesOf(sources, CHANCE, "code")).toEqual([]);
});

test.each(["engine", "sim"])("%s computes the same digits on every machine", (folder) => {
  const sources = sourcesOf(folder).filter(({ file }) => file !== TRANSCENDENTAL_PLACE);
  expect(placesOf(sources, TRANSCENDENTAL, "code")).toEqual([]);
  expect(placesOf(sources, POWER, "code")).toEqual([]);
});

test.each([
  ["a = x ** 0.5", POWER, 1],
  ["a = x ** y", POWER, 1],
  ["a = 2 ** 31 + x ** -2", POWER, 0],
  ["Math.sqrt(x) + Math.tanh(y)", TRANSCENDENTAL, 1],
  ["const now = Date.now()", CLOCK, 1],
  ["const now = new Date()", CLOCK, 1],
  ["const noon = new Date(unixSeconds * 1000)", CLOCK, 0],
])("the check finds in '%s' what it should", (code, pattern, count) => {
  expect(placesOf([{ file: "", text: code, code }], pattern, "code")).toHaveLength(count);
});
