import * as Plot from "@observablehq/plot";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { draw, INK, marginFor, variantColorScale } from "#reports/figures/theme.ts";
import { uncertaintySentence } from "#reports/figures/uncertainty.ts";
import { digitsFor, formatNumber } from "#reports/format.ts";
import { gapsOf } from "#reports/knownResults/knownResult.ts";
import type { Study } from "#reports/study.ts";
import { buysFlexibility } from "#reports/variants.ts";

const ROW_HEIGHT = 26;

/** What each scheme costs more than joint clearing. Null where that was not computed. */
export function nonIntegration(study: Study, document: FigureDocument): Figure | null {
  const { comparison } = study;
  const gaps = gapsOf(comparison, comparison.variants.filter(buysFlexibility)).toSorted(
    (a, b) => a.gapEur.mean - b.gapEur.mean,
  );
  if (gaps.length === 0) return null;
  const digits = digitsFor(gaps.map(({ gapEur }) => gapEur.mean));
  const rows = gaps.map(({ scheme, gapEur: { mean, interval }, percent }) => ({
    variant: scheme,
    mean,
    low: interval?.[0] ?? mean,
    high: interval?.[1] ?? mean,
    text: `${formatNumber(mean, digits)} (${formatNumber(percent, digitsFor([percent]))} %)`,
  }));
  const svg = draw(
    {
      height: 60 + ROW_HEIGHT * rows.length,
      marginLeft: marginFor(rows.map(({ variant }) => variant)),
      marginRight: marginFor(rows.map(({ text }) => text)),
      marginBottom: 40,
      x: {
        label: "Price of non-integration (EUR)",
        labelAnchor: "center",
        labelArrow: "none",
        grid: true,
        ticks: 8,
      },
      y: { label: null, domain: rows.map(({ variant }) => variant), padding: 0.3, tickSize: 0 },
      color: variantColorScale(study),
      marks: [
        Plot.barX(rows, { x: "mean", y: "variant", fill: "variant" }),
        Plot.ruleY(rows, { x1: "low", x2: "high", y: "variant", stroke: INK, strokeWidth: 1.5 }),
        Plot.text(rows, { x: "high", y: "variant", text: "text", textAnchor: "start", dx: 8 }),
        Plot.ruleX([0], { stroke: INK }),
      ],
    },
    document,
  );
  return {
    title: titleSentence(rows[0]!, rows.at(-1)!, digits),
    caption:
      "Bars: orders at their price and unmet needs at their value, less the same if all needs of " +
      "each period had been cleared at once over all offers; EUR over the run, mean over seeds, in " +
      "brackets of the cost of joint clearing. Needs are those that the operators had under the " +
      `scheme. ${uncertaintySentence(comparison, "mean")}`,
    legend: [],
    svgs: [svg],
  };
}

interface Row {
  readonly variant: string;
  readonly mean: number;
}

function titleSentence(least: Row, most: Row, digits: number): string {
  const written = ({ variant, mean }: Row) => `${formatNumber(mean, digits)} EUR under ${variant}`;
  const what = "Not clearing all needs jointly costs";
  if (least === most) return `${what} ${written(least)}.`;
  return `${what} between ${written(least)} and ${written(most)}.`;
}
