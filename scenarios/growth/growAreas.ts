import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import { growHomes, growthShortages } from "#scenarios/growth/growHomes.ts";
import type { ScenarioSource } from "#scenarios/readSections.ts";
import type { Area } from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";
import type { Growth } from "#scenarios/schema/growthSchema.ts";

/** Areas as their homes will be in the year of the growth; as they are where there is none. */
export function growAreas(
  areas: readonly Area[],
  growth: Growth | null | undefined,
  aggregators: readonly string[],
  { file, locate, latitudeDegree }: ScenarioSource & { latitudeDegree: number | undefined },
  findings: Finding[],
): readonly Area[] {
  if (growth === null || growth === undefined) return areas;
  const known = new Set(areas.map(({ id }) => id));
  const add = (path: readonly string[], expected: string, found: string) =>
    findings.push({ file, ...locate(path), field: path.join("."), expected, found });
  for (const [area, paths] of Object.entries(growth.areas)) {
    if (known.size > 0 && !known.has(area))
      add(["growth", "areas", area], `an area${didYouMean(area, known)}`, JSON.stringify(area));
    for (const [device, path] of Object.entries(paths)) {
      if (path === undefined || growth.year <= path.length - 1) continue;
      const expected = `shares to year ${growth.year} (growth.year)`;
      add(
        ["growth", "areas", area, device],
        expected,
        `${path.length}, to year ${path.length - 1}`,
      );
    }
  }
  if (findings.length > 0) return areas;
  for (const { id, prosumers } of areas)
    for (const { field, asked, available } of growthShortages(
      prosumers,
      growth.areas[id] ?? {},
      growth.year,
    )) {
      const expected = `at most the ${available} homes that can, in year ${growth.year}`;
      add(["growth", "areas", id, field], expected, `${asked} homes`);
    }
  if (findings.length > 0) return areas;
  return areas.map((area) => {
    const paths = growth.areas[area.id];
    if (paths === undefined) return area;
    return {
      ...area,
      prosumers: growHomes(area.prosumers, paths, growth, aggregators, latitudeDegree),
    };
  });
}

/** What the report says about it. */
export function growthAssumption({ year, areas }: Growth): string {
  const grown = Object.entries(areas).map(
    ([id, paths]) => `${id} (${Object.keys(paths).join(", ")})`,
  );
  return `Homes own what the growth of the scenario gives them in year ${year}: ${grown.join("; ")}.`;
}
