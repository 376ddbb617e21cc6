import {
  kolmogorovSmirnov,
  mean,
  quantile,
  sorted,
  wasserstein,
} from "#cli/calibration/distances.ts";
import { durationLine, lineFigure } from "#cli/calibration/lineFigure.ts";
import type { ReferenceData } from "#cli/calibration/referenceData.ts";
import { number, type Section, table } from "#cli/calibration/section.ts";
import type { World } from "#sim/world/world.ts";

const MICRO_PER_MWH = 1000;
const YEARS = [2020, 2021, 2022, 2023];
/** The year whose shapes the scenario takes. */
const SHAPE_YEAR = 2023;
const QUANTILES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99];

/** Duration of day-ahead prices. */
export function prices(world: World, data: ReferenceData): Section {
  const { firstRun, endRun } = world.calendar;
  const hours: number[] = [];
  for (let i = firstRun; i < endRun; i += 4)
    hours.push(world.dayAheadMicroEurPerKwh[i]! / MICRO_PER_MWH);
  const ours = sorted(hours);
  const row = (label: string, values: Float64Array) => [
    label,
    number(mean(values), 1),
    ...QUANTILES.map((share) => number(quantile(values, share), 1)),
  ];
  const titles = ["EUR/MWh", "mean", ...QUANTILES.map((share) => `${100 * share} %`)];
  const title = "Day-ahead prices";
  const real = YEARS.flatMap((year) => {
    const values = data.prices(year);
    return values === null ? [] : [{ year, values: sorted(values) }];
  });
  if (real.length === 0) {
    return {
      title,
      text: table(titles, [row("ours", ours)]),
      figures: [],
      distances: [],
    };
  }
  const overMean = (values: Float64Array) => values.map((value) => value / mean(values));
  const compared = real.map(({ year, values }) => ({
    year,
    ks: kolmogorovSmirnov(ours, values),
    wasserstein: wasserstein(ours, values),
    shapeKs: kolmogorovSmirnov(overMean(ours), overMean(values)),
    shapeWasserstein: wasserstein(overMean(ours), overMean(values)),
  }));
  const shape = compared.find(({ year }) => year === SHAPE_YEAR)!;
  const shapeYear = real.find(({ year }) => year === SHAPE_YEAR)!;
  return {
    title,
    text: [
      "Hourly prices of ours against Bulgaria's (Ember, from ENTSO-E). The level is a choice of the",
      "scenario (a calm year); the shape over the mean is what should agree, and with 2023 above all.",
      "",
      ...table(titles, [
        row("ours", ours),
        ...real.map(({ year, values }) => row(String(year), values)),
      ]),
      ...table(
        [
          "ours against",
          "Kolmogorov-Smirnov",
          "Wasserstein, EUR/MWh",
          "over the mean: KS",
          "Wasserstein, of the mean",
        ],
        compared.map((one) => [
          String(one.year),
          number(one.ks),
          number(one.wasserstein, 1),
          number(one.shapeKs),
          number(one.shapeWasserstein),
        ]),
      ),
    ],
    figures: [
      {
        name: "prices",
        alt: "Price duration over the mean, ours and 2023",
        svg: lineFigure(
          [
            durationLine("ours", overMean(ours)),
            durationLine(String(SHAPE_YEAR), overMean(shapeYear.values)),
          ],
          { x: "share of hours, %", y: "price over the mean" },
        ),
      },
    ],
    distances: [
      {
        name: "priceShapeKs",
        label: `day-ahead prices over their mean, ${SHAPE_YEAR}, KS`,
        value: shape.shapeKs,
        far: 0.1,
      },
      {
        name: "priceShapeWasserstein",
        label: `day-ahead prices over their mean, ${SHAPE_YEAR}, Wasserstein`,
        value: shape.shapeWasserstein,
        far: 0.1,
      },
    ],
  };
}
