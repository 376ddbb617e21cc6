import * as Plot from "@observablehq/plot";
import { tailAxis, tailPoints, wholeAxis, wholePoints } from "#reports/figures/durationAxis.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { draw, INK, LIMIT, variantColorScale, variantLegend } from "#reports/figures/theme.ts";
import { type LinePoint, variantLines } from "#reports/figures/variantLines.ts";
import { formatChange, formatNumber } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";

const HALF_WIDTH = 512;

/** Duration curves of the most loaded station transformer, one panel an area. */
export function loadingDuration(study: Study, document: FigureDocument): Figure {
  const { reference } = study.comparison;
  const frame = {
    marginLeft: 50,
    marginTop: 34,
    marginBottom: 44,
    fx: { label: null, domain: [...study.areaNames], padding: 0.06 },
    color: variantColorScale(study),
  };
  const limit = Plot.ruleY([100], { stroke: LIMIT, strokeDasharray: "2 2" });
  const axis = (label: string) => ({ label, labelArrow: "none", grid: true, nice: true }) as const;
  const tail = draw(
    {
      ...frame,
      height: 400,
      x: tailAxis,
      y: axis("Loading (%)"),
      marks: [limit, ...variantLines(study, linePoints(study, tailPoints), 1.8)],
    },
    document,
  );
  const half = { ...frame, width: HALF_WIDTH, height: 280, fx: { ...frame.fx, padding: 0.14 } };
  const whole = draw(
    {
      ...half,
      x: wholeAxis,
      y: { ...axis("Loading (%)"), zero: true },
      marks: [limit, ...variantLines(study, linePoints(study, wholePoints), 1.2)],
    },
    document,
  );
  const changes = changePoints(study);
  const change = draw(
    {
      ...half,
      x: { ...tailAxis, ticks: [0, 0.1, 1, 2, 5] },
      y: { ...axis("Change (percentage points)"), tickFormat: (points) => formatChange(points, 0) },
      marks: [Plot.ruleY([0], { stroke: INK }), ...variantLines(study, changes, 1.4)],
    },
    document,
  );
  return {
    title: peakSentence(study),
    caption:
      "Duration curve of the most loaded station transformer of each area: loading in percent of " +
      "the rating (up) that is reached or passed in the given share of time (right); above, the " +
      "first 5 % of the time, where limits are broken, with the axis stretched towards its left " +
      "end. Below, all the time" +
      (reference === null
        ? ". "
        : `, and how far the curves of the first 5 % lie from the one of ${reference} (dashed line ` +
          "in the other panels). ") +
      "Dotted: the rating.",
    legend: variantLegend(study),
    svgs: reference === null ? [tail, whole] : [tail, whole, change],
  };
}

function linePoints(study: Study, pointsOf: typeof tailPoints): LinePoint[] {
  return study.variants.flatMap(({ variant, areas }) =>
    areas.flatMap(({ transformerLoadingPercent }, area) =>
      pointsOf(transformerLoadingPercent).map((point) => ({
        ...point,
        variant,
        area: study.areaNames[area]!,
        line: "",
      })),
    ),
  );
}

/** Distance of each tail to the tail of the reference, at equal shares of time. */
function changePoints(study: Study): LinePoint[] {
  const { reference } = study.comparison;
  const base = study.variants.find(({ variant }) => variant === reference);
  if (base === undefined) return [];
  return study.variants.flatMap((digest) =>
    digest === base
      ? []
      : digest.areas.flatMap(({ transformerLoadingPercent: curve }, area) => {
          const zero = base.areas[area]!.transformerLoadingPercent;
          const change = curve.map((percent, k) => percent - zero[k]!);
          const common = { variant: digest.variant, area: study.areaNames[area]!, line: "" };
          return tailPoints(change).map((point) => ({ ...point, ...common }));
        }),
  );
}

function peakSentence(study: Study): string {
  const peaks = study.variants.map(({ variant, areas }) => ({
    variant,
    percent: Math.max(...areas.map(({ transformerLoadingPercent: curve }) => curve[0]!)),
  }));
  const written = ({ variant, percent }: (typeof peaks)[number]) =>
    `${formatNumber(percent, 0)} % under ${variant}`;
  const sorted = peaks.toSorted((a, b) => a.percent - b.percent);
  const [lowest, highest] = [sorted[0]!, sorted.at(-1)!];
  if (peaks.length === 1) return `Station transformers peak at ${written(highest)}.`;
  return `Station transformers peak between ${written(lowest)} and ${written(highest)}.`;
}
