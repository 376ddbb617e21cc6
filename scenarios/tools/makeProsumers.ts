import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { scenariosFolder } from "#scenarios/listScenarios.ts";
import { drawProsumers } from "#scenarios/population/drawProsumers.ts";
import type { Population } from "#scenarios/population/population.ts";
import { prosumersCsv } from "#scenarios/population/prosumersCsv.ts";
import { populations } from "#scenarios/tools/populations.ts";

/** Makes the attribute table of the prosumers of a shipped area, as CSV; same population, same text. */
export function makeProsumers(population: Population): string {
  const buses: { id: string; feeder: string }[] = parse(
    readFileSync(join(scenariosFolder, population.seed, "buses.csv"), "utf8"),
    { columns: true, trim: true },
  );
  return prosumersCsv(drawProsumers(population, buses).prosumers);
}

/** Where a shipped area's table is kept; its population is named after the area's folder. */
export function prosumersPath({ seed }: Population): string {
  return join(scenariosFolder, seed, "prosumers.csv");
}

if (import.meta.main)
  for (const population of populations)
    writeFileSync(prosumersPath(population), makeProsumers(population));
