import { batteryKwOf } from "#scenarios/population/batteryKwOf.ts";
import { type Building, buildings, isHouse } from "#scenarios/population/buildings.ts";
import { type Home, placeHomes } from "#scenarios/population/placeHomes.ts";
import type { Mix, Population } from "#scenarios/population/population.ts";
import { allotted, normal, type Stream, shuffled } from "#scenarios/population/seededChoice.ts";

/** Fewer homes could have something than the population says. */
export interface Shortage {
  /** Where the population says it: `share.heatPump`. */
  readonly field: string;
  readonly asked: number;
  readonly available: number;
}

/** Kelvin between a room and the coldest day that heating is designed for. */
const DESIGN_KELVIN = 36.5;

/**
 * Draws the homes of a population on the buses of their feeders. Counts are the rounded shares of
 * all homes; who has what is a seeded shuffle. What there are not enough homes for is told.
 *
 * @param busesOf - Buses by low-voltage feeder, in order.
 * @param azimuths - Degrees that roofs face.
 */
export function drawHomes(
  population: Population,
  busesOf: ReadonlyMap<string, readonly string[]>,
  azimuths: Mix<number>,
  stream: Stream,
): { homes: Home[]; shortages: Shortage[] } {
  const homes = placeHomes(population, busesOf, stream);
  const draw = new Draw(homes.length, stream);
  const { emptyShare } = population.baseUse;
  const empty = new Set(draw.take("baseUse.empty", homes, emptyShare * homes.length, "empty"));
  const inhabited = homes.filter((home) => !empty.has(home));
  drawPeople(population, inhabited, stream);
  drawHeating(population, inhabited, draw);
  drawCooling(population, inhabited, draw);
  drawBoilers(population, inhabited, draw);
  drawVehicles(population, inhabited, draw);
  drawRoofs(population, azimuths, inhabited, draw);
  drawMachines(population, inhabited, draw);
  drawMarket(population, inhabited, draw);
  return { homes, shortages: draw.shortages };
}

/** Draws who has something, and notes where too few could. */
class Draw {
  readonly shortages: Shortage[] = [];
  readonly homeCount: number;
  readonly stream: Stream;

  constructor(homeCount: number, stream: Stream) {
    this.homeCount = homeCount;
    this.stream = stream;
  }

  /** So many of the items, drawn from a stream of that name. */
  take<T>(field: string, items: readonly T[], count: number, question: string): T[] {
    const asked = Math.round(count);
    if (asked > items.length) this.shortages.push({ field, asked, available: items.length });
    return shuffled(items, this.stream(question)).slice(0, asked);
  }

  /** The same for a share of all homes of the area. */
  share<T>(items: readonly T[], share: number, name: string): T[] {
    return this.take(`share.${name}`, items, share * this.homeCount, name);
  }
}

function drawPeople(
  { baseUse, persons }: Population,
  homes: readonly Home[],
  stream: Stream,
): void {
  const personsOf = allotted(homes, persons, stream("persons"));
  const random = stream("base");
  const raw = homes.map(() => Math.exp(baseUse.logSd * normal(random)));
  // Scaled so that the homes drawn have the mean asked for, and not only its expectation.
  const scale =
    (baseUse.kwhPerYearMean * homes.length) / raw.reduce((sum, value) => sum + value, 0);
  for (const [index, home] of homes.entries()) {
    home.persons = personsOf.get(home)!;
    home.baseKwhPerYear = Math.round((raw[index]! * scale) / 10) * 10;
  }
}

function drawHeating({ share }: Population, homes: readonly Home[], draw: Draw): void {
  const designKwOf = (building: Building) => buildings[building].lossKwPerK * DESIGN_KELVIN;
  const houses = homes.filter(({ building }) => isHouse(building));
  for (const home of draw.share(houses, share.heatPump, "heatPump")) {
    const designKw = designKwOf(home.building);
    home.heating = "heatPump";
    // Sold for 6, 8 and 11 kW of heat.
    home.heatingKw = designKw <= 4.5 ? 2.2 : designKw <= 6 ? 2.9 : 4;
  }
  const bySplit = homes.filter(({ heating }) => heating === "none");
  for (const home of draw.share(bySplit, share.split, "split")) {
    home.heating = "split";
    home.heatingKw = buildings[home.building].splitUnits;
  }
  const byStove = homes.filter(({ heating }) => heating === "none");
  for (const home of draw.share(byStove, share.stove, "stove")) {
    home.heating = "stove";
    // Stoves heat three quarters of the rooms.
    home.heatingKw = Math.max(2, Math.round(0.75 * designKwOf(home.building) * 2) / 2);
  }
}

/** Who heats with a split unit also cools with it. */
function drawCooling({ share }: Population, homes: readonly Home[], draw: Draw): void {
  const inOrder = shuffled(homes, draw.stream("cooling")).sort(
    (a, b) => Number(b.heating === "split") - Number(a.heating === "split"),
  );
  const asked = Math.round(share.cooling * draw.homeCount);
  if (asked > homes.length)
    draw.shortages.push({ field: "share.cooling", asked, available: homes.length });
  for (const home of inOrder.slice(0, asked)) home.cooling = true;
}

function drawBoilers({ share, boiler }: Population, homes: readonly Home[], draw: Draw): void {
  const boilers = draw.share(homes, share.boiler, "boiler");
  const night = Math.round(share.nightBoiler * boilers.length);
  const sizeOf = allotted(boilers, boiler.kwh, draw.stream("boilerSize"));
  for (const [index, home] of boilers.entries()) {
    home.boilerKw = boiler.kw;
    home.boilerKwh = sizeOf.get(home)!;
    home.boilerControl = index < night ? "night" : "thermostat";
  }
}

function drawVehicles({ share, vehicle }: Population, homes: readonly Home[], draw: Draw): void {
  const { chargerKw, kwhMean, kwhSd, kwhMin, kwhMax } = vehicle;
  const drivers = draw.share(homes, share.vehicle, "vehicle");
  const chargerOf = allotted(drivers, chargerKw, draw.stream("charger"));
  const random = draw.stream("vehicleBattery");
  for (const home of drivers) {
    home.chargerKw = chargerOf.get(home)!;
    const kwh = Math.round(kwhMean + kwhSd * normal(random));
    home.vehicleKwh = Math.min(kwhMax, Math.max(kwhMin, kwh));
  }
}

function drawRoofs(
  population: Population,
  azimuths: Mix<number>,
  homes: readonly Home[],
  draw: Draw,
): void {
  const { pv, battery, share } = population;
  const roofs = roofsOf(population, homes, draw);
  const kwpOf = allotted(roofs, pv.kwp, draw.stream("pvSize"));
  const azimuthOf = allotted(roofs, azimuths, draw.stream("azimuth"));
  const tiltOf = allotted(roofs, pv.tiltDegree, draw.stream("tilt"));
  for (const home of roofs) {
    home.pvKwp = kwpOf.get(home)!;
    home.pvAzimuthDegree = azimuthOf.get(home)!;
    home.pvTiltDegree = tiltOf.get(home)!;
  }
  const stores = draw.take("share.battery", roofs, share.battery * roofs.length, "battery");
  const kwhOf = allotted(stores, battery.kwh, draw.stream("batterySize"));
  for (const home of stores) {
    home.batteryKwh = kwhOf.get(home)!;
    home.batteryKw = batteryKwOf(home.batteryKwh, battery.kwPerKwh);
  }
}

/** Roofs with PV: counted by feeder, or a share of all. */
function roofsOf(population: Population, homes: readonly Home[], draw: Draw): Home[] {
  const { homes: placed, share } = population;
  const feeders = typeof placed === "number" ? [] : placed;
  const counted = feeders.flatMap(({ id, pvRoofs }) => {
    if (pvRoofs === null) return [];
    const here = homes.filter(({ feeder }) => feeder === id);
    return draw.take(`feeders.${id}.pvRoofs`, here, pvRoofs, `pv/${id}`);
  });
  const drawn = feeders.filter(({ pvRoofs }) => pvRoofs === null).map(({ id }) => id);
  const others = new Set(typeof placed === "number" ? homes.map(({ feeder }) => feeder) : drawn);
  if (others.size === 0) return counted;
  const rest = homes.filter(({ feeder }) => others.has(feeder));
  return [...counted, ...draw.share(rest, (share.pv * rest.length) / homes.length, "pv")];
}

const MACHINES = ["washingMachine", "dishwasher", "dryer"] as const;

function drawMachines({ share }: Population, homes: readonly Home[], draw: Draw): void {
  for (const name of MACHINES) {
    const owners = draw.take(`share.${name}`, homes, share[name] * homes.length, name);
    for (const home of owners) home.appliances = [...home.appliances, name];
  }
}

/**
 * Of the owners of a device that may be steered a share lets it be, and all who have a battery. Who
 * has nothing but machines is asked apart: these move nobody else.
 */
function drawMarket({ aggregators, share }: Population, homes: readonly Home[], draw: Draw): void {
  const batteries = homes.filter(({ batteryKw }) => batteryKw > 0);
  const others = homes.filter(
    ({ batteryKw, boilerKw, chargerKw, heating }) =>
      batteryKw === 0 &&
      (boilerKw > 0 || chargerKw > 0 || heating === "split" || heating === "heatPump"),
  );
  const larger = new Set([...batteries, ...others]);
  const machinesOnly = homes.filter((home) => home.appliances.length > 0 && !larger.has(home));
  const joining = (owners: readonly Home[], question: string) =>
    draw.take("share.flexible", owners, share.flexible * owners.length, question);
  const join = (flexible: readonly Home[], question: string) => {
    const aggregatorOf = allotted(flexible, aggregators, draw.stream(question));
    for (const home of flexible) {
      home.flexible = true;
      home.aggregator = aggregatorOf.get(home)!;
    }
  };
  join([...batteries, ...joining(others, "flexible")], "aggregator");
  join(joining(machinesOnly, "flexibleMachines"), "aggregatorMachines");
}
