import { expect, test } from "vitest";
import { gateTraffic } from "#engine/coordination/exchange.ts";
import { BAL, DSO_CM, TSO_CM, UP } from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { playPeriod } from "#test/support/flexGate.ts";

/** Two DSOs claim one unit each; the TSO claims two, one in each area, or credits and adds to them. */
function traffic(scheme: Scheme) {
  const offers = [0, 1, 2].map((unit) => ({ unit, direction: UP, wh: 10, price: 100 }) as const);
  const { flex } = playPeriod({
    scheme,
    unitCount: 3,
    offers,
    needs: [
      { kind: DSO_CM, direction: UP, wh: 4, dso: 0, effectiveness: [1, 0, 0] },
      { kind: DSO_CM, direction: UP, wh: 4, dso: 1, effectiveness: [0, 1, 1] },
      { kind: TSO_CM, direction: UP, wh: 20 },
    ],
  });
  return ([DSO_CM, TSO_CM, BAL] as const).map((kind) => {
    const { messages, bytes } = gateTraffic(flex, scheme, kind, [0, 1, 1], 2);
    return [messages, bytes];
  });
}

test.each<[keyof typeof schemes, number[][]]>([
  // Two batches of a header and a claim with their grants, two volume notes; then nothing to claim.
  [
    "1A",
    [
      [6, 2 * (12 + 12 + 4) + 2 * 16],
      [0, 0],
      [0, 0],
    ],
  ],
  // As before, but two grants shown and two interface notes. The TSO claims the two residuals.
  [
    "2A",
    [
      [8, 2 * (12 + 12 + 4) + 2 * 16 + 2 * 40],
      [6, 12 + 2 * (12 + 4) + 2 * 16 + 2 * 40],
      [2, 2 * 40],
    ],
  ],
  [
    "2B",
    [
      [6, 2 * (12 + 12 + 4) + 2 * 16],
      [4, 12 + 2 * (12 + 4) + 2 * 16],
      [0, 0],
    ],
  ],
  [
    "uncoordinated",
    [
      [4, 2 * (12 + 12 + 4)],
      [2, 12 + 2 * (12 + 4)],
      [0, 0],
    ],
  ],
])("%s: claims, and what its exchange adds", (id, expected) => {
  expect(traffic(schemes[id])).toEqual(expected);
});
