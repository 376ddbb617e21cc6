import { type Building, buildings, type Population } from "#scenarios/tools/populations.ts";
import { allotted, normal, type Stream, shuffled } from "#scenarios/tools/seededChoice.ts";

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
  flexible: boolean;
  aggregator: string;
}

/** Share of customers with almost no use: empty flats, second homes. */
const EMPTY_SHARE = 0.1;
const BASE_LOG_SD = 0.5;
const BOILER_KW = 2;
const BATTERY = { powerKw: 5, energyKwh: 8 };
/** Kelvin between a room and the coldest day that heating is designed for. */
const DESIGN_KELVIN = 36.5;

const persons = [
  [1, 0.25],
  [2, 0.33],
  [3, 0.23],
  [4, 0.14],
  [5, 0.05],
] as const;
const chargersKw = [
  [3.7, 0.3],
  [7.4, 0.5],
  [11, 0.2],
] as const;
const azimuths = [
  [150, 1],
  [165, 2],
  [180, 4],
  [195, 2],
  [210, 1],
] as const;
const tilts = [
  [25, 1],
  [30, 2],
  [35, 1],
] as const;

/**
 * Draws the homes of a population on the buses of their feeders. Counts are the rounded shares of
 * all homes; who has what is a seeded shuffle.
 */
export function drawHomes(
  population: Population,
  busesOf: (feeder: string) => readonly string[],
  stream: Stream,
): Home[] {
  const homes = placeHomes(population, busesOf, stream);
  const empty = new Set(take(homes, EMPTY_SHARE * homes.length, stream("empty")));
  const inhabited = homes.filter((home) => !empty.has(home));
  drawPeople(population, inhabited, stream);
  drawHeating(population, homes.length, inhabited, stream);
  drawDevices(population, homes.length, inhabited, stream);
  drawMarket(population, inhabited, stream);
  return homes;
}

function placeHomes(
  { prefix, feeders }: Population,
  busesOf: (feeder: string) => readonly string[],
  stream: Stream,
): Home[] {
  const homes: Home[] = [];
  for (const { id: feeder, homes: count, buildings: mix } of feeders) {
    const buses = busesOf(feeder);
    const places = Array.from({ length: count }, (_, index) => index);
    const buildingOf = allotted(places, mix, stream(`building/${feeder}`));
    for (const place of places)
      homes.push({
        ...bareHome,
        uid: `${prefix}-H${String(homes.length + 1).padStart(3, "0")}`,
        feeder,
        bus: buses[Math.floor((place * buses.length) / count)]!,
        building: buildingOf.get(place)!,
      });
  }
  return homes;
}

const bareHome: Omit<Home, "uid" | "feeder" | "bus" | "building"> = {
  baseKwhPerYear: 120,
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
  flexible: false,
  aggregator: "",
};

function drawPeople({ baseKwhPerYearMean }: Population, homes: readonly Home[], stream: Stream) {
  const personsOf = allotted(homes, persons, stream("persons"));
  const random = stream("base");
  const raw = homes.map(() => Math.exp(BASE_LOG_SD * normal(random)));
  // Scaled so that the homes drawn have the mean asked for, and not only its expectation.
  const scale = (baseKwhPerYearMean * homes.length) / raw.reduce((sum, value) => sum + value, 0);
  for (const [index, home] of homes.entries()) {
    home.persons = personsOf.get(home)!;
    home.baseKwhPerYear = Math.round((raw[index]! * scale) / 10) * 10;
  }
}

function drawHeating({ share }: Population, count: number, homes: readonly Home[], stream: Stream) {
  const houses = homes.filter(({ building }) => building.startsWith("house"));
  for (const home of take(houses, share.heatPump * count, stream("heatPump"))) {
    const designKw = buildings[home.building].lossKwPerK * DESIGN_KELVIN;
    home.heating = "heatPump";
    // Sold for 6, 8 and 11 kW of heat.
    home.heatingKw = designKw <= 4.5 ? 2.2 : designKw <= 6 ? 2.9 : 4;
  }
  const bySplit = homes.filter(({ heating }) => heating === "none");
  for (const home of take(bySplit, share.split * count, stream("split"))) {
    home.heating = "split";
    home.heatingKw = buildings[home.building].splitUnits;
  }
  const byStove = homes.filter(({ heating }) => heating === "none");
  for (const home of take(byStove, share.stove * count, stream("stove"))) {
    const designKw = buildings[home.building].lossKwPerK * DESIGN_KELVIN;
    home.heating = "stove";
    // Stoves heat three quarters of the rooms.
    home.heatingKw = Math.max(2, Math.round(0.75 * designKw * 2) / 2);
  }
  // Who heats with a split unit also cools with it.
  const byCooling = shuffled(homes, stream("cooling")).sort(
    (a, b) => Number(b.heating === "split") - Number(a.heating === "split"),
  );
  for (const home of byCooling.slice(0, Math.round(share.cooling * count))) home.cooling = true;
}

function drawDevices(
  { feeders, share, pvKwp, boilerKwh }: Population,
  count: number,
  homes: readonly Home[],
  stream: Stream,
) {
  const boilers = take(homes, share.boiler * count, stream("boiler"));
  const night = Math.round(share.nightBoiler * boilers.length);
  for (const [index, home] of boilers.entries()) {
    home.boilerKw = BOILER_KW;
    home.boilerKwh = boilerKwh;
    home.boilerControl = index < night ? "night" : "thermostat";
  }
  const drivers = take(homes, share.vehicle * count, stream("vehicle"));
  const chargerOf = allotted(drivers, chargersKw, stream("charger"));
  const batteryRandom = stream("vehicleBattery");
  for (const home of drivers) {
    home.chargerKw = chargerOf.get(home)!;
    home.vehicleKwh = Math.min(90, Math.max(25, Math.round(55 + 15 * normal(batteryRandom))));
  }
  const roofs = feeders.flatMap(({ id, pvRoofs }) =>
    take(
      homes.filter(({ feeder }) => feeder === id),
      pvRoofs,
      stream(`pv/${id}`),
    ),
  );
  const azimuthOf = allotted(roofs, azimuths, stream("azimuth"));
  const tiltOf = allotted(roofs, tilts, stream("tilt"));
  for (const home of roofs) {
    home.pvKwp = pvKwp;
    home.pvAzimuthDegree = azimuthOf.get(home)!;
    home.pvTiltDegree = tiltOf.get(home)!;
  }
  for (const home of take(roofs, share.battery * roofs.length, stream("battery"))) {
    home.batteryKw = BATTERY.powerKw;
    home.batteryKwh = BATTERY.energyKwh;
  }
}

/** Half of the owners of a flexible device let it be steered, and all who have a battery. */
function drawMarket({ aggregators }: Population, homes: readonly Home[], stream: Stream) {
  const batteries = homes.filter(({ batteryKw }) => batteryKw > 0);
  const others = homes.filter(
    ({ batteryKw, boilerKw, chargerKw, heating }) =>
      batteryKw === 0 &&
      (boilerKw > 0 || chargerKw > 0 || heating === "split" || heating === "heatPump"),
  );
  const flexible = [...batteries, ...take(others, 0.5 * others.length, stream("flexible"))];
  const aggregatorOf = allotted(flexible, aggregators, stream("aggregator"));
  for (const home of flexible) {
    home.flexible = true;
    home.aggregator = aggregatorOf.get(home)!;
  }
}

function take<T>(items: readonly T[], count: number, random: () => number): T[] {
  return shuffled(items, random).slice(0, Math.round(count));
}
