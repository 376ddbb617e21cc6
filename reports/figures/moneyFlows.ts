import * as Plot from "@observablehq/plot";
import { type GroupedFlows, groupFlows } from "#reports/digest/flowGroups.ts";
import { type NetFlow, netFlows } from "#reports/digest/netFlows.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { draw, FIGURE_WIDTH, INK, marginFor } from "#reports/figures/theme.ts";
import { formatNumber } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";
import { accountLabels, postingLabels } from "#reports/wordLabels.ts";

const ROW_HEIGHT = 21;
const HEADER_HEIGHT = 24;
/** Names in narrow columns are turned, and need room above. */
const TURNED_HEADER_HEIGHT = 64;
const COLUMN_WIDTH = 110;
const WITH_DIRECTION = "#2f6f8f";
const AGAINST_DIRECTION = "#c0702c";

/** A row of the matrix; a heading has no amounts. */
interface Row {
  readonly key: string;
  readonly label: string;
  readonly amountsEur: readonly number[];
}

/** Net payments by kind of posting and pair of account kinds: a matrix of amounts by variant. */
export function moneyFlows(study: Study, document: FigureDocument): Figure {
  const { variants } = study.comparison;
  const rows = matrixRows(groupFlows(netFlows(study.variants.map(({ money }) => money))));
  const largest = Math.max(1, ...rows.flatMap(({ amountsEur }) => amountsEur.map(Math.abs)));
  const cells = rows.flatMap(({ key, amountsEur }) =>
    amountsEur.map((amountEur, i) => ({
      row: key,
      variant: variants[i]!,
      amountEur,
      text: formatNumber(amountEur, Math.abs(amountEur) < 100 ? 1 : 0),
      // Amounts span six orders of magnitude; a linear shade would leave all but one row blank.
      shade: (0.45 * Math.log1p(Math.abs(amountEur))) / Math.log1p(largest),
    })),
  );
  const marginLeft = marginFor(rows.map(({ label }) => label));
  const width = Math.min(FIGURE_WIDTH, marginLeft + COLUMN_WIDTH * variants.length + 10);
  const isNarrow = (width - marginLeft) / variants.length < marginFor(variants);
  const headerHeight = isNarrow ? TURNED_HEADER_HEIGHT : HEADER_HEIGHT;
  const label = {
    y: "key",
    text: "label",
    frameAnchor: "left",
    textAnchor: "start",
    dx: 8 - marginLeft,
  } as const;
  const svg = draw(
    {
      width,
      height: headerHeight + 8 + ROW_HEIGHT * rows.length,
      marginLeft,
      marginRight: 4,
      marginTop: headerHeight,
      marginBottom: 4,
      x: {
        axis: "top",
        label: null,
        domain: [...variants],
        tickSize: 0,
        tickRotate: isNarrow ? -35 : 0,
        padding: 0.04,
      },
      y: { axis: null, domain: rows.map(({ key }) => key), padding: 0.08 },
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
        Plot.text(rows.filter(isHeading), { ...label, fontWeight: 600, dy: 3 }),
        Plot.text(
          rows.filter((row) => !isHeading(row)),
          label,
        ),
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
      "seeds; within one kind, all that was paid. The largest first in each group; flows below " +
      "0.1 % of the largest of their group are added up in the last row, whatever their way. " +
      "Darker is more, on a logarithmic scale. A negative amount flows the other way.",
    legend: [
      { label: "as the arrow says", color: WITH_DIRECTION },
      { label: "the other way", color: AGAINST_DIRECTION },
    ],
    svgs: [svg],
  };
}

function isHeading({ amountsEur }: Row): boolean {
  return amountsEur.length === 0;
}

function matrixRows({ groups, smaller }: GroupedFlows): Row[] {
  const rows = groups.flatMap(({ title, flows }): Row[] => [
    { key: title, label: title, amountsEur: [] },
    ...flows.map(flowRow),
  ]);
  if (smaller.length === 0) return rows;
  const sums = smaller[0]!.amountsEur.map((_, i) =>
    smaller.reduce((sum, { amountsEur }) => sum + Math.abs(amountsEur[i]!), 0),
  );
  const label = `${smaller.length} smaller flows`;
  return [
    ...rows,
    { key: "rest", label: "Rest", amountsEur: [] },
    { key: "smaller", label, amountsEur: sums },
  ];
}

function flowRow({ posting, from, to, amountsEur }: NetFlow): Row {
  const label = `${postingLabels[posting]}: ${accountLabels[from]} → ${accountLabels[to]}`;
  return { key: label, label, amountsEur };
}
