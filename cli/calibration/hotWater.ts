import { mean } from "#cli/calibration/distances.ts";
import type { ReferenceData } from "#cli/calibration/referenceData.ts";
import { number, percent, type Section, table } from "#cli/calibration/section.ts";
import type { World } from "#sim/world/world.ts";

const PERSONS = [1, 2, 3, 4, 5];
const DAYS_PER_YEAR = 365;
const HOURS = 24;

/** Heat drawn with hot water, by persons and by hour of the day. */
export function hotWater(world: World, data: ReferenceData): Section {
  const ours = PERSONS.map((persons) => yearlyKwh(world, persons));
  const real = PERSONS.map((persons) => data.hotWater(persons));
  const title = "Hot water";
  if (real.some((series) => series === null)) {
    const rows = PERSONS.map((persons, k) => [String(persons), number(ours[k]!, 0)]);
    return {
      title,
      text: table(["persons", "ours, kWh"], rows),
      figures: [],
      distances: [],
    };
  }
  const realKwh = real.map((series) => series!.reduce((sum, w) => sum + w / 4000, 0));
  const known = PERSONS.map((_, k) => k).filter((k) => Number.isFinite(ours[k]!));
  const error = Math.sqrt(mean(known.map((k) => (ours[k]! / realKwh[k]! - 1) ** 2)));
  const ourDay = shareByHour(world);
  const realDay = hourShares(real[1]!);
  const moved = hoursApart(ourDay, realDay);
  return {
    title,
    text: [
      "Heat drawn a year, kWh, mean of the homes of so many persons; real: profiles of VDI 4657-3.",
      "",
      ...table(
        ["persons", "ours", "real", "difference"],
        PERSONS.map((persons, k) => [
          String(persons),
          number(ours[k]!, 0),
          number(realKwh[k]!, 0),
          Number.isFinite(ours[k]!) ? percent(ours[k]! / realKwh[k]! - 1) : "–",
        ]),
      ),
      `Root mean square ${percent(error)}. Over the hours of the day (0 to 24) ${number(moved)} h of the`,
      "drawn heat's position would have to be moved to make ours real (Wasserstein).",
    ],
    figures: [],
    distances: [
      { name: "hotWater", label: "hot water by persons, root mean square", value: error, far: 0.1 },
      {
        name: "hotWaterHours",
        label: "hot water over the day, Wasserstein",
        value: moved,
        far: 1,
        unit: "h",
      },
    ],
  };
}

function yearlyKwh({ prosumers, calendar, scenario }: World, persons: number): number {
  const { firstRun, endRun } = calendar;
  const sums = prosumers
    .filter(({ prosumer, drawWh }) => drawWh !== null && prosumer.persons === persons)
    .map(({ drawWh }) => {
      const drawn = drawWh!.subarray(firstRun, endRun).reduce((sum, wh) => sum + wh, 0);
      return (drawn / 1000) * (DAYS_PER_YEAR / scenario.calendar.days);
    });
  return mean(sums);
}

function shareByHour({ prosumers, calendar }: World): number[] {
  const sums = new Array<number>(HOURS).fill(0);
  for (const { drawWh } of prosumers) {
    if (drawWh === null) continue;
    for (let i = calendar.firstRun; i < calendar.endRun; i++) {
      sums[Math.floor(calendar.minuteOfDay[i]! / 60)]! += drawWh[i]!;
    }
  }
  return shares(sums);
}

function hourShares(quarters: Float64Array): number[] {
  const sums = new Array<number>(HOURS).fill(0);
  for (const [i, w] of quarters.entries()) sums[Math.floor((i % 96) / 4)]! += w;
  return shares(sums);
}

function shares(sums: readonly number[]): number[] {
  const total = sums.reduce((a, b) => a + b, 0);
  return sums.map((value) => value / total);
}

/** Area between two distribution functions over the hours of a day. */
function hoursApart(a: readonly number[], b: readonly number[]): number {
  let ahead = 0;
  let area = 0;
  for (const [hour, share] of a.entries()) {
    ahead += share - b[hour]!;
    area += Math.abs(ahead);
  }
  return area;
}
