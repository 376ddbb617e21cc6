import { z } from "zod";
import {
  amount,
  integer,
  microEurPerKwh,
  plain,
  quantity,
  share,
} from "#scenarios/schema/fields.ts";

const lead = () => quantity("min", { min: 0, max: 1440 });

const reservationSchema = z
  .strictObject({
    callDayOfMonth: integer(1, 28).prefault(20),
    priceCap: amount("EUR/MW/h").prefault("15 EUR/MW/h"),
    /** Quantile of the excess in a window's congested periods of the history that is reserved. */
    needQuantile: share().prefault("50 %"),
  })
  .transform(({ callDayOfMonth, priceCap, needQuantile }) => ({
    callDayOfMonth,
    // 1 EUR/MW/h is 0.001 EUR/kW/h.
    priceCapMicroEurPerKwH: Math.round(priceCap * 1000),
    needQuantile,
  }));

/** Opportunity and comfort cost by device, on top of energy. */
const deviceCostSchema = z.strictObject({
  boiler: microEurPerKwh().prefault("50 EUR/MWh"),
  electricVehicle: microEurPerKwh().prefault("80 EUR/MWh"),
  heatPump: microEurPerKwh().prefault("140 EUR/MWh"),
  battery: microEurPerKwh().prefault("65 EUR/MWh"),
  hvac: microEurPerKwh().prefault("200 EUR/MWh"),
  appliance: microEurPerKwh().prefault("60 EUR/MWh"),
});

/** Rules of the flexibility market; what a scenario leaves out takes the value here. */
export const flexibilitySchema = z
  .strictObject({
    gateLead: z
      .strictObject({
        DSO_CM: lead().prefault("120 min"),
        TSO_CM: lead().prefault("60 min"),
        BAL: lead().prefault("25 min"),
      })
      .prefault({}),
    offerMin: quantity("Wh", { min: 1 }).prefault("250 Wh"),
    offerQuantile: share().prefault("85 %"),
    targetLoading: quantity("%", { min: 1, max: 150 }).prefault("97 %"),
    voltageMin: quantity("pu", { min: 0.5, max: 1 }).prefault("0.90 pu"),
    voltageMax: quantity("pu", { min: 1, max: 1.5 }).prefault("1.10 pu"),
    priceCap: z
      .strictObject({
        DSO_CM: microEurPerKwh().prefault("500 EUR/MWh"),
        TSO_CM: microEurPerKwh().prefault("400 EUR/MWh"),
        BAL: microEurPerKwh().prefault("400 EUR/MWh"),
      })
      .prefault({}),
    maxPremium: share().prefault("50 %"),
    sensitivityMin: plain(0, 1).prefault(0.05),
    penalty: z
      .strictObject({
        rule: z.enum(["singleSided", "graceSlope", "proportionalFloor"]).prefault("singleSided"),
        singleSidedShare: quantity("%", { min: 0 }).prefault("50 %"),
      })
      .prefault({})
      .transform(({ rule, singleSidedShare }) => ({
        rule,
        singleSidedShare: singleSidedShare / 100,
      })),
    ownerShare: share().prefault("70 %"),
    unmetValue: z
      .strictObject({
        DSO_CM: microEurPerKwh().prefault("3000 EUR/MWh"),
        TSO_CM: microEurPerKwh().prefault("3000 EUR/MWh"),
        BAL: microEurPerKwh().prefault("10000 EUR/MWh"),
      })
      .prefault({}),
    rebalance: z.enum(["tso", "paired", "none"]).prefault("tso"),
    reservation: reservationSchema.prefault({}),
    offerPriceLogSd: plain(0, 3).prefault(0.35),
    deviceCost: deviceCostSchema.prefault({}),
    callRate: z
      .strictObject({
        weight: plain(0, 1).prefault(0.05),
        prior: plain(0, 1).prefault(0.2),
        exploration: share().prefault("5 %"),
      })
      .prefault({}),
  })
  .transform(
    ({
      gateLead,
      offerMin,
      targetLoading,
      voltageMin,
      voltageMax,
      priceCap,
      deviceCost,
      unmetValue,
      ...flexibility
    }) => ({
      ...flexibility,
      gateLeadMinutes: gateLead,
      offerWhMin: offerMin,
      targetLoadingPercent: targetLoading,
      voltagePuMin: voltageMin,
      voltagePuMax: voltageMax,
      priceCapMicroEurPerKwh: priceCap,
      deviceCostMicroEurPerKwh: deviceCost,
      unmetMicroEurPerKwh: unmetValue,
    }),
  );
