import * as Plot from "@observablehq/plot";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { draw, FIGURE_WIDTH, INK, marginFor, variantColorScale } from "#reports/figures/theme.ts";
import { uncertaintySentence } from "#reports/figures/uncertainty.ts";
import { digitsFor, formatChange } from "#reports/format.ts";
import type { IndicatorName } from "#reports/indicators.ts";
import type { Difference } from "#reports/statistics.ts";
import type { Study } from "#reports/study.ts";

const shown: readonly { name: IndicatorName; label: string }[] = [
  { name: "lossesMwh", label: "losses of stations and below (MWh)" },
  { name: "overloadHours", label: "time of overload (h)" },
  { name: "overloadMvah", label: "energy of overload (MVAh)" },
  { name: "peakImportKw", label: "peak import (kW)" },
];

const COLUMNS = 2;
const ROW_HEIGHT = 20;
const PANEL_GAP = 84;

interface Dot {
  readonly variant: string;
  readonly difference: Difference;
}

/**
 * Paired differences of the main physical indicators against the reference variant, with their
 * intervals. Null without a reference variant.
 */
export function differences(study: Study, document: FigureDocument): Figure | null {
  const { comparison } = study;
  const { reference } = comparison;
  if (reference === null) return null;
  const variants = comparison.variants.filter((variant) => variant !== reference);
  const pictures = shown.map(({ name, label }) => {
    const dots = variants.flatMap((variant): Dot[] => {
      const { difference } = comparison.of(variant, name);
      return difference === null ? [] : [{ variant, difference }];
    });
    return drawPanel(study, { variants, label, dots }, document);
  });
  return {
    title: `What each variant changes against ${reference}, seed by seed.`,
    caption:
      `Dots: mean difference to ${reference} at equal seeds; left of zero is less. ` +
      uncertaintySentence(comparison),
    legend: [],
    svgs: pictures,
  };
}

interface Panel {
  readonly variants: readonly string[];
  readonly label: string;
  readonly dots: readonly Dot[];
}

function drawPanel(study: Study, { variants, label, dots }: Panel, document: FigureDocument) {
  const digits = digitsFor(dots.map(({ difference }) => difference.mean));
  const flat = dots.map(({ variant, difference: { mean, interval } }) => ({
    variant,
    mean,
    low: interval?.[0] ?? mean,
    high: interval?.[1] ?? mean,
    text: formatChange(mean, digits),
  }));
  return draw(
    {
      width: FIGURE_WIDTH / COLUMNS - 12,
      height: PANEL_GAP + ROW_HEIGHT * variants.length,
      marginLeft: marginFor(variants),
      marginRight: 64,
      marginTop: 28,
      marginBottom: 40,
      // A dot at the end of the axis stays whole.
      insetLeft: 8,
      insetRight: 8,
      x: {
        label: `Change of ${label}`,
        labelAnchor: "center",
        labelArrow: "none",
        grid: true,
        nice: true,
        ticks: 5,
      },
      y: { label: null, domain: [...variants], tickSize: 0 },
      color: variantColorScale(study),
      marks: [
        Plot.ruleX([0], { stroke: INK }),
        Plot.ruleY(flat, {
          x1: "low",
          x2: "high",
          y: "variant",
          stroke: "variant",
          strokeWidth: 2,
        }),
        Plot.dot(flat, { x: "mean", y: "variant", fill: "variant", r: 4.5 }),
        Plot.text(flat, {
          y: "variant",
          text: "text",
          frameAnchor: "right",
          textAnchor: "end",
          dx: 60,
          fontVariant: "tabular-nums",
        }),
      ],
    },
    document,
  );
}
