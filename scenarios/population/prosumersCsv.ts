import type { Prosumer } from "#scenarios/scenario.ts";

type Cell = string | number;

/** Columns of the attribute table, with their units, and what stands in them. */
const columns: readonly (readonly [title: string, (prosumer: Prosumer) => Cell])[] = [
  ["uid", ({ uid }) => uid],
  ["kind", ({ kind }) => kind],
  ["bus", ({ bus }) => bus],
  ["mids", ({ mids }) => mids.join(" ")],
  ["aggregator", ({ aggregator }) => aggregator],
  ["baseUse [kWh/year]", ({ baseKwhPerYear }) => baseKwhPerYear],
  ["persons", ({ persons }) => persons],
  ["floor [m^2]", ({ floorM2 }) => floorM2],
  ["pv [kWp]", ({ pvKwp }) => pvKwp],
  ["pvTilt [deg]", ({ pvTiltDegree }) => pvTiltDegree],
  ["pvAzimuth [deg]", ({ pvAzimuthDegree }) => pvAzimuthDegree],
  ["battery [kW]", ({ batteryKw }) => batteryKw],
  ["batteryStore [kWh]", ({ batteryKwh }) => batteryKwh],
  ["charger [kW]", ({ chargerKw }) => chargerKw],
  ["vehicle [kWh]", ({ vehicleKwh }) => vehicleKwh],
  ["heating", ({ heating }) => heating],
  ["heatingPower [kW]", ({ heatingKw }) => heatingKw],
  ["loss [kW/K]", ({ lossKwPerK }) => lossKwPerK],
  ["capacity [kWh/K]", ({ capacityKwhPerK }) => capacityKwhPerK],
  ["boiler [kW]", ({ boilerKw }) => boilerKw],
  ["boilerStore [kWh]", ({ boilerKwh }) => boilerKwh],
  ["boilerControl", ({ boilerControl }) => boilerControl],
  ["cooling", ({ cooling }) => yesNo(cooling)],
  ["flexible", ({ flexible }) => yesNo(flexible)],
];

/** Columns that stand in the table only where somebody has something in them. */
const rareColumns: typeof columns = [
  ["strategy", ({ strategy }) => strategy],
  ["appliances", ({ appliances }) => appliances.join(" ")],
];

/** Writes the attribute table of prosumers, as `prosumers.csv` holds it. */
export function prosumersCsv(prosumers: readonly Prosumer[]): string {
  const rare = rareColumns.filter(([, cell]) => prosumers.some((row) => cell(row) !== ""));
  const written = [...columns, ...rare];
  const lines = prosumers.map((prosumer) => written.map(([, cell]) => cell(prosumer)).join(","));
  return `${[written.map(([title]) => title).join(","), ...lines].join("\n")}\n`;
}

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}
