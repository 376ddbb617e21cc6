import { assert } from "#engine/assert.ts";
import { amountDown, amountUp } from "#engine/money.ts";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";

/** Products stay exact in a float, and so do their thousandths. */
const PRODUCT_MAX = 2 ** 50;
const PERMILLE = 1000;

/** What an order holds in escrow, and how it is released; integers, µEUR. */
export interface Delivery {
  /** Price of all that is ordered, from the payer. */
  readonly escrow: number;
  /** Penalty if all of it were missing, from the provider. */
  readonly collateral: number;
  /** To the provider. */
  readonly paid: number;
  /** To the payer. */
  readonly penalty: number;
}

/** A rule in the integers in which the contracts take it; see `ISettlement.PenaltyRule`. */
export interface RuleOnChain {
  readonly code: 0 | 1 | 2 | 3;
  readonly first: number;
  readonly second: number;
}

export function ruleOnChain({ rule, strikeLimit }: OrderTerms): RuleOnChain {
  const permille = (share: number) => Math.round(PERMILLE * share);
  switch (rule.rule) {
    case "singleSided":
      return { code: 0, first: 0, second: 0 };
    case "graceSlope":
      return { code: 1, first: permille(rule.grace), second: permille(rule.slope) };
    case "proportionalFloor":
      return { code: 2, first: permille(rule.floor), second: 0 };
    case "strikes":
      return { code: 3, first: permille(rule.failureBelow), second: strikeLimit };
  }
}

/** Computes an order as `contracts/libraries/Delivery.sol` does: held and charged round up, paid rounds down. */
export function deliveryOf(rule: RuleOnChain, order: OrderRecord): Delivery {
  const { orderedWh, priceMicro, penaltyMicro, verifiedWh, waived } = order;
  assert(orderedWh > 0 && verifiedWh >= 0 && verifiedWh <= orderedWh, "verified beyond the order");
  assert(priceMicro >= 0 && penaltyMicro >= 0, "an order in escrow has no negative price");
  assert(Math.max(priceMicro, penaltyMicro) * orderedWh < PRODUCT_MAX, "an order is too large");
  const isCharged = rule.code === 0;
  return {
    escrow: amountUp(priceMicro, orderedWh),
    collateral: isCharged ? amountUp(penaltyMicro, orderedWh) : 0,
    paid: amountDown(remainingPrice(rule, order), verifiedWh),
    penalty: isCharged && !waived ? amountUp(penaltyMicro, orderedWh - verifiedWh) : 0,
  };
}

/** Price after performance, rounded down to a µEUR/kWh. */
function remainingPrice(rule: RuleOnChain, { orderedWh, verifiedWh, priceMicro }: OrderRecord) {
  const { first, second } = rule;
  switch (rule.code) {
    case 0:
      return priceMicro;
    case 1: {
      const due = orderedWh * Math.max(0, PERMILLE - first);
      const missing = Math.max(0, due - verifiedWh * PERMILLE);
      const whole = orderedWh * PERMILLE * PERMILLE;
      return quotient(priceMicro, Math.max(0, whole - missing * second), whole);
    }
    case 2: {
      if (first >= PERMILLE) return priceMicro;
      const above = Math.max(0, verifiedWh * PERMILLE - orderedWh * first);
      return quotient(priceMicro, above, orderedWh * (PERMILLE - first));
    }
    case 3:
      return verifiedWh * PERMILLE < orderedWh * first ? 0 : priceMicro;
  }
}

/** ⌊price × numerator / denominator⌋; the product may exceed what a float holds. */
function quotient(priceMicro: number, numerator: number, denominator: number): number {
  return Number((BigInt(priceMicro) * BigInt(numerator)) / BigInt(denominator));
}
