import {
  kolmogorovSmirnov,
  mean,
  quantile,
  sorted,
  wasserstein,
} from "#cli/calibration/distances.ts";
import { homeLoads } from "#cli/calibration/homeLoads.ts";
import { durationLine, lineFigure } from "#cli/calibration/lineFigure.ts";
import type { ReferenceData } from "#cli/calibration/referenceData.ts";
import { number, type Section, table } from "#cli/calibration/section.ts";
import type { World } from "#sim/world/world.ts";

/** Homes of a multi-family house of medium size. */
const HOUSE_HOMES = 12;
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1];

/** Load duration over the mean: of one home, and of the homes of a house together. */
export function loadDuration(world: World, data: ReferenceData): Section {
  const homes = homeLoads(world);
  const single = overMean(sorted(homes.flatMap((load) => [...everyNth(load.map(over(load)), 16)])));
  const house = overMean(sorted(sum(homes.slice(0, HOUSE_HOMES))));
  const row = (label: string, values: Float64Array) => [
    label,
    ...SHARES.map((share) => number(quantile(values, share))),
  ];
  const titles = ["load over its mean", ...SHARES.map((share) => `${100 * share} %`)];
  const title = "Load duration";
  const real = [data.building("flat"), data.building("single_family_house")];
  const block = data.building("multi_family_medium");
  if (real[0] === null || real[1] === null || block === null) {
    const text = table(titles, [row("ours, one home", single), row("ours, a house", house)]);
    return { title, text, figures: [], distances: [] };
  }
  const [flat, family] = real.map((load) => overMean(sorted(load!)));
  const blockOf = overMean(sorted(block));
  const distances = {
    flatKs: kolmogorovSmirnov(single, flat!),
    flatWasserstein: wasserstein(single, flat!),
    familyKs: kolmogorovSmirnov(single, family!),
    familyWasserstein: wasserstein(single, family!),
    houseKs: kolmogorovSmirnov(house, blockOf),
    houseWasserstein: wasserstein(house, blockOf),
  };
  return {
    title,
    text: [
      "Quarter hours over their mean; ours without heat, hot water and car. Real: reference profiles of",
      "VDI 4657-3, measured in Germany: one flat, one family house, one multi-family house of medium size",
      `(beside it ${HOUSE_HOMES} of our homes together).`,
      "",
      ...table(titles, [
        row("ours, one home", single),
        row("real, a flat", flat!),
        row("real, a family house", family!),
        row("ours, a house", house),
        row("real, a multi-family house", blockOf),
      ]),
      ...table(
        ["ours against", "Kolmogorov-Smirnov", "Wasserstein, of the mean load"],
        [
          ["one home: a flat", number(distances.flatKs), number(distances.flatWasserstein)],
          [
            "one home: a family house",
            number(distances.familyKs),
            number(distances.familyWasserstein),
          ],
          [
            "a house: a multi-family house",
            number(distances.houseKs),
            number(distances.houseWasserstein),
          ],
        ],
      ),
    ],
    figures: [
      {
        name: "load",
        alt: "Load duration of one home, ours and real",
        svg: lineFigure(
          [
            durationLine("ours", single),
            durationLine("a flat", flat!),
            durationLine("a family house", family!),
          ],
          { x: "share of time, %", y: "load over its mean" },
        ),
      },
    ],
    distances: [
      {
        name: "flatKs",
        label: "load of a home against a flat, KS",
        value: distances.flatKs,
        far: 0.1,
      },
      {
        name: "familyKs",
        label: "load of a home against a family house, KS",
        value: distances.familyKs,
        far: 0.1,
      },
      {
        name: "houseKs",
        label: "load of a house against a multi-family house, KS",
        value: distances.houseKs,
        far: 0.1,
      },
    ],
  };
}

function over(load: Float64Array): (kw: number) => number {
  const average = mean(load);
  return (kw) => kw / average;
}

function overMean(values: Float64Array): Float64Array {
  return values.map(over(values));
}

function everyNth(values: Float64Array, n: number): number[] {
  return [...values].filter((_, k) => k % n === 0);
}

function sum(loads: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(loads[0]!.length);
  for (const load of loads) for (let i = 0; i < total.length; i++) total[i]! += load[i]!;
  return total;
}
