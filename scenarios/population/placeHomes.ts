import type { Building } from "#scenarios/population/buildings.ts";
import type { FeederHomes, Population } from "#scenarios/population/population.ts";
import { allotted, type Stream } from "#scenarios/population/seededChoice.ts";
import type { ApplianceName } from "#scenarios/scenario.ts";

/** One home with its devices; ratings are 0 where it has none. */
export interface Home {
  readonly uid: string;
  readonly feeder: string;
  readonly bus: string;
  readonly building: Building;
  baseKwhPerYear: number;
  persons: number;
  pvKwp: number;
  pvTiltDegree: number;
  pvAzimuthDegree: number;
  batteryKw: number;
  batteryKwh: number;
  chargerKw: number;
  vehicleKwh: number;
  heating: "none" | "split" | "heatPump" | "stove";
  heatingKw: number;
  boilerKw: number;
  boilerKwh: number;
  boilerControl: "thermostat" | "night";
  cooling: boolean;
  appliances: readonly ApplianceName[];
  flexible: boolean;
  aggregator: string;
}

/** Digits of the shortest uid. */
const DIGITS_MIN = 3;

/** Places bare homes on the buses of their feeders, and gives each a building. */
export function placeHomes(
  population: Population,
  busesOf: ReadonlyMap<string, readonly string[]>,
  stream: Stream,
): Home[] {
  const { prefix, placement, baseUse } = population;
  const places = busesForHomes(population, busesOf);
  const feeders = homesByFeeder(population, places);
  const total = feeders.reduce((sum, { homes }) => sum + homes, 0);
  const digits = Math.max(DIGITS_MIN, String(total).length);
  const result: Home[] = [];
  for (const { id: feeder, homes: count, buildings: own } of feeders) {
    const buses = places.get(feeder)!;
    const indices = Array.from({ length: count }, (_, index) => index);
    const mix = own ?? population.buildings;
    const buildingOf = allotted(indices, mix, stream(`building/${feeder}`));
    const random = stream(`bus/${feeder}`);
    for (const place of indices) {
      // Along the feeder in equal numbers, or wherever the draw falls.
      const at = placement === "even" ? (place * buses.length) / count : random() * buses.length;
      result.push({
        ...bareHome,
        baseKwhPerYear: baseUse.emptyKwhPerYear,
        uid: `${prefix}-H${String(result.length + 1).padStart(digits, "0")}`,
        feeder,
        bus: buses[Math.floor(at)]!,
        building: buildingOf.get(place)!,
      });
    }
  }
  return result;
}

/**
 * Buses that homes may stand on, by feeder. A number of homes leaves the buses that offices name to
 * these, and feeders that have no others; who lists feeders says where homes stand.
 */
export function busesForHomes(
  { homes, offices }: Pick<Population, "homes" | "offices">,
  busesOf: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  if (typeof homes !== "number") return busesOf;
  const taken = new Set(offices.map(({ bus }) => bus));
  const left = [...busesOf].map(
    ([id, buses]) => [id, buses.filter((bus) => !taken.has(bus))] as const,
  );
  return new Map(left.filter(([, buses]) => buses.length > 0));
}

/** Homes by feeder: as listed, or a number spread over all feeders by the buses these have. */
function homesByFeeder(
  { homes }: Population,
  places: ReadonlyMap<string, readonly string[]>,
): readonly FeederHomes[] {
  if (typeof homes !== "number") return homes;
  const feeders = [...places];
  const busCount = feeders.reduce((sum, [, buses]) => sum + buses.length, 0);
  let reached = 0;
  let placed = 0;
  return feeders.map(([id, buses]) => {
    reached += buses.length;
    const count = Math.round((homes * reached) / busCount) - placed;
    placed += count;
    return { id, homes: count, pvRoofs: null, buildings: null };
  });
}

const bareHome: Omit<Home, "uid" | "feeder" | "bus" | "building" | "baseKwhPerYear"> = {
  persons: 0,
  pvKwp: 0,
  pvTiltDegree: 30,
  pvAzimuthDegree: 180,
  batteryKw: 0,
  batteryKwh: 0,
  chargerKw: 0,
  vehicleKwh: 0,
  heating: "none",
  heatingKw: 0,
  boilerKw: 0,
  boilerKwh: 0,
  boilerControl: "thermostat",
  cooling: false,
  appliances: [],
  flexible: false,
  aggregator: "",
};
