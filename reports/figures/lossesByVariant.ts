import * as Plot from "@observablehq/plot";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { draw, INK, marginFor } from "#reports/figures/theme.ts";
import { digitsFor, formatNumber, formatPercentChange } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";

const parts = [
  { name: "lossesMwh", label: "stations and below", color: "#41607f" },
  { name: "mediumVoltageLossesMwh", label: "medium-voltage lines", color: "#8aa4bd" },
  { name: "mainLossesMwh", label: "110/20 kV transformers", color: "#ccd6df" },
] as const;

const ROW_HEIGHT = 26;

/** Losses of every variant by level of the grid, with the change against the reference. */
export function lossesByVariant(study: Study, document: FigureDocument): Figure {
  const { comparison } = study;
  const { variants, reference } = comparison;
  const bars = variants.flatMap((variant) =>
    parts.map(({ name, label }) => ({ variant, label, mwh: comparison.of(variant, name).mean })),
  );
  const totals = variants.map((variant) =>
    parts.reduce((sum, { name }) => sum + comparison.of(variant, name).mean, 0),
  );
  const base = reference === null ? null : totals[variants.indexOf(reference)]!;
  const digits = digitsFor(totals);
  const ends = variants.map((variant, i) => ({
    variant,
    mwh: totals[i]!,
    text: endLabel(totals[i]!, variant === reference ? null : base, digits),
  }));
  const svg = draw(
    {
      height: 60 + ROW_HEIGHT * variants.length,
      marginLeft: marginFor(variants),
      marginRight: 150,
      marginBottom: 40,
      x: { label: "Losses (MWh)", labelAnchor: "center", labelArrow: "none", grid: true },
      y: { label: null, domain: variants, padding: 0.3, tickSize: 0 },
      color: { domain: parts.map(({ label }) => label), range: parts.map(({ color }) => color) },
      marks: [
        Plot.barX(bars, { x: "mwh", y: "variant", fill: "label" }),
        Plot.text(ends, { x: "mwh", y: "variant", text: "text", textAnchor: "start", dx: 8 }),
        Plot.ruleX([0], { stroke: INK }),
      ],
    },
    document,
  );
  return {
    title: titleSentence(variants, totals, digits),
    caption:
      "Bars: losses over the run by level of the grid, in MWh, mean over seeds." +
      (reference === null ? "" : ` Beside each bar: the sum, and its change against ${reference}.`),
    legend: parts.map(({ label, color }) => ({ label, color })),
    svgs: [svg],
  };
}

function titleSentence(variants: readonly string[], totals: readonly number[], digits: number) {
  const written = (mwh: number) =>
    `${formatNumber(mwh, digits)} MWh under ${variants[totals.indexOf(mwh)]}`;
  const [lowest, highest] = [Math.min(...totals), Math.max(...totals)];
  if (lowest === highest) return `The grids lose ${written(highest)}.`;
  return `The grids lose between ${written(lowest)} and ${written(highest)}.`;
}

function endLabel(mwh: number, base: number | null, digits: number): string {
  const total = `${formatNumber(mwh, digits)} MWh`;
  return base === null ? total : `${total}  (${formatPercentChange(mwh, base)})`;
}
