import * as Plot from "@observablehq/plot";
import { netFlows } from "#reports/digest/netFlows.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { draw, FIGURE_WIDTH, INK, marginFor } from "#reports/figures/theme.ts";
import { formatNumber } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";
import { accountLabels, postingLabels } from "#reports/wordLabels.ts";

const ROW_HEIGHT = 22;
const HEADER_HEIGHT = 30;
const WITH_DIRECTION = "#2f6f8f";
const AGAINST_DIRECTION = "#c0702c";

/** Net payments by kind of posting and pair of account kinds: a matrix of amounts by variant. */
export function moneyFlows(study: Study, document: FigureDocument): Figure {
  const { variants } = study.comparison;
  const rows = netFlows(study.variants.map(({ money }) => money));
  const label = (row: (typeof rows)[number]) =>
    `${postingLabels[row.posting]}:  ${accountLabels[row.from]} → ${accountLabels[row.to]}`;
  const largest = Math.max(1, ...rows.flatMap(({ amountsEur }) => amountsEur.map(Math.abs)));
  const cells = rows.flatMap((row) =>
    row.amountsEur.map((amountEur, i) => ({
      row: label(row),
      variant: variants[i]!,
      amountEur,
      text: formatNumber(amountEur, Math.abs(amountEur) < 100 ? 1 : 0),
      // Amounts span six orders of magnitude; a linear shade would leave all but one row blank.
      shade: (0.45 * Math.log1p(Math.abs(amountEur))) / Math.log1p(largest),
    })),
  );
  const labels = rows.map(label);
  const marginLeft = marginFor([...labels, ""]);
  const svg = draw(
    {
      width: Math.min(FIGURE_WIDTH, marginLeft + 110 * variants.length + 10),
      height: HEADER_HEIGHT + 8 + ROW_HEIGHT * rows.length,
      marginLeft,
      marginRight: 4,
      marginTop: HEADER_HEIGHT,
      marginBottom: 4,
      x: { axis: "top", label: null, domain: [...variants], tickSize: 0, padding: 0.04 },
      y: { label: null, domain: labels, tickSize: 0, padding: 0.08 },
      marks: [
        Plot.cell(cells, {
          x: "variant",
          y: "row",
          fill: ({ amountEur }) => (amountEur < 0 ? AGAINST_DIRECTION : WITH_DIRECTION),
          fillOpacity: "shade",
        }),
        Plot.text(cells, {
          x: "variant",
          y: "row",
          text: "text",
          fill: INK,
          fontVariant: "tabular-nums",
        }),
      ],
      color: { type: "identity" },
      opacity: { type: "identity" },
    },
    document,
  );
  return {
    title: "Who pays whom, and for what.",
    caption:
      "Net amounts in EUR over the run from the first to the second kind of account, mean over " +
      "seeds; within one kind, all that was paid. Darker is more, on a logarithmic scale. " +
      "A negative amount flows the other way.",
    legend: [
      { label: "as the arrow says", color: WITH_DIRECTION },
      { label: "the other way", color: AGAINST_DIRECTION },
    ],
    svgs: [svg],
  };
}
