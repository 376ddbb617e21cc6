import * as Plot from "@observablehq/plot";
import { durationShares } from "#reports/digest/durationCurve.ts";
import { durationAxis } from "#reports/figures/durationAxis.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { draw, FAINT, LIMIT, variantColorScale, variantLegend } from "#reports/figures/theme.ts";
import { formatNumber } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";

/** EN 50160: 10 % around the nominal voltage. */
const BAND_PU = [0.9, 1.1];

/** Duration curves of the highest and the lowest monitored voltage, one panel an area. */
export function voltageDuration(study: Study, document: FigureDocument): Figure {
  const points = study.variants.flatMap(({ variant, areas }) =>
    areas.flatMap(({ voltagePuMax, voltagePuMin }, area) =>
      durationShares.flatMap((share, k) => {
        const common = { variant, area: study.areaNames[area]!, timePercent: 100 * share };
        return [
          { ...common, line: `${variant} max`, voltagePu: voltagePuMax[k]! },
          { ...common, line: `${variant} min`, voltagePu: voltagePuMin[k]! },
        ];
      }),
    ),
  );
  const svg = draw(
    {
      height: 340,
      marginLeft: 50,
      marginBottom: 44,
      x: durationAxis,
      y: { label: "Voltage (pu)", labelArrow: "none", grid: true, nice: true, tickFormat: ".2f" },
      fx: { label: null, domain: [...study.areaNames], padding: 0.06 },
      color: variantColorScale(study),
      marks: [
        Plot.ruleY([1], { stroke: FAINT, strokeWidth: 2 }),
        Plot.ruleY(BAND_PU, { stroke: LIMIT, strokeDasharray: "5 3" }),
        Plot.line(points, {
          x: "timePercent",
          y: "voltagePu",
          z: "line",
          fx: "area",
          stroke: "variant",
          strokeWidth: 1.6,
        }),
      ],
    },
    document,
  );
  return {
    title: rangeSentence(study),
    caption:
      "Upper curves: the highest voltage of the monitored buses, from its highest value down. " +
      "Lower curves: the lowest voltage, from its lowest value up. A point of an upper curve says " +
      "in which share of time (right) that voltage is reached or passed (up); of a lower curve, " +
      "in which it is reached or undercut. The time axis is stretched towards its left end. Dashed: 10 % around nominal (EN 50160).",
    legend: variantLegend(study),
    svgs: [svg],
  };
}

function rangeSentence(study: Study): string {
  const areas = study.variants.flatMap((variant) => variant.areas);
  const low = Math.min(...areas.map(({ voltagePuMin }) => voltagePuMin[0]!));
  const high = Math.max(...areas.map(({ voltagePuMax }) => voltagePuMax[0]!));
  return `Voltages stay between ${formatNumber(low, 3)} and ${formatNumber(high, 3)} pu.`;
}
