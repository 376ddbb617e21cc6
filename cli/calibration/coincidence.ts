import { mean, relativeError } from "#cli/calibration/distances.ts";
import { homeLoads } from "#cli/calibration/homeLoads.ts";
import { lineFigure } from "#cli/calibration/lineFigure.ts";
import type { ReferenceData } from "#cli/calibration/referenceData.ts";
import { type Distance, number, percent, type Section, table } from "#cli/calibration/section.ts";
import { shuffle, streamKey } from "#sim/random/randomStream.ts";
import { WEEKDAY } from "#sim/world/calendar.ts";
import type { World } from "#sim/world/world.ts";

const SIZES = [1, 2, 3, 5, 10, 15, 20, 30, 45];
const GROUPS = 60;
const WINTER_DAYS = 10;
const PERIODS_PER_DAY = 96;
const DAYS_PER_YEAR = 365;
/** Middle of what is usual without electric heat. */
const RUSCK_USUAL = 0.175;

/** Peak of a group over the sum of its members' peaks, by the number of homes. */
export function coincidence(world: World, data: ReferenceData): Section {
  const homes = homeLoads(world);
  const perDay = winterDays(world).map((from) =>
    meanCoincidence(
      world,
      homes.map((load) => load.subarray(from, from + PERIODS_PER_DAY)),
    ),
  );
  const oneDay = SIZES.map((_, k) => mean(perDay.map((factors) => factors[k]!)));
  const year = meanCoincidence(world, homes);
  const rusck = rusckLimit(year);
  const rusckError = relativeError(
    SIZES.map((n) => rusck + (1 - rusck) / Math.sqrt(n)),
    year,
  );
  const velander = velanderFit(world, homes);
  const text = [
    "The peak of n homes over the sum of their single peaks, quarter hours, load without heat, hot",
    `water and car; means over ${GROUPS} drawn groups of each size.`,
    "",
  ];
  const shape =
    `Over the year ours follow Rusck's g = g∞ + (1 − g∞)/√n with g∞ = ${number(rusck)} to ` +
    `${percent(rusckError)} (root mean square); usual values without electric heat are 0.15 to 0.20. ` +
    `Velander's P = k₁W + k₂√W fits with k₁ = ${velander.k1.toFixed(5)} and k₂ = ` +
    `${velander.k2.toFixed(4)} to ${percent(velander.error)}; usual are 0.00033 and 0.05.`;
  const fits: Distance[] = [
    {
      name: "rusckLimit",
      label: `coincidence of many homes over the year, less the usual ${RUSCK_USUAL}`,
      value: rusck - RUSCK_USUAL,
      far: 0.05,
    },
    {
      name: "rusckError",
      label: "Rusck's formula, root mean square",
      value: rusckError,
      far: 0.1,
    },
    {
      name: "velanderError",
      label: "Velander's formula, root mean square",
      value: velander.error,
      far: 0.1,
    },
  ];
  const real = data.homesOfADay();
  const title = "Coincidence of homes";
  if (real === null) {
    const rows = SIZES.map((n, k) => [String(n), number(oneDay[k]!), number(year[k]!)]);
    return {
      title,
      text: [...text, ...table(["homes", "ours, a winter day", "ours, the year"], rows), shape],
      figures: [],
      distances: fits,
    };
  }
  const measured = meanCoincidence(world, real);
  const error = relativeError(oneDay, measured);
  const points = (factors: readonly number[]) =>
    factors.map((g, k): [number, number] => [SIZES[k]!, g]);
  return {
    title,
    text: [
      ...text,
      "CREST: 45 different homes on one winter day, made with that demand model for the IEEE European",
      "low-voltage feeder; itself a model, built on measured use. Ours: the mean over winter weekdays.",
      "",
      ...table(
        [
          "homes",
          "ours, a winter day",
          "CREST, a winter day",
          "difference",
          "ours, the year",
          "Rusck",
        ],
        SIZES.map((n, k) => [
          String(n),
          number(oneDay[k]!),
          number(measured[k]!),
          percent(oneDay[k]! / measured[k]! - 1),
          number(year[k]!),
          number(rusck + (1 - rusck) / Math.sqrt(n)),
        ]),
      ),
      `Root mean square of the differences: ${percent(error)}. ${shape}`,
    ],
    figures: [
      {
        name: "coincidence",
        alt: "Coincidence factor by number of homes, ours and CREST's",
        svg: lineFigure(
          [
            { label: "ours, a winter day", points: points(oneDay) },
            { label: "CREST, a winter day", points: points(measured) },
            { label: "ours, the year", points: points(year) },
          ],
          { x: "homes", y: "coincidence factor" },
        ),
      },
    ],
    distances: [
      {
        name: "coincidence",
        label: "coincidence of 1 to 45 homes against CREST, root mean square",
        // A run without a winter weekday has nothing to compare.
        value: Number.isFinite(error) ? error : null,
        far: 0.1,
      },
      ...fits,
    ],
  };
}

/** Mean coincidence by group size; groups are drawn by the seed. */
function meanCoincidence(world: World, loads: readonly Float64Array[]): number[] {
  const peaks = loads.map((load) => load.reduce((most, kw) => Math.max(most, kw), 0));
  const order = new Int32Array(loads.length);
  return SIZES.map((size) => {
    let sum = 0;
    for (let group = 0; group < GROUPS; group++) {
      shuffle(streamKey(world.seed, `calibration/${size}/${group}`), order.length, order);
      const members = order.subarray(0, Math.min(size, order.length));
      sum += groupPeak(loads, members) / members.reduce((all, k) => all + peaks[k]!, 0);
    }
    return sum / GROUPS;
  });
}

function groupPeak(loads: readonly Float64Array[], members: Int32Array): number {
  const total = new Float64Array(loads[0]!.length);
  for (const k of members) {
    const load = loads[k]!;
    for (let i = 0; i < total.length; i++) total[i]! += load[i]!;
  }
  return total.reduce((most, kw) => Math.max(most, kw), 0);
}

/** Starts of winter weekdays within the run. */
function winterDays({ calendar }: World): number[] {
  const { dayStart, isoDate, dayType, firstRun, endRun } = calendar;
  const days: number[] = [];
  for (let day = 0; day < calendar.dayCount && days.length < WINTER_DAYS; day++) {
    const from = dayStart[day]!;
    if (from < firstRun || dayStart[day + 1]! > endRun) continue;
    const isWinter = ["01", "02", "12"].includes(isoDate[day]!.slice(5, 7));
    if (isWinter && dayType[from] === WEEKDAY) days.push(from - firstRun);
  }
  return days;
}

/** Least squares of g = g∞ + (1 − g∞)/√n. */
function rusckLimit(factors: readonly number[]): number {
  let above = 0;
  let below = 0;
  for (const [k, n] of SIZES.entries()) {
    const own = 1 - 1 / Math.sqrt(n);
    above += own * (factors[k]! - 1 / Math.sqrt(n));
    below += own * own;
  }
  return above / below;
}

/** Least squares of P = k₁W + k₂√W over the means of drawn groups; W in kWh a year, P in kW. */
function velanderFit(world: World, homes: readonly Float64Array[]) {
  const order = new Int32Array(homes.length);
  const perYear = DAYS_PER_YEAR / world.scenario.calendar.days;
  const kwhOf = homes.map((load) => load.reduce((sum, kw) => sum + kw / 4, 0) * perYear);
  const points = SIZES.map((size) => {
    let kwh = 0;
    let kw = 0;
    for (let group = 0; group < GROUPS; group++) {
      shuffle(streamKey(world.seed, `calibration/${size}/${group}`), order.length, order);
      const members = order.subarray(0, Math.min(size, order.length));
      kwh += members.reduce((sum, k) => sum + kwhOf[k]!, 0) / GROUPS;
      kw += groupPeak(homes, members) / GROUPS;
    }
    return { kwh, kw };
  });
  let aa = 0;
  let ab = 0;
  let bb = 0;
  let ay = 0;
  let by = 0;
  // Relative residuals, so that small groups count as much as large ones.
  for (const { kwh, kw } of points) {
    const a = kwh / kw;
    const b = Math.sqrt(kwh) / kw;
    aa += a * a;
    ab += a * b;
    bb += b * b;
    ay += a;
    by += b;
  }
  const determinant = aa * bb - ab * ab;
  const k1 = (ay * bb - by * ab) / determinant;
  const k2 = (by * aa - ay * ab) / determinant;
  const error = relativeError(
    points.map(({ kwh }) => k1 * kwh + k2 * Math.sqrt(kwh)),
    points.map(({ kw }) => kw),
  );
  return { k1, k2, error };
}
