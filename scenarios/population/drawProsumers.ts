import { buildings } from "#scenarios/population/buildings.ts";
import { drawHomes, type Shortage } from "#scenarios/population/drawHomes.ts";
import type { Home } from "#scenarios/population/placeHomes.ts";
import type { Office, Population } from "#scenarios/population/population.ts";
import { noonAzimuth, roofAzimuths } from "#scenarios/population/roofs.ts";
import { type Stream, streamsOf } from "#scenarios/population/seededChoice.ts";
import type { BusRecord, Prosumer } from "#scenarios/scenario.ts";

/** Customers of an area, and what there were too few homes for. */
export interface DrawnProsumers {
  readonly prosumers: readonly Prosumer[];
  readonly shortages: readonly Shortage[];
}

/**
 * Draws the attribute table of an area: homes on the buses of their low-voltage feeders, offices at
 * theirs. The same population on the same buses gives the same table.
 *
 * @param latitudeDegree - Of the place: below 0 roofs that nobody turned face north.
 */
export function drawProsumers(
  population: Population,
  buses: readonly Pick<BusRecord, "id" | "feeder">[],
  latitudeDegree = 0,
): DrawnProsumers {
  const stream = streamsOf(population.seed);
  const azimuths = population.pv.azimuthDegree ?? roofAzimuths(latitudeDegree);
  const { homes, shortages } = drawHomes(population, busesByFeeder(buses), azimuths, stream);
  const facing = noonAzimuth(latitudeDegree);
  const offices = drawOffices(population.offices, buses, facing, stream);
  return { prosumers: [...homes.map(prosumerOf), ...offices], shortages };
}

/** Buses of each low-voltage feeder, in order. */
export function busesByFeeder(
  buses: readonly Pick<BusRecord, "id" | "feeder">[],
): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const { id, feeder } of buses) {
    if (feeder === "") continue;
    const known = result.get(feeder);
    if (known === undefined) result.set(feeder, [id]);
    else known.push(id);
  }
  return result;
}

function prosumerOf({ feeder: _, building, ...home }: Home): Prosumer {
  return {
    ...home,
    strategy: "",
    kind: "household",
    mids: metersOf(home),
    ...houseOf(building),
  };
}

function houseOf(building: Home["building"]) {
  const { floorM2, lossKwPerK, capacityKwhPerK } = buildings[building];
  return { floorM2, lossKwPerK, capacityKwhPerK };
}

/** A second meter counts a controlled load: a heat pump, or a boiler on the night tariff. */
export function metersOf({
  uid,
  heating,
  boilerKw,
  boilerControl,
}: Pick<Home, "uid" | "heating" | "boilerKw" | "boilerControl">): string[] {
  const controlled = heating === "heatPump" || (boilerKw > 0 && boilerControl === "night");
  return controlled ? [`${uid}-M1`, `${uid}-M2`] : [`${uid}-M1`];
}

function drawOffices(
  offices: readonly Office[],
  buses: readonly Pick<BusRecord, "id" | "feeder">[],
  facing: number,
  stream: Stream,
): Prosumer[] {
  const places = buses.filter(({ feeder }) => feeder !== "").map(({ id }) => id);
  return offices.flatMap(({ uid, count, bus, pvAzimuthDegree, ...office }) => {
    const random = stream(`office/${uid}`);
    return Array.from({ length: count }, (_, k) => {
      const name = count === 1 ? uid : `${uid}-${k + 1}`;
      const place = bus ?? places[Math.floor(random() * places.length)]!;
      return officeOf(name, place, { ...office, pvAzimuthDegree: pvAzimuthDegree ?? facing });
    });
  });
}

function officeOf(
  uid: string,
  bus: string,
  office: Omit<Office, "uid" | "count" | "bus"> & Pick<Prosumer, "pvAzimuthDegree">,
): Prosumer {
  return {
    ...office,
    strategy: "",
    appliances: [],
    uid,
    kind: "office",
    bus,
    mids: [`${uid}-M1`],
    persons: 0,
    chargerKw: 0,
    vehicleKwh: 0,
    heating: "none",
    heatingKw: 0,
    lossKwPerK: 0,
    capacityKwhPerK: 0,
    boilerKw: 0,
    boilerKwh: 0,
    boilerControl: "thermostat",
    cooling: office.floorM2 > 0,
    flexible: true,
  };
}
