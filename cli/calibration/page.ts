import { annualUse } from "#cli/calibration/annualUse.ts";
import { coincidence } from "#cli/calibration/coincidence.ts";
import { hotWater } from "#cli/calibration/hotWater.ts";
import { loadDuration } from "#cli/calibration/loadDuration.ts";
import { prices } from "#cli/calibration/prices.ts";
import type { ReferenceData } from "#cli/calibration/referenceData.ts";
import { type Distance, number, type Section, table } from "#cli/calibration/section.ts";
import { sunYield } from "#cli/calibration/sunYield.ts";
import { vehicles } from "#cli/calibration/vehicles.ts";
import type { World } from "#sim/world/world.ts";

export interface CalibrationPage {
  /** Markdown. */
  readonly text: string;
  /** SVG files to lie beside it. */
  readonly figures: readonly { readonly name: string; readonly svg: string }[];
  readonly distances: readonly Distance[];
}

/** Compares the series of a world with measured ones; `prefix` begins the names of figures. */
export function calibrationPage(
  world: World,
  data: ReferenceData,
  prefix: string,
): CalibrationPage {
  const sections: Section[] = [
    sunYield(world, data),
    annualUse(world),
    loadDuration(world, data),
    coincidence(world, data),
    vehicles(world, data),
    hotWater(world, data),
    prices(world, data),
  ];
  const { scenario, seed } = world;
  const distances = sections.flatMap((section) => section.distances);
  const head = [
    "# Calibration",
    "",
    `Series of the scenario \`${scenario.name}\` with seed ${seed}, ${scenario.calendar.days} days from`,
    `${scenario.calendar.start}, beside measured ones. Written by \`eflex calibrate ${scenario.name}\`.`,
    "",
    "How to read the distances: **Kolmogorov-Smirnov** is the largest difference of two distribution",
    "functions, 0 for equal and 1 for apart; **Wasserstein** is how far probability has to be moved on",
    "average, in the unit of the values. A measured series is one draw of its own: a distance of zero",
    "would be a copy, not a calibration.",
    "",
    ...table(["ours against measured", "distance", "far from", ""], distances.map(atAGlance)),
  ];
  const body = sections.flatMap(({ title, text, figures }) => [
    `## ${title}`,
    "",
    ...text,
    ...figures.flatMap(({ name, alt }) => ["", `![${alt}](${prefix}-${name}.svg)`]),
    "",
  ]);
  const gaps = [
    "## What is not compared",
    "",
    "- Yearly uses of single homes (no public set of the two countries), and homes at Bucharest.",
    "- Heating: no measured quarter-hour series of split units or heat pumps of the region.",
    "- Romania's day-ahead prices (no series with a licence; in 2023 and 2024 they equalled Bulgaria's",
    "  in 95 % of the hours).",
    "- People, cars and prices are those of one seed; sun and temperature are means over several.",
    "",
  ];
  return {
    text: [...head, ...body, ...gaps].join("\n"),
    figures: sections.flatMap(({ figures }) =>
      figures.map(({ name, alt, svg }) => ({
        name: `${prefix}-${name}.svg`,
        svg: asFile(svg, alt),
      })),
    ),
    distances,
  };
}

function atAGlance({ label, value, far, unit = "" }: Distance): string[] {
  const words = (amount: number, digits: number) => `${number(amount, digits)} ${unit}`.trim();
  if (value === null) return [label, "–", words(far, 2), "nothing to compare with"];
  return [label, words(value, 3), words(far, 2), Math.abs(value) < far ? "near" : "**far**"];
}

/** Markup that stands alone as a file. */
function asFile(svg: string, alt: string): string {
  return svg.replace(
    "<svg ",
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${alt}" `,
  );
}
