/** What the homes and offices of an area are like: shares and counts, no single person. */
export interface Population {
  /** Folder of the area below `scenarios`. */
  readonly area: string;
  /** First part of every uid. */
  readonly prefix: string;
  readonly feeders: readonly {
    readonly id: string;
    readonly homes: number;
    readonly pvRoofs: number;
    readonly buildings: readonly (readonly [Building, number])[];
  }[];
  /** Mean of inhabited homes without heat, hot water and car; lognormal. */
  readonly baseKwhPerYearMean: number;
  /** Shares of all homes of the area. */
  readonly share: {
    readonly boiler: number;
    /** Of the boilers, those that a time switch heats on the night tariff. */
    readonly nightBoiler: number;
    readonly stove: number;
    readonly split: number;
    readonly heatPump: number;
    readonly vehicle: number;
    readonly cooling: number;
    /** Of the homes with PV. */
    readonly battery: number;
  };
  readonly pvKwp: number;
  readonly boilerKwh: number;
  /** Aggregators of flexible homes, with their shares. */
  readonly aggregators: readonly (readonly [string, number])[];
  readonly offices: readonly Office[];
}

/** A customer of the size of a station; 0 where it has none. */
export interface Office {
  readonly uid: string;
  readonly bus: string;
  readonly aggregator: string;
  readonly baseKwhPerYear: number;
  readonly floorM2: number;
  readonly pvKwp: number;
  readonly batteryKw: number;
  readonly batteryKwh: number;
}

/** Building types: heated area, loss, heat capacity, units of a split system that heat it. */
export const buildings = {
  flatOld: { floorM2: 65, lossKwPerK: 0.13, capacityKwhPerK: 5, splitUnits: 1 },
  flatRenovated: { floorM2: 65, lossKwPerK: 0.07, capacityKwhPerK: 5, splitUnits: 1 },
  houseOld: { floorM2: 110, lossKwPerK: 0.25, capacityKwhPerK: 8.5, splitUnits: 2 },
  houseRenovated: { floorM2: 110, lossKwPerK: 0.14, capacityKwhPerK: 8.5, splitUnits: 1 },
  houseNew: { floorM2: 130, lossKwPerK: 0.1, capacityKwhPerK: 10, splitUnits: 1 },
} as const;

export type Building = keyof typeof buildings;

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

const office = {
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
    area: "pilot/suburb",
    prefix: "SUB",
    feeders: [
      { id: "SUB-F1", homes: 48, pvRoofs: 3, buildings: sofiaCable },
      { id: "SUB-F2", homes: 48, pvRoofs: 3, buildings: sofiaCable },
      { id: "SUB-F3", homes: 34, pvRoofs: 26, buildings: sofiaVillage },
    ],
    baseKwhPerYearMean: 2300,
    share: {
      boiler: 0.7,
      nightBoiler: 0.5,
      stove: 0.12,
      split: 0.4,
      heatPump: 0.12,
      vehicle: 0.2,
      cooling: 0.45,
      battery: 0.3,
    },
    pvKwp: 5,
    boilerKwh: 3.3,
    aggregators: sixtyForty,
    offices: [{ ...office, uid: "SUB-OFFICE-1", bus: "SUB-O1-LV" }],
  },
  {
    area: "pilot/city",
    prefix: "CTY",
    feeders: [22, 22, 22, 22, 21, 21].map((homes, index) => ({
      id: `CTY-F${index + 1}`,
      homes,
      pvRoofs: index < 4 ? 1 : 0,
      buildings: cityBlock,
    })),
    baseKwhPerYearMean: 2300,
    share: {
      boiler: 0.1,
      nightBoiler: 0.5,
      stove: 0,
      split: 0,
      heatPump: 0,
      vehicle: 0.05,
      cooling: 0.5,
      battery: 0.3,
    },
    pvKwp: 5,
    boilerKwh: 3.3,
    aggregators: sixtyForty,
    offices: [
      { ...office, uid: "CTY-OFFICE-1", bus: "CTY-O1-LV" },
      { ...office, uid: "CTY-OFFICE-2", bus: "CTY-O2-LV" },
    ],
  },
  {
    area: "bucharest/suburb",
    prefix: "ILF",
    feeders: [
      { id: "ILF-F1", homes: 62, pvRoofs: 21, buildings: bucharestHouses },
      { id: "ILF-F2", homes: 62, pvRoofs: 21, buildings: bucharestHouses },
      { id: "ILF-F3", homes: 36, pvRoofs: 22, buildings: bucharestHouses },
    ],
    baseKwhPerYearMean: 2000,
    share: {
      boiler: 0.25,
      nightBoiler: 0,
      stove: 0.05,
      split: 0.15,
      heatPump: 0.35,
      vehicle: 0.35,
      cooling: 0.6,
      battery: 0.4,
    },
    pvKwp: 6,
    boilerKwh: 4.1,
    aggregators: sixtyForty,
    offices: [{ ...office, uid: "ILF-OFFICE-1", bus: "ILF-O1-LV" }],
  },
  {
    area: "bucharest/city",
    prefix: "BUC",
    feeders: [27, 27, 27, 27, 26, 26].map((homes, index) => ({
      id: `BUC-F${index + 1}`,
      homes,
      pvRoofs: index < 4 ? 1 : 0,
      buildings: cityBlock,
    })),
    baseKwhPerYearMean: 2000,
    share: {
      boiler: 0.05,
      nightBoiler: 0,
      stove: 0,
      split: 0,
      heatPump: 0,
      vehicle: 0.05,
      cooling: 0.58,
      battery: 0.3,
    },
    pvKwp: 6,
    boilerKwh: 4.1,
    aggregators: sixtyForty,
    offices: [
      { ...office, uid: "BUC-OFFICE-1", bus: "BUC-O1-LV" },
      {
        // Ten public chargers of 22 kW: a load by day that can be slowed down like ventilation.
        uid: "BUC-CHARGERS-1",
        bus: "BUC-O1-LV",
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
