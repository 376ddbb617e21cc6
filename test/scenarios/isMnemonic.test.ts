import { expect, test } from "vitest";
import { isMnemonic, WELL_KNOWN_MNEMONIC } from "#scenarios/schema/isMnemonic.ts";

// Published with BIP 39: https://github.com/trezor/python-mnemonic/blob/master/vectors.json
const zeros = (count: number, last: string) => `${"abandon ".repeat(count - 1)}${last}`;

test.each([
  [WELL_KNOWN_MNEMONIC, true],
  ["legal winner thank year wave sausage worth useful legal winner thank yellow", true],
  [zeros(12, "about"), true],
  [zeros(18, "agent"), true],
  [zeros(24, "art"), true],
  [zeros(12, "abandon"), false],
  [zeros(13, "about"), false],
  [zeros(12, "eflex"), false],
])("%s: %s", (words, expected) => {
  expect(isMnemonic(words)).toBe(expected);
});
