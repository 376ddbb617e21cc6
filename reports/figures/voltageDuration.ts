import * as Plot from "@observablehq/plot";
import type { AreaDigest } from "#reports/digest/areaDigest.ts";
import { tailAxis, tailPoints, wholeAxis, wholePoints } from "#reports/figures/durationAxis.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import {
  draw,
  FAINT,
  FIGURE_WIDTH,
  LIMIT,
  variantColorScale,
  variantLegend,
} from "#reports/figures/theme.ts";
import { type LinePoint, variantLines } from "#reports/figures/variantLines.ts";
import { formatNumber } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";

/** EN 50160: 10 % around the nominal voltage. */
const BAND_PU = [0.9, 1.1] as const;

const TAIL_WIDTH = 512;

type Curve = keyof Pick<AreaDigest, "voltagePuMax" | "voltagePuMin">;

/** Duration curves of the highest and the lowest monitored voltage, one panel an area. */
export function voltageDuration(study: Study, document: FigureDocument): Figure {
  const tail = (curve: Curve, limitPu: number, label: string) =>
    drawPanel(
      study,
      {
        width: TAIL_WIDTH,
        height: 340,
        x: { ...tailAxis, ticks: [0, 0.1, 0.5, 1, 2, 5] },
        label,
        limits: [limitPu],
        points: linePoints(study, curve, tailPoints),
        strokeWidth: 1.8,
      },
      document,
    );
  const whole = drawPanel(
    study,
    {
      width: FIGURE_WIDTH,
      height: 220,
      x: wholeAxis,
      label: "Highest and lowest voltage (pu)",
      limits: BAND_PU,
      points: [
        ...linePoints(study, "voltagePuMax", wholePoints),
        ...linePoints(study, "voltagePuMin", wholePoints),
      ],
      strokeWidth: 1.2,
    },
    document,
  );
  return {
    title: rangeSentence(study),
    caption:
      "Above, the tails: the highest voltage of the monitored buses that is reached or passed " +
      "(left), and the lowest that is reached or undercut (right), in the given share of time, " +
      "for the first 5 % of the time; the axis is stretched towards its left end. Below, both " +
      "curves over all the time. " +
      (study.comparison.reference === null
        ? ""
        : `Dashed line on top: ${study.comparison.reference}. `) +
      "Dotted: 10 % around nominal (EN 50160).",
    legend: variantLegend(study),
    svgs: [
      tail("voltagePuMax", BAND_PU[1], "Highest voltage (pu)"),
      tail("voltagePuMin", BAND_PU[0], "Lowest voltage (pu)"),
      whole,
    ],
  };
}

interface Panel {
  readonly width: number;
  readonly height: number;
  readonly x: Plot.ScaleOptions;
  readonly label: string;
  readonly limits: readonly number[];
  readonly points: readonly LinePoint[];
  readonly strokeWidth: number;
}

function drawPanel(study: Study, panel: Panel, document: FigureDocument): string {
  const { width, height, x, label, limits, points, strokeWidth } = panel;
  return draw(
    {
      width,
      height,
      marginLeft: 54,
      marginTop: 34,
      marginBottom: 44,
      x,
      y: { label, labelArrow: "none", grid: true, nice: true, ticks: 6, tickFormat: ".3f" },
      fx: {
        label: null,
        domain: [...study.areaNames],
        padding: width < FIGURE_WIDTH ? 0.12 : 0.06,
      },
      color: variantColorScale(study),
      marks: [
        Plot.ruleY(limits.length > 1 ? [1] : [], { stroke: FAINT, strokeWidth: 2 }),
        Plot.ruleY(limits, { stroke: LIMIT, strokeDasharray: "2 2" }),
        ...variantLines(study, points, strokeWidth),
      ],
    },
    document,
  );
}

function linePoints(study: Study, curve: Curve, pointsOf: typeof tailPoints): LinePoint[] {
  return study.variants.flatMap(({ variant, areas }) =>
    areas.flatMap((digest, area) => {
      const common = { variant, area: study.areaNames[area]!, line: curve };
      return pointsOf(digest[curve]).map((point) => ({ ...point, ...common }));
    }),
  );
}

function rangeSentence(study: Study): string {
  const areas = study.variants.flatMap((variant) => variant.areas);
  const low = Math.min(...areas.map(({ voltagePuMin }) => voltagePuMin[0]!));
  const high = Math.max(...areas.map(({ voltagePuMax }) => voltagePuMax[0]!));
  return `Voltages stay between ${formatNumber(low, 3)} and ${formatNumber(high, 3)} pu.`;
}
