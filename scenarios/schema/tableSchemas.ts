import { z } from "zod";
import type { ApplianceName } from "#scenarios/scenario.ts";
import { amount, identifier, quantity, refuse } from "#scenarios/schema/fields.ts";

/**
 * Rows of the tables of a network: topology (buses, lines, transformers), parameters of line and
 * transformer types, attributes of prosumers. Every cell is text; keys are the columns.
 */

const typeName = () => z.string().min(1, "the name of a type");
/** Names of appliances, none twice. */
const APPLIANCES = /^((washingMachine|dishwasher|dryer)(?!.*\b\2\b)( +|$))*$/;

const appliancesOf = (names: string | undefined) =>
  (names ?? "").split(/\s+/).filter((name): name is ApplianceName => name !== "");

const yesNo = () => z.enum(["yes", "no"], "yes or no").transform((text) => text === "yes");

export const busRow = z
  .strictObject({
    id: identifier(),
    voltage: quantity("kV", { min: 0.1 }),
    background: amount("kW"),
    feeder: z.string(),
  })
  .transform(({ id, voltage, background, feeder }) => ({
    id,
    voltageKvRated: voltage,
    backgroundKwPeak: background,
    feeder,
  }));

export const lineRow = z
  .strictObject({
    id: identifier(),
    from: identifier(),
    to: identifier(),
    type: typeName(),
    length: quantity("m", { min: 0.1 }),
  })
  .transform(({ id, from, to, type, length }) => ({
    id,
    busFrom: from,
    busTo: to,
    type,
    lengthM: length,
  }));

export const transformerRow = z
  .strictObject({
    id: identifier(),
    hv: identifier(),
    lv: identifier(),
    type: typeName(),
    ratio: quantity("pu", { min: 0.8, max: 1.2 }),
  })
  .transform(({ id, hv, lv, type, ratio }) => ({ id, busHv: hv, busLv: lv, type, ratio }));

export const lineTypeRow = z
  .strictObject({
    id: typeName(),
    r: quantity("ohm/km", { min: 0.0001 }),
    x: amount("ohm/km"),
    c: amount("nF/km"),
    rated: quantity("A", { min: 1 }),
  })
  .transform(({ id, r, x, c, rated }) => ({
    id,
    rOhmPerKm: r,
    xOhmPerKm: x,
    cNfPerKm: c,
    ratedA: rated,
  }));

export const transformerTypeRow = z
  .strictObject({
    id: typeName(),
    rated: quantity("kVA", { min: 1 }),
    hv: quantity("kV", { min: 0.1 }),
    lv: quantity("kV", { min: 0.1 }),
    shortCircuit: quantity("%", { min: 0.1, max: 50 }),
    shortCircuitResistive: quantity("%", { min: 0, max: 50 }),
    noLoad: amount("kW"),
    noLoadCurrent: amount("%"),
  })
  .transform((type) => ({
    id: type.id,
    ratedKva: type.rated,
    hvKv: type.hv,
    lvKv: type.lv,
    shortCircuitPercent: type.shortCircuit,
    shortCircuitResistivePercent: type.shortCircuitResistive,
    noLoadKw: type.noLoad,
    noLoadCurrentPercent: type.noLoadCurrent,
  }));

export const prosumerRow = z
  .strictObject({
    uid: identifier(),
    kind: z.enum(["household", "office"], "household or office"),
    bus: identifier(),
    /** Meters, with blanks between them. */
    mids: z.string().min(1, "at least one meter"),
    aggregator: z.string(),
    baseUse: amount("kWh/year"),
    persons: z.string().regex(/^\d+$/, "a whole number of persons").transform(Number),
    floor: amount("m^2"),
    pv: amount("kWp"),
    pvTilt: quantity("deg", { min: 0, max: 90 }),
    pvAzimuth: quantity("deg", { min: 0, max: 360 }),
    battery: amount("kW"),
    batteryStore: amount("kWh"),
    charger: amount("kW"),
    vehicle: amount("kWh"),
    heating: z.enum(["none", "split", "heatPump", "stove"], "none, split, heatPump or stove"),
    heatingPower: amount("kW"),
    loss: amount("kW/K"),
    capacity: amount("kWh/K"),
    boiler: amount("kW"),
    boilerStore: amount("kWh"),
    boilerControl: z.enum(["thermostat", "night"], "thermostat or night"),
    cooling: yesNo(),
    flexible: yesNo(),
    /** Empty where the scenario's shares decide; the column may be left out. */
    strategy: z
      .union([z.literal(""), identifier()], "the name of a strategy, or nothing")
      .optional(),
    /** Machines that run once, with blanks between them; the column may be left out. */
    appliances: z
      .string()
      .regex(APPLIANCES, "washingMachine, dishwasher and dryer, each at most once, or nothing")
      .optional(),
  })
  .transform((row, context) => {
    const pairs = [
      ["battery", "batteryStore"],
      ["charger", "vehicle"],
      ["boiler", "boilerStore"],
    ] as const;
    for (const [power, store] of pairs)
      if (row[power] > 0 !== row[store] > 0)
        refuse(
          context,
          `${power} and ${store} both zero or both above`,
          `${row[power]} and ${row[store]}`,
        );
    if ((row.heating === "none") !== (row.heatingPower === 0))
      refuse(
        context,
        "heating power where there is heating, and only there",
        `${row.heating} with ${row.heatingPower} kW`,
      );
    return {
      uid: row.uid,
      kind: row.kind,
      bus: row.bus,
      mids: row.mids.split(/\s+/),
      aggregator: row.aggregator,
      baseKwhPerYear: row.baseUse,
      persons: row.persons,
      floorM2: row.floor,
      pvKwp: row.pv,
      pvTiltDegree: row.pvTilt,
      pvAzimuthDegree: row.pvAzimuth,
      batteryKw: row.battery,
      batteryKwh: row.batteryStore,
      chargerKw: row.charger,
      vehicleKwh: row.vehicle,
      heating: row.heating,
      heatingKw: row.heatingPower,
      lossKwPerK: row.loss,
      capacityKwhPerK: row.capacity,
      boilerKw: row.boiler,
      boilerKwh: row.boilerStore,
      boilerControl: row.boilerControl,
      cooling: row.cooling,
      flexible: row.flexible,
      strategy: row.strategy ?? "",
      appliances: appliancesOf(row.appliances),
    };
  });
