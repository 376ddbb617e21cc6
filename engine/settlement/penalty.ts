/** What happens where less is delivered than was ordered. */
export type PenaltyRule =
  | {
      /** The missing energy costs the provider this share of the activation price. */
      readonly rule: "singleSided";
      readonly share: number;
    }
  | {
      /** Full pay within the grace, then less by `slope` per share of energy missing. */
      readonly rule: "graceSlope";
      readonly grace: number;
      readonly slope: number;
    }
  | {
      /** Nothing at or below the floor, in proportion above it. */
      readonly rule: "proportionalFloor";
      readonly floor: number;
    }
  | {
      /** Nothing where less than this share is delivered, and a strike (`Strikes`); else full pay. */
      readonly rule: "strikes";
      readonly failureBelow: number;
    };

/** Below this share of an order a delivery has failed, where the rule is `strikes`. */
const FAILURE_BELOW = 0.6;

/**
 * Returns a rule with its usual figures: grace of 5 % and slope 3 as in British practice, floor of
 * one half as in the TRANSITION trials. The share of `singleSided` and the limit of
 * `strikes` are the scenario's.
 */
export function penaltyRule(
  rule: PenaltyRule["rule"],
  singleSidedShare: number,
  failureBelow = FAILURE_BELOW,
): PenaltyRule {
  switch (rule) {
    case "singleSided":
      return { rule, share: singleSidedShare };
    case "graceSlope":
      return { rule, grace: 0.05, slope: 3 };
    case "proportionalFloor":
      return { rule, floor: 0.5 };
    case "strikes":
      return { rule, failureBelow };
  }
}

/** What one verified order is paid and charged at. */
export interface Remuneration {
  /** For each kWh of `paidWh`, µEUR; integer. */
  readonly paidPriceMicro: number;
  /** For each kWh of `missingWh`, µEUR; integer ≥ 0. */
  readonly penaltyPriceMicro: number;
}

/**
 * Prices the delivery of an order.
 *
 * `singleSided` pays the activation price and charges the missing energy; deviations that help cost
 * nothing (Shapeshifter/USEF FlexSettlement). The other rules charge nothing, but multiply the price
 * by a performance factor; never a negative price, at which the provider pays.
 *
 * @param delivery - Integer Wh, and the activation price in µEUR/kWh.
 */
export function remunerate(
  rule: PenaltyRule,
  { orderedWh, paidWh, priceMicro }: { orderedWh: number; paidWh: number; priceMicro: number },
): Remuneration {
  if (rule.rule === "singleSided") {
    const penaltyPriceMicro = Math.max(0, Math.round(rule.share * priceMicro));
    return { paidPriceMicro: priceMicro, penaltyPriceMicro };
  }
  const delivered = orderedWh === 0 ? 1 : paidWh / orderedWh;
  const factor = priceMicro < 0 ? 1 : performanceFactor(rule, delivered);
  return { paidPriceMicro: Math.floor(priceMicro * factor), penaltyPriceMicro: 0 };
}

/** Share of the activation payment that remains, by the share delivered; both 0 to 1. */
export function performanceFactor(rule: PenaltyRule, delivered: number): number {
  switch (rule.rule) {
    case "singleSided":
      return 1;
    case "graceSlope": {
      const missing = 1 - rule.grace - delivered;
      return missing <= 0 ? 1 : Math.max(0, 1 - rule.slope * missing);
    }
    case "proportionalFloor":
      return Math.min(1, Math.max(0, (delivered - rule.floor) / (1 - rule.floor)));
    case "strikes":
      return delivered < rule.failureBelow ? 0 : 1;
  }
}
