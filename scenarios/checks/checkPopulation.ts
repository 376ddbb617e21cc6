import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import { busesByFeeder } from "#scenarios/population/drawProsumers.ts";
import { busesForHomes } from "#scenarios/population/placeHomes.ts";
import type { Population } from "#scenarios/population/population.ts";
import type { BusRecord } from "#scenarios/scenario.ts";

/** One thing that is wrong with a population; `field` is below its own section. */
export interface PopulationFault {
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * Finds what a population says that its area does not have: feeders, buses, aggregators, room for
 * the number of homes, people.
 *
 * @param aggregators - Known ones; undefined when their section could not be read.
 */
export function checkPopulation(
  population: Population,
  buses: readonly BusRecord[],
  aggregators: ReadonlySet<string> | undefined,
): PopulationFault[] {
  const faults: PopulationFault[] = [];
  const add = (field: string, expected: string, found: string) =>
    faults.push({ field, expected, found: JSON.stringify(found) });
  const feeders = busesByFeeder(buses);
  const { homes, offices, baseUse } = population;
  if (typeof homes !== "number") {
    for (const { id } of homes)
      if (!feeders.has(id))
        add(`feeders.${id}`, `a feeder of the buses${didYouMean(id, feeders.keys())}`, id);
  } else if (feeders.size === 0) add("homes", "buses on low-voltage feeders", "none");
  else if (busesForHomes(population, feeders).size === 0)
    add("homes", "a bus on a feeder that no office has", "none");
  const count = typeof homes === "number" ? homes : homes.reduce((sum, one) => sum + one.homes, 0);
  if (count === 0) add("feeders", "homes on at least one feeder", "0");
  else if (Math.round(baseUse.emptyShare * count) >= count)
    add("baseUse.empty", "homes in which somebody lives", `all ${count} empty`);
  if (count > 0) addUnowned(population, add);
  const onFeeder = new Set([...feeders.values()].flat());
  for (const { uid, bus } of offices)
    if (bus !== null && !onFeeder.has(bus))
      add(`offices.${uid}.bus`, `a bus on a feeder${didYouMean(bus, onFeeder)}`, bus);
  if (aggregators === undefined) return faults;
  const named = [
    ...population.aggregators.map(([id]) => ["aggregators", id] as const),
    ...offices.map(({ uid, aggregator }) => [`offices.${uid}.aggregator`, aggregator] as const),
  ];
  for (const [field, id] of named)
    if (!aggregators.has(id)) add(field, `one of ${[...aggregators].join(", ")}`, id);
  return faults;
}

/** Shares of what nobody has: of roofs where there are none, of boilers where there are none. */
function addUnowned(
  { homes, share }: Population,
  add: (field: string, expected: string, found: string) => void,
): void {
  const hasRoofs =
    typeof homes === "number"
      ? share.pv > 0
      : homes.some((one) => (one.pvRoofs ?? share.pv * one.homes) > 0);
  if (share.battery > 0 && !hasRoofs)
    add("share.battery", "roofs with PV (share.pv or pvRoofs) to stand beside", "none");
  if (share.nightBoiler > 0 && share.boiler === 0)
    add("share.nightBoiler", "boilers (share.boiler) to be on the night tariff", "none");
}
