import { z } from "zod";
import { baselineSchema } from "#scenarios/schema/baselineSchema.ts";
import {
  integer,
  microEurPerKwh,
  permilleShare,
  plain,
  priceCap,
  quantity,
  share,
} from "#scenarios/schema/fields.ts";
import { poolingSchema } from "#scenarios/schema/poolingSchema.ts";
import { productsSchema } from "#scenarios/schema/productSchema.ts";
import { qualificationSchema } from "#scenarios/schema/qualificationSchema.ts";
import { reservationSchema } from "#scenarios/schema/reservationSchema.ts";

const lead = () => quantity("min", { min: 0, max: 1440 });

/** Opportunity and comfort cost by device, on top of energy. */
const deviceCostSchema = z.strictObject({
  boiler: microEurPerKwh().prefault("50 EUR/MWh"),
  electricVehicle: microEurPerKwh().prefault("80 EUR/MWh"),
  heatPump: microEurPerKwh().prefault("140 EUR/MWh"),
  battery: microEurPerKwh().prefault("65 EUR/MWh"),
  hvac: microEurPerKwh().prefault("200 EUR/MWh"),
  appliance: microEurPerKwh().prefault("60 EUR/MWh"),
});

const response = () => quantity("min", { min: 0, max: 1440 });

/** From the order to full delivery, by device. */
const deviceResponseSchema = z.strictObject({
  boiler: response().prefault("1 min"),
  electricVehicle: response().prefault("2 min"),
  heatPump: response().prefault("10 min"),
  battery: response().prefault("1 min"),
  hvac: response().prefault("15 min"),
  appliance: response().prefault("1 min"),
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
    pooling: poolingSchema.prefault({}),
    targetLoading: quantity("%", { min: 1, max: 150 }).prefault("97 %"),
    voltageMin: quantity("pu", { min: 0.5, max: 1 }).prefault("0.90 pu"),
    voltageMax: quantity("pu", { min: 1, max: 1.5 }).prefault("1.10 pu"),
    priceCap: z
      .strictObject({
        DSO_CM: priceCap().prefault("500 EUR/MWh"),
        TSO_CM: priceCap().prefault("400 EUR/MWh"),
        BAL: priceCap().prefault("400 EUR/MWh"),
      })
      .prefault({}),
    maxPremium: share().prefault("50 %"),
    sensitivityMin: plain(0, 1).prefault(0.05),
    penalty: z
      .strictObject({
        rule: z
          .enum(["singleSided", "graceSlope", "proportionalFloor", "strikes"])
          .prefault("singleSided"),
        singleSidedShare: quantity("%", { min: 0, max: 1000 }).prefault("50 %"),
        /** `strikes`: an order of which less than this share is delivered has failed. */
        failureBelow: permilleShare().prefault("60 %"),
        /** `strikes`: so many failures in a season, and the unit is out. */
        strikes: integer(1, 1000).prefault(3),
      })
      .prefault({})
      .transform(({ singleSidedShare, ...penalty }) => ({
        ...penalty,
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
    deviceResponse: deviceResponseSchema.prefault({}),
    products: productsSchema.prefault({}),
    qualification: qualificationSchema.prefault({}),
    /** Offers are announced so long before delivery, and withdrawn where nothing is left at the freeze. */
    announceLead: lead().optional(),
    acknowledgement: z
      .strictObject({
        at: z.enum(["delivery", "gate"]).prefault("delivery"),
        inTime: lead().prefault("30 min"),
      })
      .prefault({})
      .transform(({ at, inTime }) => ({ at, inTimeMinutes: inTime })),
    dynamicLight: z.enum(["none", "collection", "activation", "both"]).prefault("none"),
    baseline: baselineSchema.prefault({}),
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
      deviceResponse,
      unmetValue,
      announceLead,
      ...flexibility
    }) => ({
      ...flexibility,
      announceLeadMinutes: announceLead ?? null,
      gateLeadMinutes: gateLead,
      offerWhMin: offerMin,
      targetLoadingPercent: targetLoading,
      voltagePuMin: voltageMin,
      voltagePuMax: voltageMax,
      priceCapMicroEurPerKwh: priceCap,
      deviceCostMicroEurPerKwh: deviceCost,
      deviceResponseMinutes: deviceResponse,
      unmetMicroEurPerKwh: unmetValue,
    }),
  );
