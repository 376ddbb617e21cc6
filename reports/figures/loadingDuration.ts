import * as Plot from "@observablehq/plot";
import { durationShares } from "#reports/digest/durationCurve.ts";
import { durationAxis } from "#reports/figures/durationAxis.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { draw, LIMIT, variantColorScale, variantLegend } from "#reports/figures/theme.ts";
import { formatNumber } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";

/** Duration curves of the most loaded station transformer, one panel an area. */
export function loadingDuration(study: Study, document: FigureDocument): Figure {
  const points = study.variants.flatMap(({ variant, areas }) =>
    areas.flatMap(({ transformerLoadingPercent }, area) =>
      durationShares.map((share, k) => ({
        variant,
        area: study.areaNames[area]!,
        timePercent: 100 * share,
        loadingPercent: transformerLoadingPercent[k]!,
      })),
    ),
  );
  const svg = draw(
    {
      height: 340,
      marginLeft: 50,
      marginBottom: 44,
      x: durationAxis,
      y: {
        label: "Loading (%)",
        labelArrow: "none",
        grid: true,
        zero: true,
        nice: true,
      },
      fx: { label: null, domain: [...study.areaNames], padding: 0.06 },
      color: variantColorScale(study),
      marks: [
        Plot.ruleY([100], { stroke: LIMIT, strokeDasharray: "5 3" }),
        Plot.line(points, {
          x: "timePercent",
          y: "loadingPercent",
          z: "variant",
          fx: "area",
          stroke: "variant",
          strokeWidth: 1.6,
        }),
      ],
    },
    document,
  );
  return {
    title: peakSentence(study),
    caption:
      "Duration curve of the most loaded station transformer of each area: loading in percent of " +
      "the rating (up) that is reached or passed in the given share of time (right). The time " +
      "axis is stretched towards its left end, where limits are broken. Dashed: the rating.",
    legend: variantLegend(study),
    svgs: [svg],
  };
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
