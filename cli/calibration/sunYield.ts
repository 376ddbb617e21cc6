import {
  kolmogorovSmirnov,
  mean,
  relativeError,
  sorted,
  wasserstein,
} from "#cli/calibration/distances.ts";
import { lineFigure } from "#cli/calibration/lineFigure.ts";
import type { ReferenceData } from "#cli/calibration/referenceData.ts";
import { type Distance, number, percent, type Section, table } from "#cli/calibration/section.ts";
import { climateOf, MONTHS, monthMeans, type Year, yearOf } from "#cli/calibration/sunYear.ts";
import type { Climate } from "#scenarios/scenario.ts";
import { buildCalendar } from "#sim/world/calendar.ts";
import { incidence, pvOutput } from "#sim/world/photovoltaics.ts";
import { sunPath } from "#sim/world/sunPath.ts";
import { drawWeather } from "#sim/world/weather.ts";
import type { World } from "#sim/world/world.ts";

const SOUTH = { tiltDegree: 32, azimuthDegree: 180 };
const YEAR = 2019;
const DAYS = 365;
/** Seeds over which ours are means. */
const SEEDS = 10;

/** PV yield by month of a roof to the south, through the same roof model; sun and temperature beside it. */
export function sunYield(world: World, data: ReferenceData): Section {
  const { place, climate, devices } = world.scenario;
  const calendar = buildCalendar({ ...place, start: `${YEAR}-01-01`, days: DAYS, spinUpDays: 1 });
  const sun = sunPath(calendar, place);
  const facing = incidence(sun, SOUTH);
  const lived = (ghi: Float32Array, temperature: Float32Array) => {
    const output = pvOutput(sun, facing, SOUTH.tiltDegree, ghi, temperature, devices.photovoltaics);
    return yearOf(calendar, ghi, output, temperature);
  };
  const drawnAround = (normals: Climate) =>
    Array.from({ length: SEEDS }, (_, k) => {
      const drawn = drawWeather(calendar, normals, place, sun, world.seed + k);
      return lived(drawn.ghiWPerM2, drawn.temperatureC);
    });
  const years = drawnAround(climate);
  const measured = data.weather(calendar);
  if (measured === null) return describe(years, null);
  const real = lived(measured.ghiWPerM2, measured.temperatureC);
  return describe(years, { real, alike: drawnAround(climateOf(climate, real)) });
}

/** A year that was, and years drawn around its months' means. */
interface Comparison {
  readonly real: Year;
  readonly alike: readonly Year[];
}

function describe(years: readonly Year[], compared: Comparison | null): Section {
  const ghi = monthMeans(years, ({ ghiKwh }) => ghiKwh);
  const yields = monthMeans(years, ({ yieldKwh }) => yieldKwh);
  const temperature = monthMeans(years, ({ temperatureC }) => temperatureC);
  const range = (m: number) => {
    const all = sorted(years.map(({ yieldKwh }) => yieldKwh[m]!));
    return `${number(all[0]!, 0)}–${number(all.at(-1)!, 0)}`;
  };
  const title = "Sun and temperature";
  const intro = [
    `A roof of 1 kWp to the south at 32°. Ours: means over ${SEEDS} seeds, and the lowest and highest of`,
    "them.",
  ];
  const titles = ["month", "ours, kWh/kWp", "seeds", "ours, kWh/m²", "ours, °C"];
  const cells = (m: number) => [
    MONTHS[m]!,
    number(yields[m]!, 1),
    range(m),
    number(ghi[m]!, 1),
    number(temperature[m]!, 1),
  ];
  if (compared === null) {
    const rows = MONTHS.map((_, m) => cells(m));
    return { title, text: [...intro, "", ...table(titles, rows)], figures: [], distances: [] };
  }
  const { real, alike } = compared;
  const found = apart(years, compared);
  const alikeYields = monthMeans(alike, ({ yieldKwh }) => yieldKwh);
  const daily = sorted(years.flatMap(({ dailyKwh }) => dailyKwh));
  const dailyKwh = wasserstein(daily, sorted(real.dailyKwh));
  return {
    title,
    text: [
      ...intro,
      `Real: the weather measured from space at the place in ${YEAR} (NSRDB), through the same roof`,
      `model. It is a single year, and the scenario draws around normals. The last column is drawn`,
      `around the months' means of ${YEAR} instead: what it differs by is the generator's doing, all else`,
      "is that year's.",
      "",
      ...table(
        [
          ...titles,
          "real, kWh/kWp",
          "difference",
          "real, kWh/m²",
          "real, °C",
          `ours around ${YEAR}, kWh/kWp`,
        ],
        MONTHS.map((_, m) => [
          ...cells(m),
          number(real.yieldKwh[m]!, 1),
          percent(yields[m]! / real.yieldKwh[m]! - 1),
          number(real.ghiKwh[m]!, 1),
          number(real.temperatureC[m]!, 1),
          number(alikeYields[m]!, 1),
        ]),
      ),
      `Year: ${number(sum(yields), 0)} against ${number(sum(real.yieldKwh), 0)} kWh/kWp ` +
        `(${percent(found.year)}), ${number(sum(ghi), 0)} against ${number(sum(real.ghiKwh), 0)} kWh/m²; ` +
        `root mean square of the months' yields ${percent(found.months)}. Daily yields: ` +
        `Kolmogorov-Smirnov ${number(found.dailyKs)}, Wasserstein ${number(dailyKwh)} kWh/kWp. Monthly ` +
        `temperatures differ by ${number(found.kelvin, 1)} K on average.`,
      "",
      `Drawn around the months' means of ${YEAR} the yields of the months are ` +
        `${percent(found.alikeMonths)} off (root mean square), those of the days by ` +
        `Kolmogorov-Smirnov ${number(found.alikeDailyKs)}, temperatures by ` +
        `${number(found.alikeKelvin, 1)} K.`,
    ],
    figures: [
      {
        name: "pv",
        alt: "PV yield by month",
        svg: lineFigure(
          [
            { label: "ours", points: yields.map((kwh, m) => [m + 1, kwh]) },
            { label: String(YEAR), points: real.yieldKwh.map((kwh, m) => [m + 1, kwh]) },
          ],
          { x: "month", y: "kWh/kWp" },
        ),
      },
    ],
    distances: distancesOf(found),
  };
}

/** How far the drawn years are from the real one. */
function apart(years: readonly Year[], { real, alike }: Comparison) {
  const realDaily = sorted(real.dailyKwh);
  const days = (some: readonly Year[]) => sorted(some.flatMap(({ dailyKwh }) => dailyKwh));
  const yields = monthMeans(years, ({ yieldKwh }) => yieldKwh);
  const kelvin = (some: readonly Year[]) => {
    const temperature = monthMeans(some, ({ temperatureC }) => temperatureC);
    return mean(temperature.map((t, m) => Math.abs(t - real.temperatureC[m]!)));
  };
  const alikeYields = monthMeans(alike, ({ yieldKwh }) => yieldKwh);
  return {
    year: sum(yields) / sum(real.yieldKwh) - 1,
    months: relativeError(yields, real.yieldKwh),
    dailyKs: kolmogorovSmirnov(days(years), realDaily),
    kelvin: kelvin(years),
    alikeMonths: relativeError(alikeYields, real.yieldKwh),
    alikeDailyKs: kolmogorovSmirnov(days(alike), realDaily),
    alikeKelvin: kelvin(alike),
  };
}

function distancesOf(found: ReturnType<typeof apart>): Distance[] {
  return [
    { name: "pvYear", label: "PV yield of the year, relative", value: found.year, far: 0.1 },
    {
      name: "pvMonthly",
      label: `PV yield by month against ${YEAR}, root mean square`,
      value: found.months,
      far: 0.2,
    },
    { name: "pvDailyKs", label: "PV yield by day, KS", value: found.dailyKs, far: 0.1 },
    {
      name: "temperatureMonthlyK",
      label: `monthly temperature against ${YEAR}, mean difference`,
      value: found.kelvin,
      far: 1.5,
      unit: "K",
    },
    {
      name: "pvMonthlyAlike",
      label: `PV yield by month drawn around the means of ${YEAR}, root mean square`,
      value: found.alikeMonths,
      far: 0.1,
    },
    {
      name: "pvDailyAlikeKs",
      label: `PV yield by day drawn around the means of ${YEAR}, KS`,
      value: found.alikeDailyKs,
      far: 0.1,
    },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
