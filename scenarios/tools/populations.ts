import type { Office, Population } from "#scenarios/population/population.ts";
import { officeRoof, populationDefaults } from "#scenarios/population/populationDefaults.ts";

const sofiaCable = [
  ["houseOld", 0.28],
  ["houseRenovated", 0.12],
  ["houseNew", 0.12],
  ["flatOld", 0.3],
  ["flatRenovated", 0.18],
] as const;
const sofiaVillage = [
  ["houseOld", 0.5],
  ["houseRenovated", 0.25],
  ["houseNew", 0.25],
] as const;
const bucharestHouses = [
  ["houseOld", 0.35],
  ["houseRenovated", 0.25],
  ["houseNew", 0.4],
] as const;
const cityBlock = [
  ["flatOld", 0.6],
  ["flatRenovated", 0.4],
] as const;

const sixtyForty = [
  ["AGG-A", 0.6],
  ["AGG-B", 0.4],
] as const;

/** Roofs are counted by feeder. */
const share = { pv: 0, flexible: 0.5, washingMachine: 0.2, dishwasher: 0.1, dryer: 0.03 };

const office: Omit<Office, "uid" | "bus"> = {
  ...officeRoof,
  count: 1,
  aggregator: "AGG-B",
  baseKwhPerYear: 1_000_000,
  floorM2: 10_000,
  pvKwp: 200,
  batteryKw: 200,
  batteryKwh: 400,
};

/** Populations of the shipped areas; where the figures come from stands in each SOURCES.md. */
export const populations: readonly Population[] = [
  {
    ...populationDefaults,
    seed: "pilot/suburb",
    prefix: "SUB",
    homes: [
      { id: "SUB-F1", homes: 48, pvRoofs: 3, buildings: null },
      { id: "SUB-F2", homes: 48, pvRoofs: 3, buildings: null },
      { id: "SUB-F3", homes: 34, pvRoofs: 26, buildings: sofiaVillage },
    ],
    buildings: sofiaCable,
    baseUse: { ...populationDefaults.baseUse, kwhPerYearMean: 2300 },
    share: {
      ...share,
      boiler: 0.7,
      nightBoiler: 0.5,
      stove: 0.12,
      split: 0.4,
      heatPump: 0.12,
      vehicle: 0.2,
      cooling: 0.45,
      battery: 0.3,
    },
    pv: { ...populationDefaults.pv, kwp: [[5, 1]] },
    boiler: { ...populationDefaults.boiler, kwh: [[3.3, 1]] },
    aggregators: sixtyForty,
    offices: [{ ...office, uid: "SUB-OFFICE-1", bus: "SUB-O1-LV" }],
  },
  {
    ...populationDefaults,
    seed: "pilot/city",
    prefix: "CTY",
    homes: [22, 22, 22, 22, 21, 21].map((homes, index) => ({
      id: `CTY-F${index + 1}`,
      homes,
      pvRoofs: index < 4 ? 1 : 0,
      buildings: null,
    })),
    buildings: cityBlock,
    baseUse: { ...populationDefaults.baseUse, kwhPerYearMean: 2300 },
    share: {
      ...share,
      boiler: 0.1,
      nightBoiler: 0.5,
      stove: 0,
      split: 0,
      heatPump: 0,
      vehicle: 0.05,
      cooling: 0.5,
      battery: 0.3,
    },
    pv: { ...populationDefaults.pv, kwp: [[5, 1]] },
    boiler: { ...populationDefaults.boiler, kwh: [[3.3, 1]] },
    aggregators: sixtyForty,
    offices: [
      { ...office, uid: "CTY-OFFICE-1", bus: "CTY-O1-LV" },
      { ...office, uid: "CTY-OFFICE-2", bus: "CTY-O2-LV" },
    ],
  },
  {
    ...populationDefaults,
    seed: "bucharest/suburb",
    prefix: "ILF",
    homes: [
      { id: "ILF-F1", homes: 62, pvRoofs: 21, buildings: null },
      { id: "ILF-F2", homes: 62, pvRoofs: 21, buildings: null },
      { id: "ILF-F3", homes: 36, pvRoofs: 22, buildings: null },
    ],
    buildings: bucharestHouses,
    baseUse: { ...populationDefaults.baseUse, kwhPerYearMean: 2000 },
    share: {
      ...share,
      boiler: 0.25,
      nightBoiler: 0,
      stove: 0.05,
      split: 0.15,
      heatPump: 0.35,
      vehicle: 0.35,
      cooling: 0.6,
      battery: 0.4,
    },
    pv: { ...populationDefaults.pv, kwp: [[6, 1]] },
    boiler: { ...populationDefaults.boiler, kwh: [[4.1, 1]] },
    aggregators: sixtyForty,
    offices: [{ ...office, uid: "ILF-OFFICE-1", bus: "ILF-O1-LV" }],
  },
  {
    ...populationDefaults,
    seed: "bucharest/city",
    prefix: "BUC",
    homes: [27, 27, 27, 27, 26, 26].map((homes, index) => ({
      id: `BUC-F${index + 1}`,
      homes,
      pvRoofs: index < 4 ? 1 : 0,
      buildings: null,
    })),
    buildings: cityBlock,
    baseUse: { ...populationDefaults.baseUse, kwhPerYearMean: 2000 },
    share: {
      ...share,
      boiler: 0.05,
      nightBoiler: 0,
      stove: 0,
      split: 0,
      heatPump: 0,
      vehicle: 0.05,
      cooling: 0.58,
      battery: 0.3,
    },
    pv: { ...populationDefaults.pv, kwp: [[6, 1]] },
    boiler: { ...populationDefaults.boiler, kwh: [[4.1, 1]] },
    aggregators: sixtyForty,
    offices: [
      { ...office, uid: "BUC-OFFICE-1", bus: "BUC-O1-LV" },
      {
        // Ten public chargers of 22 kW: a load by day that can be slowed down like ventilation.
        ...officeRoof,
        uid: "BUC-CHARGERS-1",
        bus: "BUC-O1-LV",
        count: 1,
        aggregator: "AGG-B",
        baseKwhPerYear: 250_000,
        floorM2: 0,
        pvKwp: 0,
        batteryKw: 0,
        batteryKwh: 0,
      },
      { ...office, uid: "BUC-OFFICE-2", bus: "BUC-O2-LV" },
    ],
  },
];
