import { z } from "zod";
import {
  hourSpan,
  integer,
  microEurPerKwh,
  plain,
  quantity,
  share,
  timeOfDay,
} from "#scenarios/schema/fields.ts";

const minutes = () => quantity("min", { min: 0, max: 1440 });

const timeOfUseSchema = z.strictObject({
  peakHours: z.array(hourSpan()).min(1).prefault(["07:00-10:00", "17:00-22:00"]),
  /** Network component in and outside of these hours, over that of the retail contract. */
  peakFactor: plain(0, 10).prefault(1.5),
  offPeakFactor: plain(0, 10).prefault(0.75),
});

/** When the tariff is computed anew within a round: after so many trades, or once it has drifted so far. */
const retariffSchema = z
  .strictObject({
    everyTrades: integer(1, 10_000).optional(),
    drift: microEurPerKwh().optional(),
  })
  .refine(({ everyTrades, drift }) => (everyTrades === undefined) !== (drift === undefined), {
    error: "either everyTrades or drift",
  })
  .refine(({ drift }) => drift === undefined || drift > 0, {
    error: "a drift above 0 EUR/MWh",
    path: ["drift"],
  });

const tariffSchema = z
  .strictObject({
    /** Marginal tariff of a branch at 100 % loading. */
    congestion: microEurPerKwh().prefault("0.20 EUR/kWh"),
    /** Loading up to which a branch costs nothing. */
    loadingFree: share().prefault("80 %"),
    /** Tariff of the most influential bus at full voltage deviation. */
    voltage: microEurPerKwh().prefault("0.10 EUR/kWh"),
    /** Off: voltages cost nothing, as the paper leaves open. */
    voltagePart: z.enum(["on", "off"]).prefault("on"),
    voltageFree: quantity("pu", { min: 0, max: 0.2 }).prefault("0.04 pu"),
    voltageFull: quantity("pu", { min: 0, max: 0.2 }).prefault("0.10 pu"),
    lossPriceFloor: microEurPerKwh().prefault("10 EUR/MWh"),
    /** Share of the retail contract's network component that a local trade pays. */
    networkShare: share().prefault("100 %"),
    timeOfUse: timeOfUseSchema.prefault({}),
  })
  .refine(({ voltageFree, voltageFull }) => voltageFree < voltageFull, {
    error: "voltageFree below voltageFull",
    path: ["voltageFree"],
  })
  .transform((tariff) => ({
    congestionMicroEurPerKwh: tariff.congestion,
    loadingFree: tariff.loadingFree,
    voltageMicroEurPerKwh: tariff.voltagePart === "on" ? tariff.voltage : 0,
    voltageFreePu: tariff.voltageFree,
    voltageFullPu: tariff.voltageFull,
    lossPriceFloorMicroEurPerKwh: tariff.lossPriceFloor,
    networkShare: tariff.networkShare,
    timeOfUse: tariff.timeOfUse,
  }));

const manualSchema = z.strictObject({
  /** Share of the customers of a round that look at what is shown. */
  attention: share().prefault("70 %"),
  /** Availability prices that one of them sees, best first. */
  shown: integer(1, 1000).prefault(10),
});

/** How the round in which a day opens trades: as any other, or in one call per market and period. */
const dayAheadSchema = z.union(
  [
    z.literal("continuous"),
    z
      .strictObject({ auction: z.enum(["uniform", "payAsBid"]) })
      .transform(({ auction }) => auction),
  ],
  { error: "continuous, { auction: uniform } or { auction: payAsBid }" },
);

/** Rules of the local energy market; what a scenario leaves out takes the value here. */
export const localMarketSchema = z
  .strictObject({
    opens: timeOfDay().prefault("17:00"),
    gateLead: minutes().prefault("120 min"),
    retariff: retariffSchema.prefault({ everyTrades: 8 }),
    /** What one local market is: all of an area, or each of its feeders. */
    scope: z.enum(["area", "feeder"]).prefault("area"),
    /** Manual: nothing is matched; customers take orders by id from availability prices. */
    matching: z.enum(["automatic", "manual"]).prefault("automatic"),
    manual: manualSchema.optional(),
    dayAhead: dayAheadSchema.prefault("continuous"),
    baseCase: z.enum(["fullForecast", "nonMarketOnly"]).prefault("fullForecast"),
    tariff: tariffSchema.prefault({}),
    deadBand: quantity("Wh", { min: 0 }).prefault("100 Wh"),
  })
  .refine(({ matching, manual }) => matching === "manual" || manual === undefined, {
    error: "matching: manual beside it, without which nobody chooses by hand",
    path: ["manual"],
  })
  .refine(({ matching, dayAhead }) => matching === "automatic" || dayAhead === "continuous", {
    error: "continuous beside matching: manual, where nothing is matched",
    path: ["dayAhead"],
  })
  .transform(
    ({ opens, gateLead, deadBand, retariff, scope, matching, manual, dayAhead, ...market }) => ({
      ...market,
      ...(dayAhead === "continuous" ? {} : { dayAheadAuction: dayAhead }),
      ...(scope === "feeder" ? { byFeeder: true } : {}),
      ...(matching === "manual" ? { manual: manual ?? manualSchema.parse({}) } : {}),
      tradesPerRetariff: retariff.everyTrades ?? null,
      driftPerRetariffMicroEurPerKwh: retariff.drift ?? null,
      opensMinute: opens,
      gateLeadMinutes: gateLead,
      deadBandWh: deadBand,
    }),
  );
