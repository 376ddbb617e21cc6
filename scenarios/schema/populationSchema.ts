import { z } from "zod";
import { batteryKwOf } from "#scenarios/population/batteryKwOf.ts";
import { buildings } from "#scenarios/population/buildings.ts";
import type { FeederHomes, Office, Population } from "#scenarios/population/population.ts";
import { officeRoof, populationDefaults } from "#scenarios/population/populationDefaults.ts";
import {
  amount,
  identifier,
  integer,
  plain,
  quantity,
  refuse,
  share,
} from "#scenarios/schema/fields.ts";
import { mix, mixOfQuantities } from "#scenarios/schema/mixSchema.ts";

/** Nobody has a device smaller than that, which would be none in a table. */
const sizes = (unit: string) => mixOfQuantities(unit, Number.POSITIVE_INFINITY, 0.1);

const HOMES_MAX = 1_000_000;

/** Tables hold tens of kWh: who uses less uses nothing. */
const MEAN_MIN = 10;

/** An energy per time, read as kWh in a year; a power would be taken for 8,766 hours of it. */
const yearlyUse = (min = 0) => {
  const expected = 'energy per time, such as "2300 kWh/year"';
  return z
    .string(expected)
    .meta({ description: "quantity in kWh/year", examples: ["1 kWh/year"] })
    .refine((text) => text.includes("/"), { error: expected, abort: true })
    .pipe(quantity("kWh/year", { min }));
};

const buildingNames = Object.keys(buildings) as (keyof typeof buildings)[];
const buildingMix = () => mix(z.enum(buildingNames, `one of ${buildingNames.join(", ")}`));
const personsMix = () =>
  mix(
    z
      .string()
      .regex(/^[1-9]\d?$/, "a number of persons from 1 to 99")
      .transform(Number),
  );

const feederSchema = z
  .strictObject({
    homes: integer(0, HOMES_MAX),
    /** Counted, where the area's share does not decide. */
    pvRoofs: integer(0, HOMES_MAX).optional(),
    buildings: buildingMix().optional(),
  })
  .transform(({ homes, pvRoofs = null, buildings: own = null }) => ({
    homes,
    pvRoofs,
    buildings: own,
  }));

const officeSchema = z
  .strictObject({
    count: integer(1, HOMES_MAX).prefault(1),
    /** Left out: drawn among those on low-voltage feeders. */
    bus: identifier().optional(),
    aggregator: identifier(),
    baseUse: yearlyUse(),
    floor: amount("m^2").prefault("0 m^2"),
    pv: amount("kWp").prefault("0 kWp"),
    tilt: quantity("deg", { min: 0, max: 90 }).optional(),
    azimuth: quantity("deg", { min: 0, max: 360 }).optional(),
    battery: amount("kW").prefault("0 kW"),
    batteryStore: amount("kWh").prefault("0 kWh"),
  })
  .refine(({ battery, batteryStore }) => battery > 0 === batteryStore > 0, {
    error: "battery and batteryStore both zero or both above",
  });

const shareSchema = z.strictObject({
  pv: share().prefault("0 %"),
  battery: share().prefault("0 %"),
  boiler: share().prefault("0 %"),
  nightBoiler: share().prefault("0 %"),
  stove: share().prefault("0 %"),
  split: share().prefault("0 %"),
  heatPump: share().prefault("0 %"),
  vehicle: share().prefault("0 %"),
  cooling: share().prefault("0 %"),
  /** Machines that take their start from outside; of the inhabited homes. */
  washingMachine: share().prefault("0 %"),
  dishwasher: share().prefault("0 %"),
  dryer: share().prefault("0 %"),
  flexible: share().prefault("50 %"),
});

/** Numbers, shares and sizes from which the attribute table of an area is drawn. */
export const populationSchema = z
  .strictObject({
    seed: z.union([identifier(), z.int().transform(String)], "a name or an integer").optional(),
    prefix: identifier(),
    placement: z.enum(["even", "random"], "even or random").prefault("even"),
    /** Spread over the low-voltage feeders by the buses these have. */
    homes: integer(1, HOMES_MAX).optional(),
    /** In place of it: what stands on which feeder. */
    feeders: z.record(z.string(), feederSchema).optional(),
    buildings: buildingMix(),
    baseUse: z
      .strictObject({
        mean: yearlyUse(MEAN_MIN),
        logSd: plain(0, 3).prefault(populationDefaults.baseUse.logSd),
        empty: share().prefault("10 %"),
        emptyUse: yearlyUse().prefault("120 kWh/year"),
      })
      .transform(({ mean, logSd, empty, emptyUse }) => ({
        kwhPerYearMean: mean,
        logSd,
        emptyShare: empty,
        emptyKwhPerYear: emptyUse,
      })),
    persons: personsMix().optional(),
    share: shareSchema.prefault({}),
    pv: z
      .strictObject({
        size: sizes("kWp").prefault("5 kWp"),
        tilt: mixOfQuantities("deg", 90).optional(),
        azimuth: mixOfQuantities("deg", 360).optional(),
      })
      .prefault({}),
    battery: z
      .strictObject({
        size: sizes("kWh").prefault("8 kWh"),
        /** Power over capacity, kW per kWh. */
        powerPerSize: plain(0.01, 10).prefault(populationDefaults.battery.kwPerKwh),
      })
      .refine(
        ({ size, powerPerSize }) => size.every(([kwh]) => batteryKwOf(kwh, powerPerSize) > 0),
        {
          error: "size times powerPerSize of at least 0.05 kW, as tables hold 0.1 kW",
          path: ["powerPerSize"],
        },
      )
      .prefault({}),
    boiler: z
      .strictObject({
        power: quantity("kW", { min: 0.1 }).prefault("2 kW"),
        size: sizes("kWh").prefault("3.3 kWh"),
      })
      .prefault({}),
    vehicle: z
      .strictObject({
        charger: sizes("kW").optional(),
        size: quantity("kWh", { min: 1 }).prefault("55 kWh"),
        sizeSd: amount("kWh").prefault("15 kWh"),
        sizeMin: quantity("kWh", { min: 1 }).prefault("25 kWh"),
        sizeMax: quantity("kWh", { min: 1 }).prefault("90 kWh"),
      })
      .refine(({ sizeMin, sizeMax }) => sizeMin <= sizeMax, { error: "sizeMin at most sizeMax" })
      .prefault({}),
    aggregators: mix(identifier()),
    offices: z.record(identifier(), officeSchema).prefault({}),
  })
  .transform((section, context): Population => {
    const { seed, homes, feeders, offices, pv, battery, boiler, vehicle, persons } = section;
    if ((homes === undefined) === (feeders === undefined))
      refuse(context, "either homes or feeders", homes === undefined ? "neither" : "both");
    return {
      seed: seed ?? section.prefix,
      prefix: section.prefix,
      placement: section.placement,
      homes: homes ?? Object.entries(feeders ?? {}).map(feederOf),
      buildings: section.buildings,
      baseUse: section.baseUse,
      share: section.share,
      aggregators: section.aggregators,
      persons: persons ?? populationDefaults.persons,
      pv: {
        kwp: pv.size,
        tiltDegree: pv.tilt ?? populationDefaults.pv.tiltDegree,
        azimuthDegree: pv.azimuth ?? populationDefaults.pv.azimuthDegree,
      },
      battery: { kwh: battery.size, kwPerKwh: battery.powerPerSize },
      boiler: { kw: boiler.power, kwh: boiler.size },
      vehicle: {
        chargerKw: vehicle.charger ?? populationDefaults.vehicle.chargerKw,
        kwhMean: vehicle.size,
        kwhSd: vehicle.sizeSd,
        kwhMin: vehicle.sizeMin,
        kwhMax: vehicle.sizeMax,
      },
      offices: Object.entries(offices).map(officeOf),
    };
  });

function feederOf([id, feeder]: [string, Omit<FeederHomes, "id">]): FeederHomes {
  return { id, ...feeder };
}

function officeOf([uid, office]: [string, z.output<typeof officeSchema>]): Office {
  return {
    uid,
    count: office.count,
    bus: office.bus ?? null,
    aggregator: office.aggregator,
    baseKwhPerYear: office.baseUse,
    floorM2: office.floor,
    pvKwp: office.pv,
    pvTiltDegree: office.tilt ?? officeRoof.pvTiltDegree,
    pvAzimuthDegree: office.azimuth ?? officeRoof.pvAzimuthDegree,
    batteryKw: office.battery,
    batteryKwh: office.batteryStore,
  };
}
