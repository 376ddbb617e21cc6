import { z } from "zod";
import {
  amount,
  day,
  identifier,
  integer,
  quantity,
  refuse,
  share,
  timeOfDay,
} from "#scenarios/schema/fields.ts";

const MINUTES_PER_DAY = 1440;

/** A time of day, or "24:00" for the end of the day. */
const endOfWindow = () =>
  z.union([z.literal("24:00").transform(() => MINUTES_PER_DAY), timeOfDay()]);

/** A window that a DSO asks for by itself. */
const windowSchema = z
  .strictObject({
    area: identifier(),
    direction: z.enum(["up", "down"]).prefault("up"),
    days: z.enum(["all", "weekdays", "weekends"]).prefault("all"),
    from: timeOfDay(),
    to: endOfWindow(),
    firstDate: day(),
    lastDate: day(),
    power: quantity("kW", { min: 0.001 }),
    element: identifier().optional(),
  })
  .transform(({ from, to, power, ...window }, context) => {
    if (from >= to) return refuse(context, "a window that ends after it begins, on one day");
    if (window.firstDate > window.lastDate)
      return refuse(context, "a last day not before the first", window.lastDate);
    return { ...window, minuteFrom: from, minuteTo: to, powerW: Math.round(power * 1000) };
  });

/** Share of the need that is covered after a round; the shortest round covers what is left. */
const roundsSchema = z
  .strictObject({
    yearly: share().optional(),
    quarterly: share().optional(),
    monthly: share().optional(),
  })
  .transform((rounds, context) => {
    const shares = [rounds.yearly, rounds.quarterly, rounds.monthly].filter(
      (part) => part !== undefined,
    );
    if (shares.length === 0) return refuse(context, "at least one round");
    return shares.every((part, k) => k === 0 || part >= shares[k - 1]!)
      ? rounds
      : refuse(context, "shares that grow from the longest round to the shortest");
  });

/** Reservation auctions. */
export const reservationSchema = z
  .strictObject({
    callDayOfMonth: integer(1, 28).prefault(20),
    priceCap: amount("EUR/MW/h").prefault("15 EUR/MW/h"),
    /** Worth of deferring an area's reinforcement by a year: caps its requests in place of the price caps. */
    deferral: amount("EUR").nullable().prefault(null),
    /** Quantile of the excess in a window's congested periods of the history that is reserved. */
    needQuantile: share().prefault("50 %"),
    rounds: roundsSchema.prefault({ monthly: "100 %" }),
    pricing: z.enum(["payAsBid", "uniform"]).prefault("payAsBid"),
    selection: z.enum(["meritOrder", "exact"]).prefault("meritOrder"),
    marginTies: z.enum(["time", "proRata"]).prefault("time"),
    /** Expected share of reserved hours with a call. */
    utilisation: share().prefault("10 %"),
    /** Whether requests look at what units do on the congested branch. */
    askBy: z.enum(["area", "element"]).prefault("area"),
    windows: z.array(windowSchema).prefault([]),
    indivisibleShare: share().prefault("0 %"),
  })
  .transform(({ priceCap, deferral, ...reservation }) => ({
    ...reservation,
    deferralEurPerYear: deferral,
    // 1 EUR/MW/h is 0.001 EUR/kW/h.
    priceCapMicroEurPerKwH: Math.round(priceCap * 1000),
  }));
