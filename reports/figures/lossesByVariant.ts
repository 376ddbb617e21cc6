import * as Plot from "@observablehq/plot";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { draw, FIGURE_WIDTH, INK, marginFor } from "#reports/figures/theme.ts";
import { digitsFor, formatChange, formatNumber, formatPercentChange } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";

const upperParts = [
  { name: "mediumVoltageLossesMwh", label: "medium-voltage lines", color: "#8aa4bd" },
  { name: "mainLossesMwh", label: "110/20 kV transformers", color: "#ccd6df" },
] as const;

const BELOW = { label: "stations and below", color: "#41607f" };
const ROW_HEIGHT = 28;
const MAIN_WIDTH = 600;
const UPPER_WIDTH = FIGURE_WIDTH - MAIN_WIDTH - 16;

const panel = {
  marginTop: 28,
  marginBottom: 40,
} satisfies Plot.PlotOptions;

/**
 * Losses of every variant. What a market of these customers can change stands on an axis of its own;
 * the levels above carry mostly the load of others, and would hide it.
 */
export function lossesByVariant(study: Study, document: FigureDocument): Figure {
  const { variants, reference } = study.comparison;
  const below = variants.map((variant) => study.comparison.of(variant, "lossesMwh").mean);
  const base = reference === null ? null : below[variants.indexOf(reference)]!;
  const digits = digitsFor(below);
  const rows = variants.map((variant, i) => ({
    variant,
    mwh: below[i]!,
    text: endLabel(below[i]!, variant === reference ? null : base, digits),
  }));
  return {
    title: titleSentence(variants, below, digits),
    caption:
      "Left: losses over the run of station transformers and below, in MWh, mean over seeds" +
      (reference === null ? ". " : `, with the change against ${reference}. `) +
      "Right, on a scale of its own: losses of the levels above, where most of the flow is the " +
      "stated background load of other stations.",
    legend: [BELOW, ...upperParts.map(({ label, color }) => ({ label, color }))],
    svgs: [
      draw(
        {
          ...panel,
          width: MAIN_WIDTH,
          height: 68 + ROW_HEIGHT * variants.length,
          marginLeft: marginFor(variants),
          marginRight: marginFor(rows.map(({ text }) => text)),
          x: lossAxis("Losses, stations and below (MWh)"),
          y: { label: null, domain: [...variants], padding: 0.3, tickSize: 0 },
          marks: [
            Plot.barX(rows, { x: "mwh", y: "variant", fill: BELOW.color }),
            Plot.text(rows, { x: "mwh", y: "variant", text: "text", textAnchor: "start", dx: 8 }),
            Plot.ruleX([0], { stroke: INK }),
          ],
        },
        document,
      ),
      upperLevels(study, document),
    ],
  };
}

function upperLevels({ comparison }: Study, document: FigureDocument): string {
  const { variants } = comparison;
  const bars = variants.flatMap((variant) =>
    upperParts.map(({ name, label }) => ({
      variant,
      label,
      mwh: comparison.of(variant, name).mean,
    })),
  );
  const sums = variants.map((variant) =>
    upperParts.reduce((sum, { name }) => sum + comparison.of(variant, name).mean, 0),
  );
  const digits = digitsFor(sums);
  const ends = variants.map((variant, i) => ({
    variant,
    mwh: sums[i]!,
    text: formatNumber(sums[i]!, digits),
  }));
  return draw(
    {
      ...panel,
      width: UPPER_WIDTH,
      height: 68 + ROW_HEIGHT * variants.length,
      marginLeft: 8,
      marginRight: marginFor(ends.map(({ text }) => text)),
      x: lossAxis("Losses above the stations (MWh)"),
      y: { label: null, axis: null, domain: [...variants], padding: 0.6 },
      color: {
        domain: upperParts.map(({ label }) => label),
        range: upperParts.map(({ color }) => color),
      },
      marks: [
        Plot.barX(bars, { x: "mwh", y: "variant", fill: "label" }),
        Plot.text(ends, { x: "mwh", y: "variant", text: "text", textAnchor: "start", dx: 8 }),
        Plot.ruleX([0], { stroke: INK }),
      ],
    },
    document,
  );
}

function lossAxis(label: string): Plot.ScaleOptions {
  return { label, labelAnchor: "center", labelArrow: "none", grid: true, ticks: 5 };
}

function titleSentence(variants: readonly string[], losses: readonly number[], digits: number) {
  const written = (mwh: number) =>
    `${formatNumber(mwh, digits)} MWh under ${variants[losses.indexOf(mwh)]}`;
  const [lowest, highest] = [Math.min(...losses), Math.max(...losses)];
  const who = "Station transformers and the grid below them lose";
  if (lowest === highest) return `${who} ${written(highest)}.`;
  return `${who} between ${written(lowest)} and ${written(highest)}.`;
}

function endLabel(mwh: number, base: number | null, digits: number): string {
  const total = formatNumber(mwh, digits);
  if (base === null) return total;
  // A change is smaller than what it changes, and deserves a digit more.
  return `${total}   ${formatChange(mwh - base, digits + 1)} (${formatPercentChange(mwh, base)})`;
}
