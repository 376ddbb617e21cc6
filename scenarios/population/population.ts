import type { Building } from "#scenarios/population/buildings.ts";

/** Options with their shares, or with weights in place of these. */
export type Mix<Option> = readonly (readonly [Option, number])[];

/** What the homes and offices of an area are like: numbers, shares and sizes, no single person. */
export interface Population {
  /** First part of the name of every stream of its draws. */
  readonly seed: string;
  /** First part of every uid. */
  readonly prefix: string;
  /** Homes over the buses of their feeder: in equal numbers along it, or each on a drawn one. */
  readonly placement: "even" | "random";
  /** Homes by feeder; or their number in all, spread over the feeders by the buses these have. */
  readonly homes: number | readonly FeederHomes[];
  /** Of feeders that do not say it themselves. */
  readonly buildings: Mix<Building>;
  /** Consumption without heat, hot water and car: lognormal, and little where nobody lives. */
  readonly baseUse: {
    /** Mean of the inhabited homes. */
    readonly kwhPerYearMean: number;
    readonly logSd: number;
    /** Share of all homes: empty flats, second homes. */
    readonly emptyShare: number;
    readonly emptyKwhPerYear: number;
  };
  readonly persons: Mix<number>;
  readonly share: DeviceShares;
  readonly pv: {
    readonly kwp: Mix<number>;
    readonly tiltDegree: Mix<number>;
    /** Null where nobody says it: around the side of the noon sun. */
    readonly azimuthDegree: Mix<number> | null;
  };
  readonly battery: { readonly kwh: Mix<number>; readonly kwPerKwh: number };
  readonly boiler: { readonly kw: number; readonly kwh: Mix<number> };
  readonly vehicle: {
    readonly chargerKw: Mix<number>;
    /** Battery of the car: normal within bounds. */
    readonly kwhMean: number;
    readonly kwhSd: number;
    readonly kwhMin: number;
    readonly kwhMax: number;
  };
  /** Aggregators of flexible homes. */
  readonly aggregators: Mix<string>;
  readonly offices: readonly Office[];
}

export interface FeederHomes {
  readonly id: string;
  readonly homes: number;
  /** Roofs with PV; null where the share decides. */
  readonly pvRoofs: number | null;
  readonly buildings: Mix<Building> | null;
}

/** Of all homes of the area, 0 to 1. */
export interface DeviceShares {
  /** Where no feeder counts its roofs. */
  readonly pv: number;
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
  /** Of the inhabited homes, those whose machine takes its start from outside. */
  readonly washingMachine: number;
  readonly dishwasher: number;
  readonly dryer: number;
  /** Of the owners of a device that may be steered and no battery; those with one all are. */
  readonly flexible: number;
}

/** Customers of the size of a station, alike; 0 where they have none. */
export interface Office {
  /** The uid; with a number behind it where there are several. */
  readonly uid: string;
  readonly count: number;
  /** Null for one drawn among those on low-voltage feeders. */
  readonly bus: string | null;
  readonly aggregator: string;
  readonly baseKwhPerYear: number;
  readonly floorM2: number;
  readonly pvKwp: number;
  readonly pvTiltDegree: number;
  /** Null where nobody says it: the side of the noon sun. */
  readonly pvAzimuthDegree: number | null;
  readonly batteryKw: number;
  readonly batteryKwh: number;
}
