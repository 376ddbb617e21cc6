// Long because a scenario has many fields and this one spells them all out.
import type { LoadCaseSettings } from "#scenarios/flexibilityRules.ts";
import type { Area, Behaviour, Prices, Prosumer, Scenario } from "#scenarios/scenario.ts";
import { appliancesSchema } from "#scenarios/schema/applianceSchema.ts";
import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";

/**
 * A complete scenario of one area on one low-voltage feeder: six homes and an office in Sofia,
 * with the pilot's climate, prices and habits (pilot-facts 1–7). For tests that need a world.
 */
export function smallScenario(changes: Partial<Scenario> = {}): Scenario {
  return {
    name: "small",
    title: "Six homes and an office",
    hash: "0".repeat(64),
    place: {
      name: "Sofia",
      latitudeDegree: 42.69,
      longitudeDegree: 23.3,
      timeZone: "Europe/Sofia",
      holidays: ["2025-01-01", "2025-03-03", "2025-05-01", "2025-12-25", "2025-12-26"],
    },
    calendar: { start: "2025-01-01", days: 14, spinUpDays: 60 },
    seed: 1,
    historySeeds: [1001, 1002, 1003],
    climate: {
      temperatureC: [-0.5, 1.6, 5.9, 11, 15.6, 19.6, 21.9, 21.9, 17, 11.4, 6, 0.8],
      temperatureLowC: [-4, -2.6, 1, 5.5, 10, 13.8, 15.7, 15.6, 11.4, 6.8, 2.3, -2.3],
      temperatureHighC: [3.5, 6.5, 11.5, 16.7, 21.4, 25.6, 28.2, 28.6, 23.3, 17.3, 10.8, 4.8],
      ghiKwhPerM2Day: [1.55, 2.35, 3.5, 4.5, 5.4, 6.1, 6.5, 5.8, 4.25, 2.95, 1.75, 1.3],
      windAvailability: [0.31, 0.31, 0.22, 0.18, 0.18, 0.18, 0.12, 0.22, 0.14, 0.24, 0.28, 0.36],
      measured: null,
    },
    prices: smallPrices(),
    behaviour: smallBehaviour(),
    devices: defaultDevices,
    localMarket: {
      opensMinute: 17 * 60,
      gateLeadMinutes: 120,
      tradesPerRetariff: 16,
      driftPerRetariffMicroEurPerKwh: null,
      baseCase: "fullForecast",
      tariff: {
        congestionMicroEurPerKwh: 300_000,
        loadingFree: 0.8,
        voltageMicroEurPerKwh: 200_000,
        voltageFreePu: 0.05,
        voltageFullPu: 0.1,
        lossPriceFloorMicroEurPerKwh: 10_000,
        networkShare: 1,
        timeOfUse: { peakHours: [[17, 22]], peakFactor: 2, offPeakFactor: 0.5 },
      },
      deadBandWh: 50,
    },
    flexibility: {
      gateLeadMinutes: { DSO_CM: 120, TSO_CM: 60, BAL: 25 },
      offerWhMin: 250,
      offerQuantile: 0.8,
      pooling: { capability: "share", reliabilityLearning: 0 },
      targetLoadingPercent: 98,
      voltagePuMin: 0.9,
      voltagePuMax: 1.1,
      priceCapMicroEurPerKwh: { DSO_CM: 500_000, TSO_CM: 500_000, BAL: 500_000 },
      maxPremium: 0.5,
      sensitivityMin: 0.05,
      penalty: { rule: "singleSided", singleSidedShare: 1, failureBelow: 0.6, strikes: 3 },
      ownerShare: 0.7,
      rebalance: "tso",
      unmetMicroEurPerKwh: { DSO_CM: 3_000_000, TSO_CM: 3_000_000, BAL: 10_000_000 },
      reservation: {
        callDayOfMonth: 20,
        priceCapMicroEurPerKwH: 30_000,
        needQuantile: 0.5,
        deferralEurPerYear: null,
        rounds: { monthly: 1 },
        askBy: "area",
        pricing: "payAsBid",
        selection: "meritOrder",
        marginTies: "time",
        utilisation: 0.1,
        windows: [],
        indivisibleShare: 0,
      },
      offerPriceLogSd: 0.35,
      deviceCostMicroEurPerKwh: {
        boiler: 50_000,
        electricVehicle: 90_000,
        heatPump: 150_000,
        battery: 130_000,
        hvac: 200_000,
        appliance: 60_000,
      },
      deviceResponseMinutes: {
        boiler: 1,
        electricVehicle: 2,
        heatPump: 10,
        battery: 1,
        hvac: 15,
        appliance: 1,
      },
      products: {},
      qualification: {
        light: "advises",
        test: "advises",
        testShareMin: 0.8,
        testAttempts: 3,
        loadCases: [smallEvening()],
        refresh: "never",
        missing: { meter: 0, coordinates: 0, responseProof: 0, longestRun: 0 },
        answer: { daysMin: 1, daysMax: 10, deadlineDays: 14, never: 0 },
      },
      announceLeadMinutes: null,
      acknowledgement: { at: "delivery", inTimeMinutes: 30 },
      dynamicLight: "none",
      baseline: { household: { method: "nominated" }, office: { method: "nominated" } },
      callRate: { weight: 0.05, prior: 0.2, exploration: 0.05 },
    },
    areas: [smallArea()],
    transmission: {
      referenceNode: "BLAG",
      nodes: [
        { id: "SOFW", constantMw: 150, windMw: 0, pvMw: 250, loadMw: 1150 },
        { id: "BLAG", constantMw: 0, windMw: 0, pvMw: 150, loadMw: 470 },
      ],
      lines: [
        {
          id: "SOFW-BLAG",
          nodeFrom: "SOFW",
          nodeTo: "BLAG",
          reactanceOhm: 14.4,
          voltageKv: 400,
          limitMw: 1300,
        },
      ],
      meanLoadMw: 4284,
      pvInstalledMw: 5000,
      windInstalledMw: 700,
      coal: {
        node: "SOFW",
        baseMw: 1200,
        perLoadMw: 2200,
        perPvMw: -1400,
        minMw: 400,
        maxMw: 2000,
      },
      loadShape: {
        winter: aroundTheClock(1.2, 0.25, 18),
        spring: aroundTheClock(0.95, 0.18, 20),
        summer: aroundTheClock(0.88, 0.15, 20),
        autumn: aroundTheClock(0.97, 0.2, 19),
      },
      imbalance: { loadShare: 0.022, windShare: 0.04, pvShare: 0.03, lag1: 0.88 },
      needScale: 1,
    },
    schemes: [],
    aggregators: [{ id: "AGG", name: "Aggregator" }],
    events: [],
    chain: { mnemonic: "test ".repeat(11).concat("junk"), payoutCycle: "day", eurPerEth: 2500 },
    assumptions: [],
    ...changes,
  };
}

/** A winter's evening. */
function smallEvening(): LoadCaseSettings {
  return {
    id: "evening",
    householdLoad: 1.5,
    officeLoad: 1,
    heating: 0.3,
    boiler: 0.1,
    charger: 0.1,
    cooling: 0,
    pv: 0,
    background: 1,
  };
}

/** A home without devices; `changes` give it some. */
export function smallHome(uid: string, changes: Partial<Prosumer> = {}): Prosumer {
  return {
    uid,
    kind: "household",
    bus: "F1-1",
    mids: [`${uid}-M`],
    aggregator: "AGG",
    baseKwhPerYear: 2300,
    persons: 2,
    floorM2: 65,
    pvKwp: 0,
    pvTiltDegree: 32,
    pvAzimuthDegree: 180,
    batteryKw: 0,
    batteryKwh: 0,
    chargerKw: 0,
    vehicleKwh: 0,
    heating: "none",
    heatingKw: 0,
    lossKwPerK: 0.13,
    capacityKwhPerK: 5,
    boilerKw: 0,
    boilerKwh: 0,
    boilerControl: "thermostat",
    cooling: false,
    flexible: true,
    strategy: "",
    appliances: [],
    ...changes,
  };
}

function smallArea(): Area {
  const boiler = { boilerKw: 2, boilerKwh: 3.3 };
  return {
    id: "SOF",
    dso: "DSO",
    transmissionNode: "SOFW",
    network: {
      sourceBus: "MV",
      sourceVoltagePu: 1.02,
      buses: [
        { id: "MV", voltageKvRated: 20, backgroundKwPeak: 500, feeder: "" },
        { id: "LV", voltageKvRated: 0.4, backgroundKwPeak: 0, feeder: "" },
        { id: "F1-1", voltageKvRated: 0.4, backgroundKwPeak: 0, feeder: "F1" },
        { id: "F1-2", voltageKvRated: 0.4, backgroundKwPeak: 0, feeder: "F1" },
      ],
      lines: [
        { id: "L1", busFrom: "LV", busTo: "F1-1", type: "NAYY 4x150", lengthM: 150 },
        { id: "L2", busFrom: "F1-1", busTo: "F1-2", type: "NAYY 4x150", lengthM: 150 },
      ],
      openLines: [],
      transformers: [{ id: "T1", busHv: "MV", busLv: "LV", type: "400 kVA", ratio: 1 }],
      lineTypes: [
        { id: "NAYY 4x150", rOhmPerKm: 0.208, xOhmPerKm: 0.08, cNfPerKm: 261, ratedA: 270 },
      ],
      transformerTypes: [
        transformer("400 kVA", 400, 20, 0.4, 6, 1.425, 1.35, 0.34),
        transformer("25 MVA", 25_000, 110, 20, 12, 0.41, 14, 0.07),
      ],
      mainTransformerType: "25 MVA",
      monitoredBranches: ["T1", "L1"],
      monitoredBuses: ["LV", "F1-2"],
    },
    prosumers: [
      smallHome("H1", { ...boiler, persons: 3 }),
      smallHome("H2", { ...boiler, pvKwp: 5, batteryKw: 5, batteryKwh: 8 }),
      smallHome("H3", { chargerKw: 7.4, vehicleKwh: 55, bus: "F1-2" }),
      smallHome("H4", { heating: "heatPump", heatingKw: 2.9, bus: "F1-2", cooling: true }),
      smallHome("H5", { pvKwp: 5, pvTiltDegree: 20, pvAzimuthDegree: 270, bus: "F1-2" }),
      smallHome("H6", { heating: "split", heatingKw: 1.3, cooling: true, flexible: false }),
      smallHome("O1", {
        kind: "office",
        bus: "LV",
        baseKwhPerYear: 60_000,
        persons: 0,
        floorM2: 600,
        pvKwp: 20,
        pvTiltDegree: 10,
        batteryKw: 20,
        batteryKwh: 40,
        cooling: true,
      }),
    ],
  };
}

function transformer(
  id: string,
  ratedKva: number,
  hvKv: number,
  lvKv: number,
  shortCircuitPercent: number,
  shortCircuitResistivePercent: number,
  noLoadKw: number,
  noLoadCurrentPercent: number,
) {
  return {
    id,
    ratedKva,
    hvKv,
    lvKv,
    shortCircuitPercent,
    shortCircuitResistivePercent,
    noLoadKw,
    noLoadCurrentPercent,
  };
}

/** Price shapes of 2023 (pilot-facts 6.1); the weekend of summer stands for all seasons. */
function smallPrices(): Prices {
  const winter = hourly(
    ".76 .72 .65 .60 .56 .63 .79 1.07 1.24 1.28 1.15 1.03 .98 .98 .99 1.05 1.20 1.34 1.41 1.34 1.26 1.12 1.00 .88",
  );
  const summer = hourly(
    "1.01 .91 .82 .76 .75 .77 .84 .96 1.08 1.03 .88 .82 .78 .78 .76 .77 .87 1.00 1.13 1.35 1.63 1.71 1.43 1.17",
  );
  const weekend = hourly(
    "1.45 1.39 1.24 1.15 1.07 1.03 .91 .92 .88 .81 .67 .48 .36 .31 .23 .21 .32 .56 1.11 1.49 1.82 2.09 1.92 1.58",
  );
  return {
    dayAhead: {
      meanEurPerMwh: 95,
      monthFactor: [1.2, 1.15, 1, 0.92, 0.85, 0.88, 1, 1.05, 1.02, 1.02, 1.05, 0.86],
      shape: {
        weekday: { winter, spring: summer, summer, autumn: winter },
        weekend: { winter: weekend, spring: weekend, summer: weekend, autumn: weekend },
      },
      mirroredAt: null,
      dailyLogSd: 0.3,
      dailyLag1: 0.5,
      hourlyLogSd: 0.25,
      hourlyLag1: 0.75,
      floorEurPerMwh: -5,
      capEurPerMwh: 400,
    },
    imbalance: {
      shortFactor: 1.35,
      shortAddEurPerMwh: 10,
      longFactor: 0.6,
      longAddEurPerMwh: -5,
    },
    retail: {
      dayMicroEurPerKwh: 150_000,
      nightMicroEurPerKwh: 88_000,
      networkMicroEurPerKwh: 38_000,
      feedInMicroEurPerKwh: 60_000,
      nightHoursWinter: [22, 6],
      nightHoursSummer: [23, 7],
    },
  };
}

function smallBehaviour(): Behaviour {
  const winter = hourly(
    ".51 .38 .35 .34 .34 .41 .79 1.13 1.17 1.08 1.02 1.04 1.15 1.13 1.01 .92 .92 1.13 1.46 1.64 1.47 1.23 1.02 .76",
  );
  const summer = hourly(
    ".65 .48 .44 .41 .43 .52 .86 1.14 1.24 1.26 1.22 1.24 1.38 1.34 1.15 1.04 1.01 1.07 1.25 1.45 1.46 1.38 1.27 .98",
  );
  const sunday = hourly(
    ".68 .49 .39 .36 .34 .34 .36 .44 .78 1.21 1.53 1.78 1.81 1.52 1.19 1.02 .93 1.10 1.37 1.54 1.40 1.19 1.01 .74",
  );
  return {
    householdShape: {
      winter: { weekday: winter, saturday: sunday, sunday },
      between: { weekday: summer, saturday: sunday, sunday },
      summer: { weekday: summer, saturday: sunday, sunday },
    },
    householdMonthFactor: [1.25, 1.22, 1.12, 1.01, 0.9, 0.82, 0.79, 0.81, 0.87, 0.97, 1.1, 1.21],
    householdNoiseSd: 0.93,
    householdNoiseLag1: 0.62,
    householdStandby: 0,
    householdPeak: null,
    officeShape: {
      weekday: hourly(
        ".59 .59 .59 .59 .59 .59 .62 1.31 2.25 2.44 2.41 2.36 2.13 1.74 1.76 1.84 1.56 1.13 .84 .71 .64 .62 .60 .59",
      ),
      weekend: hourly(Array.from({ length: 24 }, () => ".62").join(" ")),
    },
    officeNoiseSd: 0.08,
    officeNoiseLag1: 0.8,
    electricVehicle: {
      sessionsPerWeek: 3.6,
      energyLogMean: 2.05,
      energyLogSd: 0.75,
      arrivalShare: {
        weekday: hourly("1 1 0 0 0 0 1 1 1 1 1 2 2 3 4 12 18 8 8 11 10 8 6 3"),
        weekend: hourly("1 1 0 0 0 0 0 1 1 2 3 4 4 8 8 11 9 10 10 9 6 5 5 3"),
      },
      overnightShare: 0.7,
      departureHourMean: 9,
      departureHourSd: 2,
    },
    hotWater: {
      kwhPerPersonYear: 555,
      standingLossKwhPerDay: 1.2,
      drawShare: hourly("1 .5 .5 .5 1 3 8 11 8 5 4 4 4 4 3 3 4 5 7 9 9 7 4 2"),
    },
    heating: {
      setpointC: 20.5,
      nightSetpointC: 19,
      comfortBandK: 1,
      heatingLimitC: 16,
      insideGainsKw: 0.35,
      solarApertureM2: 1,
      splitShare: 0.75,
    },
    cooling: { startC: 25, kwPerK: 0.15, kwMax: 1.2 },
    officeCooling: { startC: 20, wPerM2K: 2.2 },
    officeHvacShare: 0.4,
    delivery: { noResponse: 0.03, oneLate: 0.05, partial: 0.1, partialLow: 0.5 },
    powerFactor: { household: 0.97, office: 0.93 },
    applianceTypes: appliancesSchema.parse({}),
    strategies: { household: { adaptive: 1 }, office: { adaptive: 1 } },
    targetQuantity: "expected",
    batteryControl: "plan",
    storageOrders: "independent",
  };
}

function aroundTheClock(mean: number, swing: number, peakHour: number): number[] {
  return Array.from({ length: 24 }, (_, hour) => {
    return mean * (1 + swing * Math.cos(((hour - peakHour) * Math.PI) / 12));
  });
}

function hourly(text: string): number[] {
  return text.split(" ").map(Number);
}
