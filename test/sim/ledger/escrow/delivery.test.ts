import * as fc from "fast-check";
import { expect, test } from "vitest";
import { amountDown, amountUp } from "#engine/money.ts";
import { type PenaltyRule, remunerate } from "#engine/settlement/penalty.ts";
import { deliveryOf, ruleOnChain } from "#sim/ledger/escrow/delivery.ts";
import type { OrderRecord } from "#sim/ledger/escrow/orderRecord.ts";

const terms = (rule: PenaltyRule) => ({ rule, strikeLimit: 3, season: 0 });

function order(change: Partial<OrderRecord>): OrderRecord {
  return {
    ...{ payer: 0, provider: 1, unit: 2, period: 3, direction: 0, continues: false },
    ...{ orderedWh: 2000, priceMicro: 7, penaltyMicro: 11, verifiedWh: 0, waived: false },
    ...change,
  };
}

// Shapeshifter/USEF: baseline 10 MW, ordered 2 MW, price 7, penalty 11 per MW; loads of 7 to 11 MW.
test.each([
  [7, 2000, 14],
  [8, 2000, 14],
  [9, 1000, -4],
  [10, 0, -22],
])(
  "at a load of %i MW the provider of the vector earns what it should",
  (_, verifiedWh, earned) => {
    const rule = ruleOnChain(terms({ rule: "singleSided", share: 1 }));
    const { escrow, collateral, paid, penalty } = deliveryOf(rule, order({ verifiedWh }));
    expect([escrow, collateral]).toEqual([14, 22]);
    expect(paid - penalty).toBe(earned);
  },
);

const rules: PenaltyRule[] = [
  { rule: "singleSided", share: 0.5 },
  { rule: "graceSlope", grace: 0.05, slope: 3 },
  { rule: "proportionalFloor", floor: 0.5 },
  { rule: "strikes", failureBelow: 0.6 },
];

test.each(rules)("$rule pays and charges as the engine does", (rule) => {
  const onChain = ruleOnChain(terms(rule));
  const isExact = rule.rule === "singleSided" || rule.rule === "strikes";
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 0, max: 2_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      (orderedWh, priceMicro, share, waived) => {
        const verifiedWh = Math.floor(share * orderedWh);
        const engine = remunerate(rule, { orderedWh, paidWh: verifiedWh, priceMicro });
        const penaltyMicro = engine.penaltyPriceMicro;
        const one = order({ orderedWh, priceMicro, penaltyMicro, verifiedWh, waived });
        const { escrow, collateral, paid, penalty } = deliveryOf(onChain, one);
        const expected = amountDown(engine.paidPriceMicro, verifiedWh);
        // Elsewhere the engine's factor is a float, so its price may be another by one.
        const tolerance = isExact ? 0 : 1 + verifiedWh / 1000;
        expect(Math.abs(paid - expected)).toBeLessThanOrEqual(tolerance);
        const missingWh = waived ? 0 : orderedWh - verifiedWh;
        expect(penalty).toBe(amountUp(penaltyMicro, missingWh));
        expect(paid).toBeLessThanOrEqual(escrow);
        expect(penalty).toBeLessThanOrEqual(collateral);
      },
    ),
  );
});

test.each([
  ["more verified than ordered", { verifiedWh: 2001 }],
  ["a negative price", { priceMicro: -1 }],
  ["no energy", { orderedWh: 0 }],
])("%s is refused", (_, change) => {
  const rule = ruleOnChain(terms(rules[0]!));
  expect(() => deliveryOf(rule, order(change))).toThrow();
});
