import {
  kolmogorovSmirnov,
  mean,
  relativeError,
  sorted,
  wasserstein,
} from "#cli/calibration/distances.ts";
import { lineFigure } from "#cli/calibration/lineFigure.ts";
import type { ReferenceData } from "#cli/calibration/referenceData.ts";
import { number, percent, type Section, table } from "#cli/calibration/section.ts";
import { buildCalendar, type Calendar } from "#sim/world/calendar.ts";
import { incidence, pvOutput } from "#sim/world/photovoltaics.ts";
import { sunPath } from "#sim/world/sunPath.ts";
import { drawWeather } from "#sim/world/weather.ts";
import type { World } from "#sim/world/world.ts";

const SOUTH = { tiltDegree: 32, azimuthDegree: 180 };
const YEAR = 2019;
const DAYS = 365;
/** Seeds over which ours are means. */
const SEEDS = 10;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Sums and means of the months of one year of weather. */
interface Year {
  readonly ghiKwh: readonly number[];
  readonly yieldKwh: readonly number[];
  readonly temperatureC: readonly number[];
  readonly dailyKwh: readonly number[];
}

/** PV yield by month of a roof to the south, through the same roof model; sun and temperature beside it. */
export function sunYield(world: World, data: ReferenceData): Section {
  const { place, climate } = world.scenario;
  const calendar = buildCalendar({ ...place, start: `${YEAR}-01-01`, days: DAYS, spinUpDays: 1 });
  const sun = sunPath(calendar, place);
  const facing = incidence(sun, SOUTH);
  const yearOf = (ghi: Float32Array, temperature: Float32Array) => {
    const output = pvOutput(sun, facing, SOUTH.tiltDegree, ghi, temperature);
    return monthsOf(calendar, ghi, output, temperature);
  };
  const years = Array.from({ length: SEEDS }, (_, k) => {
    const drawn = drawWeather(calendar, climate, place, sun, world.seed + k);
    return yearOf(drawn.ghiWPerM2, drawn.temperatureC);
  });
  const measured = data.weather(calendar);
  const real = measured === null ? null : yearOf(measured.ghiWPerM2, measured.temperatureC);
  return describe(years, real);
}

function describe(years: readonly Year[], real: Year | null): Section {
  const ours = (pick: (year: Year) => readonly number[]) =>
    MONTHS.map((_, m) => mean(years.map((year) => pick(year)[m]!)));
  const ghi = ours(({ ghiKwh }) => ghiKwh);
  const yields = ours(({ yieldKwh }) => yieldKwh);
  const temperature = ours(({ temperatureC }) => temperatureC);
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
  if (real === null) {
    const rows = MONTHS.map((_, m) => cells(m));
    return { title, text: [...intro, "", ...table(titles, rows)], figures: [], distances: [] };
  }
  const daily = sorted(years.flatMap(({ dailyKwh }) => dailyKwh));
  const realDaily = sorted(real.dailyKwh);
  const found = {
    year: sum(yields) / sum(real.yieldKwh) - 1,
    months: relativeError(yields, real.yieldKwh),
    dailyKs: kolmogorovSmirnov(daily, realDaily),
    kelvin: mean(temperature.map((t, m) => Math.abs(t - real.temperatureC[m]!))),
  };
  const dailyKwh = wasserstein(daily, realDaily);
  return {
    title,
    text: [
      ...intro,
      `Real: the weather measured from space at the place in ${YEAR} (NSRDB), through the same roof`,
      "model. It is a single year: where it lies outside of the range of the seeds, more is wrong than",
      "chance.",
      "",
      ...table(
        [...titles, "real, kWh/kWp", "difference", "real, kWh/m²", "real, °C"],
        MONTHS.map((_, m) => [
          ...cells(m),
          number(real.yieldKwh[m]!, 1),
          percent(yields[m]! / real.yieldKwh[m]! - 1),
          number(real.ghiKwh[m]!, 1),
          number(real.temperatureC[m]!, 1),
        ]),
      ),
      `Year: ${number(sum(yields), 0)} against ${number(sum(real.yieldKwh), 0)} kWh/kWp ` +
        `(${percent(found.year)}), ${number(sum(ghi), 0)} against ${number(sum(real.ghiKwh), 0)} kWh/m²; ` +
        `root mean square of the months' yields ${percent(found.months)}. Daily yields: ` +
        `Kolmogorov-Smirnov ${number(found.dailyKs)}, Wasserstein ${number(dailyKwh)} kWh/kWp. Monthly ` +
        `temperatures differ by ${number(found.kelvin, 1)} K on average.`,
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
    distances: [
      { name: "pvYear", label: "PV yield of the year, relative", value: found.year, far: 0.1 },
      {
        name: "pvMonthly",
        label: "PV yield by month, root mean square",
        value: found.months,
        far: 0.2,
      },
      { name: "pvDailyKs", label: "PV yield by day, KS", value: found.dailyKs, far: 0.1 },
      {
        name: "temperatureMonthlyK",
        label: "monthly temperature, mean difference",
        value: found.kelvin,
        far: 1.5,
        unit: "K",
      },
    ],
  };
}

function monthsOf(
  calendar: Calendar,
  ghiWPerM2: Float32Array,
  kwPerKwp: Float32Array,
  temperature: Float32Array,
): Year {
  const zeros = () => new Array<number>(MONTHS.length).fill(0);
  const [ghiKwh, yieldKwh, temperatureC, count] = [zeros(), zeros(), zeros(), zeros()];
  const dailyKwh = new Array<number>(calendar.dayCount).fill(0);
  for (let i = calendar.firstRun; i < calendar.endRun; i++) {
    const day = calendar.day[i]!;
    const month = Number(calendar.isoDate[day]!.slice(5, 7)) - 1;
    ghiKwh[month]! += ghiWPerM2[i]! / 4000;
    yieldKwh[month]! += kwPerKwp[i]! / 4;
    temperatureC[month]! += temperature[i]!;
    count[month]!++;
    dailyKwh[day]! += kwPerKwp[i]! / 4;
  }
  return {
    ghiKwh,
    yieldKwh,
    temperatureC: temperatureC.map((total, month) => total / count[month]!),
    dailyKwh: dailyKwh.slice(calendar.firstRunDay, calendar.firstRunDay + DAYS),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
