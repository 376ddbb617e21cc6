import fc from "fast-check";
import { expect, test } from "vitest";
import { type Claim, ClaimRegistry, type Grant } from "#test/support/claimRegistry.ts";

/** Units and periods that a registry under test knows. */
export const CLAIM_UNITS = 3;
export const CLAIM_PERIODS = 4;

/** Whatever decides claims: in memory, slow and obvious, or on chain. */
export interface ClaimBook {
  claim(claim: Claim): Grant | Promise<Grant>;
}

const claim = (change: Partial<Claim>): Claim => ({
  unit: 1,
  period: 2,
  direction: 0,
  offeredWh: 10,
  requestedWh: 4,
  ...change,
});

const examples: [string, Claim[], [grantedWh: number, conflict: number][]][] = [
  ["a claim within the offer is granted", [claim({})], [[4, 0]]],
  [
    "the residual is used once",
    [claim({}), claim({ requestedWh: 8 })],
    [
      [4, 0],
      [6, 1],
    ],
  ],
  [
    "an exhausted offer grants nothing",
    [claim({ requestedWh: 10 }), claim({})],
    [
      [10, 0],
      [0, 1],
    ],
  ],
  ["more than is offered is granted in part", [claim({ requestedWh: 11 })], [[10, 1]]],
  [
    "the first claim fixes the residual",
    [claim({}), claim({ offeredWh: 1000, requestedWh: 100 })],
    [
      [4, 0],
      [6, 1],
    ],
  ],
  [
    "the opposite direction is blocked by a grant",
    [claim({}), claim({ direction: 1 })],
    [
      [4, 0],
      [0, 2],
    ],
  ],
  [
    "a blocked claim fixes its residual all the same",
    [claim({ offeredWh: 0 }), claim({ direction: 1, offeredWh: 3 }), claim({ direction: 1 })],
    [
      [0, 1],
      [3, 1],
      [0, 1],
    ],
  ],
  [
    "a grant of nothing blocks nothing",
    [claim({ requestedWh: 0 }), claim({ direction: 1 })],
    [
      [0, 0],
      [4, 0],
    ],
  ],
  [
    "units and periods do not meet",
    [claim({}), claim({ unit: 2, direction: 1 }), claim({ period: 3, direction: 1 })],
    [
      [4, 0],
      [4, 0],
      [4, 0],
    ],
  ],
];

const energyWh = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(2 ** 28 - 1));

const anyClaim = fc.record({
  unit: fc.nat(CLAIM_UNITS - 1),
  period: fc.nat(CLAIM_PERIODS - 1),
  direction: fc.constantFrom<0 | 1>(0, 1),
  offeredWh: energyWh,
  requestedWh: energyWh,
});

/**
 * What every registry of residual flexibility must do.
 *
 * @param create - A fresh one, which knows units from 0 and takes claims on periods from 0.
 * @param numRuns - Random sequences to compare with the reference.
 */
export function claimSuite(
  name: string,
  create: () => ClaimBook | Promise<ClaimBook>,
  numRuns = 200,
): void {
  test.each(examples)(`${name}: %s`, async (_, claims, expected) => {
    const book = await create();
    const grants: [number, number][] = [];
    for (const next of claims) {
      const { grantedWh, conflict } = await book.claim(next);
      grants.push([grantedWh, conflict]);
    }
    expect(grants).toEqual(expected);
  });

  test(`${name}: any sequence is granted as by the reference`, async () => {
    const property = fc.asyncProperty(fc.array(anyClaim, { maxLength: 25 }), async (claims) => {
      const book = await create();
      const reference = new ClaimRegistry();
      for (const next of claims) {
        const { grantedWh, conflict } = await book.claim(next);
        expect({ grantedWh, conflict }).toEqual(reference.claim(next));
      }
    });
    await fc.assert(property, { numRuns });
  });
}
