import { z } from "zod";
import { integer, microEurPerKwh, quantity, share, timeOfDay } from "#scenarios/schema/fields.ts";

const minutes = () => quantity("min", { min: 0, max: 1440 });

const tariffSchema = z
  .strictObject({
    /** Marginal tariff of a branch at 100 % loading. */
    congestion: microEurPerKwh().prefault("0.20 EUR/kWh"),
    /** Loading up to which a branch costs nothing. */
    loadingFree: share().prefault("80 %"),
    /** Tariff of the most influential bus at full voltage deviation. */
    voltage: microEurPerKwh().prefault("0.10 EUR/kWh"),
    voltageFree: quantity("pu", { min: 0, max: 0.2 }).prefault("0.04 pu"),
    voltageFull: quantity("pu", { min: 0, max: 0.2 }).prefault("0.10 pu"),
    lossPriceFloor: microEurPerKwh().prefault("10 EUR/MWh"),
  })
  .refine(({ voltageFree, voltageFull }) => voltageFree < voltageFull, {
    error: "voltageFree below voltageFull",
    path: ["voltageFree"],
  })
  .transform((tariff) => ({
    congestionMicroEurPerKwh: tariff.congestion,
    loadingFree: tariff.loadingFree,
    voltageMicroEurPerKwh: tariff.voltage,
    voltageFreePu: tariff.voltageFree,
    voltageFullPu: tariff.voltageFull,
    lossPriceFloorMicroEurPerKwh: tariff.lossPriceFloor,
  }));

/** Rules of the local energy market; what a scenario leaves out takes the value here. */
export const localMarketSchema = z
  .strictObject({
    opens: timeOfDay().prefault("17:00"),
    gateLead: minutes().prefault("120 min"),
    tradesPerRetariff: integer(1, 10_000).prefault(8),
    baseCase: z.enum(["fullForecast", "nonMarketOnly"]).prefault("fullForecast"),
    tariff: tariffSchema.prefault({}),
    deadBand: quantity("Wh", { min: 0 }).prefault("100 Wh"),
  })
  .transform(({ opens, gateLead, deadBand, ...market }) => ({
    ...market,
    opensMinute: opens,
    gateLeadMinutes: gateLead,
    deadBandWh: deadBand,
  }));
