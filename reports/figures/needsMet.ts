import * as Plot from "@observablehq/plot";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { panelRows } from "#reports/figures/panelRows.ts";
import { draw, FAINT, INK, marginFor, variantColorScale } from "#reports/figures/theme.ts";
import { digitsFor, formatNumber } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";
import { needLabels } from "#reports/wordLabels.ts";

const ROW_HEIGHT = 20;
const GROUP_GAP = 30;
const MARGIN_TOP = 26;
const MARGIN_BOTTOM = 40;

/** Share of each operator's need that was granted, by purpose and variant. */
export function needsMet(study: Study, document: FigureDocument): Figure {
  const { variants } = study.comparison;
  const rows = needRows(study);
  const panels = panelRows(3, ROW_HEIGHT * variants.length, GROUP_GAP);
  const svg = draw(
    {
      height: MARGIN_TOP + panels.height + MARGIN_BOTTOM,
      marginLeft: marginFor(variants),
      marginTop: MARGIN_TOP,
      marginRight: 190,
      marginBottom: MARGIN_BOTTOM,
      x: {
        label: "Share of the need that was granted (%)",
        labelAnchor: "center",
        labelArrow: "none",
        domain: [0, Math.max(100, ...rows.map(({ sharePercent }) => sharePercent))],
      },
      y: { label: null, domain: [...variants], tickSize: 0, padding: 0.2 },
      fy: {
        label: null,
        domain: Object.values(needLabels),
        axis: null,
        paddingInner: panels.paddingInner,
        paddingOuter: 0,
        round: false,
      },
      color: variantColorScale(study),
      marks: [
        Plot.barX(rows, {
          x1: 0,
          x2: 100,
          y: "variant",
          fy: "purpose",
          fill: FAINT,
          fillOpacity: 0.5,
        }),
        Plot.barX(rows, { x: "sharePercent", y: "variant", fy: "purpose", fill: "variant" }),
        Plot.text(rows, {
          y: "variant",
          fy: "purpose",
          text: "text",
          frameAnchor: "right",
          textAnchor: "start",
          dx: 10,
          fontVariant: "tabular-nums",
        }),
        Plot.text(Object.values(needLabels), {
          fy: (purpose: string) => purpose,
          text: (purpose: string) => purpose,
          frameAnchor: "top-left",
          dy: -14,
          fontWeight: 600,
        }),
        Plot.ruleX([0], { stroke: INK }),
      ],
    },
    document,
  );
  return {
    title: "How much of what the operators needed they were granted.",
    caption:
      "Bars: share of the need at the operator's gate that was granted to it, in percent; " +
      "beside them the energies over the run, mean over seeds. Needs differ between variants, " +
      "because what happens before the gate does.",
    legend: [],
    svgs: [svg],
  };
}

function needRows({ variants }: Study) {
  return variants.flatMap(({ variant, needs }) =>
    needs.map(({ need, neededMwh, metMwh }, index) => {
      const digits = digitsFor(variants.map((other) => other.needs[index]!.neededMwh));
      const written = (mwh: number) => formatNumber(mwh, digits);
      return {
        purpose: needLabels[need],
        variant,
        sharePercent: neededMwh > 0 ? (100 * metMwh) / neededMwh : 0,
        text: neededMwh > 0 ? `${written(metMwh)} of ${written(neededMwh)} MWh` : "no need",
      };
    }),
  );
}
