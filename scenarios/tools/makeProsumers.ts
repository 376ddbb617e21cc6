import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { scenariosFolder } from "#scenarios/listScenarios.ts";
import { drawHomes, type Home } from "#scenarios/tools/drawHomes.ts";
import {
  buildings,
  type Office,
  type Population,
  populations,
} from "#scenarios/tools/populations.ts";
import { streamsOf } from "#scenarios/tools/seededChoice.ts";

const columns = [
  "uid",
  "kind",
  "bus",
  "mids",
  "aggregator",
  "baseUse [kWh/year]",
  "persons",
  "floor [m^2]",
  "pv [kWp]",
  "pvTilt [deg]",
  "pvAzimuth [deg]",
  "battery [kW]",
  "batteryStore [kWh]",
  "charger [kW]",
  "vehicle [kWh]",
  "heating",
  "heatingPower [kW]",
  "loss [kW/K]",
  "capacity [kWh/K]",
  "boiler [kW]",
  "boilerStore [kWh]",
  "boilerControl",
  "cooling",
  "flexible",
];

/** Makes the attribute table of the prosumers of an area, as CSV; same population, same text. */
export function makeProsumers(population: Population): string {
  const buses: { id: string; feeder: string }[] = parse(
    readFileSync(join(scenariosFolder, population.area, "buses.csv"), "utf8"),
    { columns: true, trim: true },
  );
  const busesOf = (feeder: string) =>
    buses.filter((bus) => bus.feeder === feeder).map(({ id }) => id);
  const homes = drawHomes(population, busesOf, streamsOf(population.area));
  const rows = [...homes.map(homeCells), ...population.offices.map(officeCells)];
  return `${[columns, ...rows].map((cells) => cells.join(",")).join("\n")}\n`;
}

/** Where each area's table is kept. */
export function prosumersPath({ area }: Population): string {
  return join(scenariosFolder, area, "prosumers.csv");
}

function homeCells(home: Home): (string | number)[] {
  const { floorM2, lossKwPerK, capacityKwhPerK } = buildings[home.building];
  return [
    home.uid,
    "household",
    home.bus,
    metersOf(home),
    home.aggregator,
    home.baseKwhPerYear,
    home.persons,
    floorM2,
    home.pvKwp,
    home.pvTiltDegree,
    home.pvAzimuthDegree,
    home.batteryKw,
    home.batteryKwh,
    home.chargerKw,
    home.vehicleKwh,
    home.heating,
    home.heatingKw,
    lossKwPerK,
    capacityKwhPerK,
    home.boilerKw,
    home.boilerKwh,
    home.boilerControl,
    yesNo(home.cooling),
    yesNo(home.flexible),
  ];
}

/** A second meter counts a controlled load: a heat pump, or a boiler on the night tariff. */
function metersOf({ uid, heating, boilerKw, boilerControl }: Home): string {
  const controlled = heating === "heatPump" || (boilerKw > 0 && boilerControl === "night");
  return controlled ? `${uid}-M1 ${uid}-M2` : `${uid}-M1`;
}

function officeCells(office: Office): (string | number)[] {
  const { uid, bus, aggregator, baseKwhPerYear, floorM2, pvKwp, batteryKw, batteryKwh } = office;
  const start = [uid, "office", bus, `${uid}-M1`, aggregator, baseKwhPerYear, 0, floorM2];
  const devices = [pvKwp, 20, 180, batteryKw, batteryKwh, 0, 0, "none", 0, 0, 0, 0, 0];
  return [...start, ...devices, "thermostat", yesNo(floorM2 > 0), yesNo(true)];
}

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}

if (import.meta.main)
  for (const population of populations)
    writeFileSync(prosumersPath(population), makeProsumers(population));
