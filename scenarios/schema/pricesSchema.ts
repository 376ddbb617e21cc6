import { z } from "zod";
import { factors, hourSpan, microEurPerKwh, plain, quantity } from "#scenarios/schema/fields.ts";

/** 24 factors for each meteorological season. */
export function seasonFactors(check: () => ReturnType<typeof factors>) {
  return z.strictObject({ winter: check(), spring: check(), summer: check(), autumn: check() });
}

const dayAheadSchema = z
  .strictObject({
    mean: quantity("EUR/MWh"),
    monthFactor: factors(12, true),
    /** Hour of the local day over the mean of its class. */
    shape: z.strictObject({
      weekday: seasonFactors(() => factors(24, true)),
      weekend: seasonFactors(() => factors(24, true)),
    }),
    /** Factor at which mirrored deviations end; lognormal ones without it. */
    mirroredAt: plain(1.01, 10).nullable().prefault(null),
    dailyLogSd: plain(0, 2),
    dailyLag1: plain(0, 0.999),
    hourlyLogSd: plain(0, 2),
    hourlyLag1: plain(0, 0.999),
    floor: quantity("EUR/MWh"),
    cap: quantity("EUR/MWh"),
  })
  .refine(({ floor, cap }) => floor < cap, {
    error: "a floor below the cap",
    path: ["floor"],
  })
  .transform(({ mean, floor, cap, ...dayAhead }) => ({
    ...dayAhead,
    meanEurPerMwh: mean,
    floorEurPerMwh: floor,
    capEurPerMwh: cap,
  }));

/** Short price = shortFactor × day-ahead + shortAdd; long likewise. */
const imbalanceSchema = z
  .strictObject({
    shortFactor: plain(0, 10),
    shortAdd: quantity("EUR/MWh"),
    longFactor: plain(-10, 10),
    longAdd: quantity("EUR/MWh"),
  })
  .transform(({ shortFactor, shortAdd, longFactor, longAdd }) => ({
    shortFactor,
    shortAddEurPerMwh: shortAdd,
    longFactor,
    longAddEurPerMwh: longAdd,
  }));

/** All-in prices of the retail contract; `network` is a part of them. */
const retailSchema = z
  .strictObject({
    day: microEurPerKwh(),
    night: microEurPerKwh(),
    network: microEurPerKwh(),
    feedIn: microEurPerKwh(),
    nightHoursWinter: hourSpan(),
    nightHoursSummer: hourSpan(),
  })
  .refine(({ network, day, night }) => network <= Math.min(day, night), {
    error: "a network component within the day and the night price",
    path: ["network"],
  })
  .transform(({ day, night, network, feedIn, ...hours }) => ({
    ...hours,
    dayMicroEurPerKwh: day,
    nightMicroEurPerKwh: night,
    networkMicroEurPerKwh: network,
    feedInMicroEurPerKwh: feedIn,
  }));

export const pricesSchema = z.strictObject({
  dayAhead: dayAheadSchema,
  imbalance: imbalanceSchema,
  retail: retailSchema,
});
