import { category, float64, int32, type TableDefinition, text } from "#datasets/table.ts";
import {
  ACKNOWLEDGEMENTS,
  CLAIM_CONFLICTS,
  CONFLICT_KINDS,
  CONFLICT_SETS,
  DIRECTIONS,
  NEED_PAIRS,
  NEEDS,
  POSTING_KINDS,
} from "#datasets/words.ts";

export const trades = {
  name: "trades",
  row: "one trade of the local market",
  columns: {
    period: int32("1", "Period of delivery."),
    marketMinute: int32(
      "min",
      "Market time of the trade, minutes since the start of the run; negative before it.",
    ),
    area: int32("1", "Index of the area."),
    buyer: int32("1", "Index of the buying agent."),
    seller: int32("1", "Index of the selling agent."),
    energyWh: int32("Wh", "Traded energy."),
    priceMicroEurPerKwh: int32("µEUR/kWh", "Price of the resting order."),
    dnutMicroEurPerKwh: int32("µEUR/kWh", "Dynamic network usage tariff; negative is a reward."),
    networkMicroEurPerKwh: int32("µEUR/kWh", "Network component of the retail tariff."),
    resting: category(["bid", "offer"], "Which order rested in the book."),
  },
} as const satisfies TableDefinition;

export const needs = {
  name: "needs",
  row: "one need of a system operator at its gate",
  columns: {
    period: int32("1", "Period of delivery."),
    need: category(NEEDS, "Purpose."),
    area: int32("1", "Index of the area; -1 for the TSO."),
    element: text("Congested branch, bus or corridor line, or `system`."),
    direction: category(DIRECTIONS, "Direction of flexibility that helps."),
    quantityWh: int32(
      "Wh",
      "Energy of relief on the element; what an offer with effectiveness 1 would have to give.",
    ),
    creditedWh: int32("Wh", "Part met by what another operator already claimed."),
    metWh: int32("Wh", "Relief granted on the operator's own picks."),
    shown: float64(
      "1",
      "What the element would show: loading in percent, voltage in pu, imbalance in kW.",
    ),
  },
} as const satisfies TableDefinition;

export const offers = {
  name: "offers",
  row: "one offer of a unit, in periods in which some operator has a need",
  columns: {
    period: int32("1", "Period of delivery."),
    unit: int32("1", "Index of the registered unit."),
    direction: category(DIRECTIONS, "Direction of flexibility."),
    quantityWh: int32("Wh", "Offered energy."),
    priceMicroEurPerKwh: int32("µEUR/kWh", "Activation price asked for what is not reserved."),
    reservedWh: int32("Wh", "Part that a DSO has reserved."),
    agreedMicroEurPerKwh: int32("µEUR/kWh", "Agreed activation price of that part; 0 for none."),
    onDsoList: int32("Wh", "Energy that stands on the DSO's list."),
    onTsoList: int32("Wh", "Energy that stands on the TSO's congestion list."),
    onBalList: int32("Wh", "Energy that stands on the balancing list."),
    blocked: int32("1", "1 where a red grid kept it from later operators."),
  },
} as const satisfies TableDefinition;

export const claims = {
  name: "claims",
  row: "one claim on a unit, in the order of the registry",
  columns: {
    period: int32("1", "Period of delivery."),
    ledger: int32(
      "1",
      "Registry that decided; more than one only where operators do not share it.",
    ),
    marketMinute: int32("min", "Market time of the claim, minutes since the start of the run."),
    need: category(NEEDS, "Purpose."),
    area: int32("1", "Area of the need; -1 for the TSO."),
    unit: int32("1", "Index of the unit."),
    direction: category(DIRECTIONS, "Direction of flexibility."),
    offeredWh: int32("Wh", "What the offer held."),
    requestedWh: int32("Wh", "What the operator asked for."),
    grantedWh: int32("Wh", "What the registry granted."),
    refusedWh: int32("Wh", "Part of it that the provider refused right after the gate."),
    conflict: category(CLAIM_CONFLICTS, "Conflict that the registry found."),
    priceMicroEurPerKwh: int32("µEUR/kWh", "Activation price of the offer."),
    effectiveness: float64("1", "Relief on the element per unit of activation."),
  },
} as const satisfies TableDefinition;

export const activations = {
  name: "activations",
  row: "one dispatched (unit, period, need), verified and paid",
  columns: {
    period: int32("1", "Period of delivery."),
    need: category(NEEDS, "Purpose."),
    payer: int32(
      "1",
      "Agent index of the operator that pays, or pays most where the cost is shared.",
    ),
    otherPayer: int32("1", "Agent index of the operator that bears the rest; -1 for none."),
    otherPaidMicroEur: float64("µEUR", "What that operator bears of the payment."),
    unit: int32("1", "Index of the unit."),
    direction: category(DIRECTIONS, "Direction of flexibility."),
    orderedWh: int32("Wh", "Ordered energy."),
    acknowledgement: category(ACKNOWLEDGEMENTS, "What the provider answered to the order."),
    acknowledgedWh: int32("Wh", "Energy that it said it would deliver."),
    baselineWh: int32("Wh", "Baseline of the unit, by the method of its kind."),
    meteredWh: int32("Wh", "Metered net energy of the unit."),
    truthWh: int32("Wh", "What the unit would have metered without the order (replayed)."),
    verifiedWh: int32("Wh", "Delivered by meter and baseline, in the ordered direction."),
    paidWh: int32("Wh", "min(verified, ordered), after sharing between orders."),
    servedWh: int32("Wh", "Share of the true response that served this need."),
    priceMicroEurPerKwh: int32("µEUR/kWh", "Activation price."),
    paidMicroEur: float64("µEUR", "Paid for the delivered energy."),
    penaltyMicroEur: float64("µEUR", "Charged for the missing energy."),
  },
} as const satisfies TableDefinition;

export const conflicts = {
  name: "conflicts",
  row: "one (unit, period, pair of needs) on which two needs met",
  columns: {
    period: int32("1", "Period of delivery."),
    unit: int32("1", "Index of the unit."),
    set: category(CONFLICT_SETS, "Latent, attempted or realised."),
    pair: category(NEED_PAIRS, "Which needs met."),
    kind: category(CONFLICT_KINDS, "Same or opposite direction."),
    overlapWh: int32("Wh", "Energy on which they met."),
    costMicroEur: float64("µEUR", "Smaller of the two payments on that energy."),
  },
} as const satisfies TableDefinition;

export const settlements = {
  name: "settlements",
  row: "all transfers of one kind between two accounts on one day",
  columns: {
    day: int32("1", "Local day of the run, from 0."),
    kind: category(POSTING_KINDS, "What is paid for."),
    from: int32("1", "Agent index of the payer."),
    to: int32("1", "Agent index of the receiver."),
    amountMicroEur: float64("µEUR", "Integer amount, never negative."),
  },
} as const satisfies TableDefinition;
