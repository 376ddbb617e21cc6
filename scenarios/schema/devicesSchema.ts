import { z } from "zod";
import type { DeviceSettings } from "#scenarios/deviceSettings.ts";
import { hourSpan, plain, quantity, share } from "#scenarios/schema/fields.ts";
import { type Comfort, warmestC } from "#scenarios/warmestC.ts";

/** Price of a battery over the energy that passes it in its life, both ways. */
const wearSchema = z
  .strictObject({
    cost: quantity("EUR/kWh", { min: 0, max: 5000 }).prefault("200 EUR/kWh"),
    cycles: plain(1, 1e6).prefault(6000),
    depth: quantity("%", { min: 1, max: 100 }).prefault("90 %"),
  })
  .prefault({})
  .transform(({ cost, cycles, depth }) => Math.round((cost * 1e6) / (2 * cycles * (depth / 100))));

const batterySchema = z
  .strictObject({
    roundTripEfficiency: efficiency().prefault("88 %"),
    usableFrom: share().prefault("10 %"),
    usableTo: share().prefault("95 %"),
    wear: wearSchema,
    /** What is left at the end of a plan, over the mean retail price. */
    leftWorth: quantity("%", { min: 0, max: 200 }).prefault("75 %"),
  })
  .prefault({})
  .refine(({ usableFrom, usableTo }) => usableFrom < usableTo, {
    error: "a window that ends above where it begins",
    path: ["usableTo"],
  })
  .transform(({ usableFrom, usableTo, wear, leftWorth, ...battery }) => ({
    ...battery,
    usableFromShare: usableFrom,
    usableToShare: usableTo,
    wearMicroEurPerKwh: wear,
    leftWorthShare: leftWorth / 100,
  }));

const boilerSchema = z
  .strictObject({
    reserve: share().prefault("30 %"),
    emergency: share().prefault("25 %"),
    final: share().prefault("50 %"),
    timeSwitch: hourSpan().prefault("22:00-06:00"),
    timeSwitchSpread: quantity("h", { min: 0, max: 8 }).prefault("3 h"),
  })
  .prefault({})
  .refine(({ reserve, emergency }) => emergency <= reserve, {
    error: "at most the reserve, which steered tanks keep",
    path: ["emergency"],
  })
  .transform((boiler) => ({
    reserveShare: boiler.reserve,
    emergencyShare: boiler.emergency,
    finalShare: boiler.final,
    timeSwitchHours: boiler.timeSwitch,
    timeSwitchSpreadHours: boiler.timeSwitchSpread,
  }));

const chargerSchema = z
  .strictObject({
    chargerEfficiency: efficiency().prefault("100 %"),
    reserve: quantity("min", { min: 15, max: 720 }).prefault("15 min"),
    fill: quantity("%", { min: 1, max: 100 }).prefault("80 %"),
    expected: hourSpan().prefault("22:00-06:00"),
  })
  .prefault({})
  .transform(({ chargerEfficiency, reserve, fill, expected }) => ({
    chargerEfficiency,
    reserveHours: reserve / 60,
    fillShareMax: fill / 100,
    expectedHours: expected,
  }));

/** The regression of the performance falls with the lift of the temperature up to here, K. */
const LIFT_MAX_K = 100;
/** Air of the coldest hours. */
const COLDEST_C = -20;

const heatPumpSchema = z
  .strictObject({
    flow: quantity("degC", { min: 20, max: 80 }).prefault("40 degC"),
    flowFallPerKelvin: plain(0, 3).prefault(1),
    performanceShare: quantity("%", { min: 10, max: 150 }).prefault("85 %"),
  })
  .prefault({})
  .refine(
    ({ flow, flowFallPerKelvin }) => flow - (1 + flowFallPerKelvin) * COLDEST_C <= LIFT_MAX_K,
    { error: `a flow at most ${LIFT_MAX_K} K above air of ${COLDEST_C} degC`, path: ["flow"] },
  )
  .transform(({ flow, flowFallPerKelvin, performanceShare }) => ({
    flowC: flow,
    flowFallPerK: flowFallPerKelvin,
    performanceShare: performanceShare / 100,
  }));

const splitUnitSchema = z
  .strictObject({
    performance: plain(1, 10).prefault(3.6),
    performancePerKelvin: plain(0, 1).prefault(0.085),
    performanceMin: plain(1, 10).prefault(1.8),
    performanceMax: plain(1, 10).prefault(4.8),
  })
  .prefault({})
  .refine(({ performanceMin, performanceMax }) => performanceMin <= performanceMax, {
    error: "at least performanceMin",
    path: ["performanceMax"],
    abort: true,
  })
  .refine(
    ({ performance, performanceMin, performanceMax }) =>
      performance >= performanceMin && performance <= performanceMax,
    { error: "between performanceMin and performanceMax", path: ["performance"] },
  )
  .transform(({ performancePerKelvin, ...unit }) => ({
    ...unit,
    performancePerK: performancePerKelvin,
  }));

/** How far heating ahead goes where the comfort band allows it and a scenario names nothing else, K. */
const PREHEAT_K = 1;

const thermostatSchema = z
  .strictObject({
    recovery: quantity("h", { min: 0.25, max: 24 }).prefault("2 h"),
    preheat: quantity("K", { min: 0, max: 5 })
      .optional()
      .describe("quantity in K; left out: behaviour.heating.comfortBand, at most 1 K"),
    preheatGain: quantity("%", { min: 0, max: 100 }).prefault("5 %"),
    morning: share().prefault("40 %"),
    habitSpread: quantity("h", { min: 0, max: 8 }).prefault("3 h"),
  })
  .prefault({})
  .transform(({ recovery, preheat, preheatGain, morning, habitSpread }) => ({
    recoveryHours: recovery,
    preheatK: preheat,
    preheatGainMin: preheatGain / 100,
    morningShare: morning,
    habitSpreadHours: habitSpread,
  }));

/** Where windows open, unless rooms may be heated to more or a scenario names something else, °C. */
const OPEN_ABOVE_C = 24;

const roomSchema = z
  .strictObject({
    height: quantity("m", { min: 1.8, max: 6 }).prefault("2.5 m"),
    airChangesPerHour: plain(0, 20).prefault(3),
    openAbove: quantity("degC", { min: 18, max: 40 })
      .optional()
      .describe(
        "quantity in degC; left out: 24 degC, or the warmest setpoint of behaviour.heating with its comfortBand where that is higher",
      ),
    shaded: share().prefault("40 %"),
  })
  .prefault({})
  .transform(({ height, airChangesPerHour, openAbove, shaded }) => ({
    heightM: height,
    airChangesPerHour,
    openAboveC: openAbove,
    shadedShare: shaded,
  }));

const officeHvacSchema = z
  .strictObject({
    shed: share().prefault("20 %"),
    bearable: quantity("h", { min: 0, max: 24 }).prefault("1 h"),
    rebound: quantity("%", { min: 1, max: 100 }).prefault("80 %"),
    reboundPerQuarterHour: quantity("%", { min: 0.1, max: 99 }).prefault("12.5 %"),
  })
  .prefault({})
  .transform(({ shed, bearable, rebound, reboundPerQuarterHour }) => ({
    shedShare: shed,
    bearableHours: bearable,
    reboundShare: rebound / 100,
    reboundPerPeriod: reboundPerQuarterHour / 100,
  }));

const photovoltaicsSchema = z
  .strictObject({
    performanceRatio: share().prefault("86 %"),
    lossPerKelvin: quantity("%/K", { min: 0, max: 2 }).prefault("0.4 %/K"),
    /** Cells over air at 1000 W/m². */
    cellHeating: quantity("K", { min: 0, max: 60 }).prefault("30 K"),
    albedo: share().prefault("20 %"),
  })
  .prefault({})
  .transform(({ performanceRatio, lossPerKelvin, cellHeating, albedo }) => ({
    performanceRatio,
    lossPerK: Number((lossPerKelvin / 100).toPrecision(12)),
    heatingKPerWPerM2: cellHeating / 1000,
    albedo,
  }));

const ownerSchema = z
  .strictObject({
    taste: share().prefault("6 %"),
    storedWorth: quantity("%", { min: 0, max: 200 }).prefault("50 %"),
    boughtAgain: share().prefault("80 %"),
  })
  .prefault({})
  .transform(({ taste, storedWorth, boughtAgain }) => ({
    tasteShare: taste,
    storedWorthShare: storedWorth / 100,
    boughtAgainShare: boughtAgain,
  }));

/** What devices are like, the same for all of a kind: what stands here is what a scenario leaves out. */
export const devicesSchema = z.strictObject({
  battery: batterySchema,
  boiler: boilerSchema,
  electricVehicle: chargerSchema,
  heatPump: heatPumpSchema,
  splitUnit: splitUnitSchema,
  heating: thermostatSchema,
  room: roomSchema,
  officeHvac: officeHvacSchema,
  photovoltaics: photovoltaicsSchema,
  owner: ownerSchema,
});

/**
 * Fills in what follows from behaviour where it is left out: no home heats ahead beyond its comfort
 * band, and none opens windows on what it has heated.
 */
export function fillDevices(
  devices: z.output<typeof devicesSchema>,
  comfort: Comfort,
): DeviceSettings {
  const { preheatK = Math.min(PREHEAT_K, comfort.comfortBandK) } = devices.heating;
  const { openAboveC = Math.max(OPEN_ABOVE_C, warmestC(comfort)) } = devices.room;
  return {
    ...devices,
    heating: { ...devices.heating, preheatK },
    room: { ...devices.room, openAboveC },
  };
}

/** Devices of a scenario that says nothing about them, where the comfort band is wide enough and rooms are no warmer. */
export const defaultDevices: DeviceSettings = fillDevices(devicesSchema.parse({}), {
  setpointC: OPEN_ABOVE_C - PREHEAT_K,
  nightSetpointC: OPEN_ABOVE_C - PREHEAT_K,
  comfortBandK: PREHEAT_K,
});

/** Nothing works backwards, and hardly anything without loss. */
function efficiency() {
  return quantity("%", { min: 10, max: 100 }).transform((percent) =>
    Number((percent / 100).toPrecision(12)),
  );
}
