import { category, float64, int32, type TableDefinition, text } from "#datasets/table.ts";
import { DIRECTIONS, NEEDS, OFFER_STATES, PRODUCT_REFUSALS, UNIT_STATES } from "#datasets/words.ts";

export const lifeCycle = {
  name: "lifeCycle",
  row: "one step in the life of a registered unit, in order of time",
  columns: {
    unit: int32("1", "Index of the unit."),
    marketMinute: int32("min", "When, minutes since the start of the run; negative before it."),
    from: category(UNIT_STATES, "State before."),
    to: category(UNIT_STATES, "State from here on."),
    upWh: int32("Wh", "Most it may offer up per period from here on."),
    downWh: int32("Wh", "Most it may offer down per period from here on."),
    note: text("What led to the step: light, products, test, failures."),
  },
} as const satisfies TableDefinition;

export const offerSteps = {
  name: "offerSteps",
  row: "all steps of one kind that offers made in the periods of one day",
  columns: {
    day: int32("1", "Local day of delivery, from 0."),
    from: category(OFFER_STATES, "State before."),
    to: category(OFFER_STATES, "State from here on."),
    offers: int32("1", "How many offers (unit, period, direction) made the step."),
    energyWh: float64("Wh", "Energy offered by them."),
  },
} as const satisfies TableDefinition;

export const productRefusals = {
  name: "productRefusals",
  row: "all offers of one day that a list refused for one reason",
  columns: {
    day: int32("1", "Local day of delivery, from 0."),
    need: category(NEEDS, "Whose list."),
    reason: category(PRODUCT_REFUSALS, "What the product does not admit."),
    offers: int32("1", "How many offers."),
    energyWh: float64("Wh", "Energy offered by them."),
  },
} as const satisfies TableDefinition;

const window = {
  area: int32("1", "Index of the area."),
  direction: category(DIRECTIONS, "Direction of flexibility."),
  round: category(["yearly", "quarterly", "monthly", "window"], "Round of the auction calendar."),
  firstDay: int32("1", "First local day, counted from the first of the run; may be negative."),
  lastDay: int32("1", "Last local day."),
  days: category(["all", "weekdays", "weekends"], "On which of these days; holidays are weekends."),
  fromMinute: int32("min", "From this minute of the local day."),
  toMinute: int32("min", "To this minute of the local day."),
};

export const auctions = {
  name: "auctions",
  row: "one request of a DSO in a reservation auction",
  columns: {
    auction: int32("1", "Number of the auction."),
    marketMinute: int32("min", "When it was held, minutes since the start of the run."),
    ...window,
    element: text("Branch to relieve; empty where the request is for the whole area."),
    requestedW: int32("W", "Power asked for at the branch."),
    offeredW: int32("W", "Power offered."),
    unmetW: int32("W", "Power that found no offer."),
    offers: int32("1", "How many units offered."),
    accepted: int32("1", "How many of them were accepted."),
    scoreCapMicroEurPerKwH: float64("µEUR/kW/h", "Highest score that was accepted, at most."),
  },
} as const satisfies TableDefinition;

export const reservations = {
  name: "reservations",
  row: "one accepted offer to hold flexibility ready",
  columns: {
    auction: int32("1", "Number of the auction."),
    unit: int32("1", "Index of the unit."),
    ...window,
    powerW: int32("W", "Power held ready."),
    readyMicroEurPerKwH: int32("µEUR/kW/h", "Paid for holding ready."),
    activationMicroEurPerKwh: int32("µEUR/kWh", "Agreed price of a call."),
  },
} as const satisfies TableDefinition;

export const readiness = {
  name: "readiness",
  row: "what one reservation came to on one day",
  columns: {
    day: int32("1", "Local day, from 0."),
    auction: int32("1", "Number of the auction."),
    unit: int32("1", "Index of the unit."),
    periods: int32("1", "Periods of the day in which it had to be ready."),
    reservedWh: float64("Wh", "Energy reserved, summed over them."),
    readyWh: float64(
      "Wh",
      "Part that the unit's offers held ready; its share is the availability.",
    ),
    paidMicroEur: float64("µEUR", "Paid for it, rounded down in each period."),
  },
} as const satisfies TableDefinition;
