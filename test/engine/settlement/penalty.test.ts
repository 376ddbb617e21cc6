import { expect, test } from "vitest";
import {
  type PenaltyRule,
  penaltyRule,
  performanceFactor,
  remunerate,
} from "#engine/settlement/penalty.ts";
import { verifyOrders } from "#engine/settlement/verify.ts";

// Shapeshifter specification, settle phase: baseline 10 MW, 2 MW less ordered, price 7, penalty 11
// per MW. Here in kWh and EUR, so that one MW in the table is 1000 Wh.
test.each`
  loadWh   | payment
  ${7000}  | ${14}
  ${8000}  | ${14}
  ${9000}  | ${7 - 11}
  ${10000} | ${-22}
  ${11000} | ${-33}
`("singleSided pays $payment for a load of $loadWh Wh", ({ loadWh, payment }) => {
  const order = { ledger: 0, direction: 0, orderedWh: 2000 } as const;
  const [verified] = verifyOrders([order], 10_000, loadWh);
  const { paidWh, missingWh } = verified!;
  const rule = penaltyRule("singleSided", 11 / 7);
  const terms = remunerate(rule, { orderedWh: 2000, paidWh, priceMicro: 7_000_000 });
  expect(terms).toEqual({ paidPriceMicro: 7_000_000, penaltyPriceMicro: 11_000_000 });
  const microEur = terms.paidPriceMicro * paidWh - terms.penaltyPriceMicro * missingWh;
  expect(microEur / 1e9).toBeCloseTo(payment, 12);
});

test.each<[PenaltyRule["rule"], number, number]>([
  ["graceSlope", 1, 1],
  ["graceSlope", 0.95, 1],
  ["graceSlope", 0.85, 0.7],
  ["graceSlope", 0.617, 0.001],
  ["graceSlope", 0.6, 0],
  ["proportionalFloor", 1, 1],
  ["proportionalFloor", 0.75, 0.5],
  ["proportionalFloor", 0.5, 0],
  ["proportionalFloor", 0.2, 0],
  ["singleSided", 0.1, 1],
  ["strikes", 0.599, 0],
  ["strikes", 0.6, 1],
  ["strikes", 1, 1],
])("%s leaves at %d delivered the share %d", (rule, delivered, share) => {
  expect(performanceFactor(penaltyRule(rule, 1), delivered)).toBeCloseTo(share, 12);
});

test.each<[PenaltyRule["rule"], number, number, number]>([
  ["graceSlope", 1001, 700, 0],
  ["proportionalFloor", 1001, 700, 0],
  ["singleSided", 1001, 1001, 501],
  ["graceSlope", -1001, -1001, 0],
  ["singleSided", -1001, -1001, 0],
  ["strikes", 1001, 1001, 0],
])("%s at a price of %d pays %d and charges %d µEUR/kWh", (rule, priceMicro, paid, charged) => {
  const delivery = { orderedWh: 1000, paidWh: 850, priceMicro };
  const terms = remunerate(penaltyRule(rule, 0.5), delivery);
  expect(terms).toEqual({ paidPriceMicro: paid, penaltyPriceMicro: charged });
});

test("an order of nothing is paid in full", () => {
  const delivery = { orderedWh: 0, paidWh: 0, priceMicro: 10 };
  expect(remunerate(penaltyRule("graceSlope", 1), delivery).paidPriceMicro).toBe(10);
});

test("under strikes a delivery that failed is not paid at all", () => {
  const delivery = { orderedWh: 1000, paidWh: 400, priceMicro: 1001 };
  expect(remunerate(penaltyRule("strikes", 0, 0.5), delivery).paidPriceMicro).toBe(0);
  expect(remunerate(penaltyRule("strikes", 0, 0.4), delivery).paidPriceMicro).toBe(1001);
});
