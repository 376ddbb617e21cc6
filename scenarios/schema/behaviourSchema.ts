import { z } from "zod";
import { appliancesSchema } from "#scenarios/schema/applianceSchema.ts";
import { amount, factors, plain, quantity, share, shares } from "#scenarios/schema/fields.ts";
import { strategySchema } from "#scenarios/schema/strategySchema.ts";

const noise = () => z.strictObject({ sd: plain(0, 3), lag1: plain(0, 0.999) });
/** `standby`: the part of the mean load that never moves; `peak`: never above this multiple of it. */
const householdNoise = () =>
  z.strictObject({
    sd: plain(0, 5),
    lag1: plain(0, 0.999),
    standby: quantity("%", { min: 0, max: 90 }).prefault("0 %"),
    peak: plain(2, 1000).nullable().prefault(null),
  });
const dayTypes = () =>
  z.strictObject({ weekday: factors(24), saturday: factors(24), sunday: factors(24) });

const electricVehicleSchema = z
  .strictObject({
    sessionsPerWeek: plain(0, 21),
    /** Logarithm of the energy of a session in kWh. */
    energyLogMean: plain(-2, 5),
    energyLogSd: plain(0, 3),
    /** By local hour of the day. */
    arrivalShare: z.strictObject({ weekday: shares(24), weekend: shares(24) }),
    overnightShare: share(),
    departureMean: quantity("h", { min: 0, max: 24 }),
    departureSd: quantity("h", { min: 0, max: 12 }),
  })
  .transform(({ departureMean, departureSd, ...vehicle }) => ({
    ...vehicle,
    departureHourMean: departureMean,
    departureHourSd: departureSd,
  }));

const hotWaterSchema = z
  .strictObject({
    perPerson: amount("kWh/year"),
    standingLoss: amount("kWh/day"),
    /** By local hour of the day. */
    drawShare: shares(24),
  })
  .transform(({ perPerson, standingLoss, drawShare }) => ({
    kwhPerPersonYear: perPerson,
    standingLossKwhPerDay: standingLoss,
    drawShare,
  }));

const heatingSchema = z
  .strictObject({
    setpoint: quantity("degC", { min: 5, max: 30 }),
    nightSetpoint: quantity("degC", { min: 5, max: 30 }),
    comfortBand: quantity("K", { min: 0, max: 5 }),
    heatingLimit: quantity("degC", { min: 0, max: 25 }),
    insideGains: amount("kW"),
    /** Window area × transmittance. */
    solarAperture: amount("m^2"),
    splitShare: share(),
  })
  .transform((heating) => ({
    setpointC: heating.setpoint,
    nightSetpointC: heating.nightSetpoint,
    comfortBandK: heating.comfortBand,
    heatingLimitC: heating.heatingLimit,
    insideGainsKw: heating.insideGains,
    solarApertureM2: heating.solarAperture,
    splitShare: heating.splitShare,
  }));

const coolingSchema = z
  .strictObject({ start: quantity("degC"), perKelvin: amount("kW/K"), max: amount("kW") })
  .transform(({ start, perKelvin, max }) => ({ startC: start, kwPerK: perKelvin, kwMax: max }));

const officeCoolingSchema = z
  .strictObject({ start: quantity("degC"), perKelvin: amount("W/m^2/K") })
  .transform(({ start, perKelvin }) => ({ startC: start, wPerM2K: perKelvin }));

/** How units answer an activation order. */
const deliverySchema = z
  .strictObject({ noResponse: share(), oneLate: share(), partial: share(), partialLow: share() })
  .refine(({ noResponse, oneLate, partial }) => noResponse + oneLate + partial <= 1, {
    error: "shares of imperfect answers that sum to at most 100 %",
  });

export const behaviourSchema = z
  .strictObject({
    householdShape: z.strictObject({
      winter: dayTypes(),
      between: dayTypes(),
      summer: dayTypes(),
    }),
    householdMonthFactor: factors(12, true),
    householdNoise: householdNoise(),
    officeShape: z.strictObject({ weekday: factors(24), weekend: factors(24) }),
    officeNoise: noise(),
    electricVehicle: electricVehicleSchema,
    hotWater: hotWaterSchema,
    heating: heatingSchema,
    cooling: coolingSchema,
    officeCooling: officeCoolingSchema,
    officeHvacShare: share(),
    delivery: deliverySchema,
    /** Machines that run once and uninterrupted. */
    appliances: appliancesSchema.prefault({}),
    powerFactor: z.strictObject({ household: plain(0.5, 1), office: plain(0.5, 1) }),
    /** How customers bid in the local market. */
    strategy: strategySchema.prefault("adaptive"),
    targetQuantity: z.enum(["expected", "newsvendor"]).prefault("expected"),
    /** Whether batteries of homes act on their plan alone or on what the meter shows. */
    batteryControl: z.enum(["plan", "meter"]).prefault("plan"),
    /** Whether sales of batteries wait for the purchase that they need. */
    storageOrders: z.enum(["linked", "independent"]).prefault("independent"),
  })
  .transform(({ householdNoise, officeNoise, strategy, appliances, ...behaviour }) => ({
    ...behaviour,
    applianceTypes: appliances,
    strategies: strategy,
    householdNoiseSd: householdNoise.sd,
    householdStandby: householdNoise.standby / 100,
    householdPeak: householdNoise.peak,
    householdNoiseLag1: householdNoise.lag1,
    officeNoiseSd: officeNoise.sd,
    officeNoiseLag1: officeNoise.lag1,
  }));
