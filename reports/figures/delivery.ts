import * as Plot from "@observablehq/plot";
import { NEEDS } from "#datasets/words.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { panelRows } from "#reports/figures/panelRows.ts";
import { draw, FAINT, INK, marginFor, variantColorScale } from "#reports/figures/theme.ts";
import { digitsFor, formatChange, formatNumber } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";
import { needLabels } from "#reports/wordLabels.ts";

const ROW_HEIGHT = 20;
const GROUP_GAP = 30;
const MARGIN_TOP = 26;
const MARGIN_BOTTOM = 40;
const MARGIN_RIGHT = 300;

/**
 * What came of what was ordered, by purpose, and how far the baseline lay from the truth. Null where
 * nobody was activated.
 */
export function delivery(study: Study, document: FigureDocument): Figure | null {
  const variants = study.variants
    .filter(({ deliveries }) => deliveries.some(({ orderedMwh }) => orderedMwh > 0))
    .map(({ variant }) => variant);
  if (variants.length === 0) return null;
  return {
    title: "What was ordered of units, and what they delivered.",
    caption:
      "Upper panels: light bar, ordered energy (100 %); coloured bar, paid: what meter and " +
      "baseline verify, up to the order, after sharing between orders; black tick, served: the " +
      "true response by replay of the unit without the order, which the market does not see. Verified energy may pass the order. " +
      "Last panel: sum of the absolute distances of the baseline to the replayed truth (bar), " +
      "and what remains of them with their sign (tick; right of zero, the baseline credits more " +
      "delivery than was true). Energies over the run, mean over seeds.",
    legend: [],
    svgs: [deliveryPanels(study, variants, document), baselinePanel(study, variants, document)],
  };
}

function deliveryPanels(study: Study, variants: readonly string[], document: FigureDocument) {
  const rows = deliveryRows(study, variants);
  const panels = panelRows(NEEDS.length, ROW_HEIGHT * variants.length, GROUP_GAP);
  const place = { y: "variant", fy: "purpose" };
  return draw(
    {
      height: MARGIN_TOP + panels.height + MARGIN_BOTTOM,
      marginLeft: marginFor(variants),
      marginTop: MARGIN_TOP,
      marginRight: MARGIN_RIGHT,
      marginBottom: MARGIN_BOTTOM,
      x: {
        label: "Share of the ordered energy (%)",
        labelAnchor: "center",
        labelArrow: "none",
        domain: [0, Math.max(100, ...rows.map(({ servedPercent }) => servedPercent))],
      },
      y: { label: null, domain: [...variants], tickSize: 0, padding: 0.2 },
      fy: {
        label: null,
        domain: NEEDS.map((need) => needLabels[need]),
        axis: null,
        paddingInner: panels.paddingInner,
        paddingOuter: 0,
        round: false,
      },
      color: variantColorScale(study),
      marks: [
        Plot.barX(rows, { ...place, x1: 0, x2: 100, fill: FAINT, fillOpacity: 0.5 }),
        Plot.barX(rows, { ...place, x: "paidPercent", fill: "variant" }),
        Plot.tickX(rows, { ...place, x: "servedPercent", stroke: INK, strokeWidth: 2, inset: -2 }),
        Plot.text(rows, {
          ...place,
          text: "text",
          frameAnchor: "right",
          textAnchor: "start",
          dx: 10,
          fontVariant: "tabular-nums",
        }),
        Plot.text(NEEDS, {
          fy: (need: (typeof NEEDS)[number]) => needLabels[need],
          text: (need: (typeof NEEDS)[number]) => needLabels[need],
          frameAnchor: "top-left",
          dy: -14,
          fontWeight: 600,
        }),
        Plot.ruleX([0], { stroke: INK }),
      ],
    },
    document,
  );
}

function deliveryRows(study: Study, variants: readonly string[]) {
  return study.variants
    .filter(({ variant }) => variants.includes(variant))
    .flatMap(({ variant, deliveries }) =>
      deliveries.map(({ need, orderedMwh, verifiedMwh, paidMwh, servedMwh }) => {
        const percent = (mwh: number) => (orderedMwh > 0 ? (100 * mwh) / orderedMwh : 0);
        const written = (mwh: number) => formatNumber(mwh, digitsFor([orderedMwh]));
        return {
          purpose: needLabels[need],
          variant,
          paidPercent: percent(paidMwh),
          servedPercent: percent(servedMwh),
          text:
            orderedMwh > 0
              ? `paid ${written(paidMwh)} of ${written(orderedMwh)} MWh, verified ${written(verifiedMwh)}, served ${written(servedMwh)}`
              : "nothing ordered",
        };
      }),
    );
}

function baselinePanel(study: Study, variants: readonly string[], document: FigureDocument) {
  const rows = variants.map((variant) => {
    const errorMwh = study.comparison.of(variant, "baselineErrorMwh").mean;
    const biasMwh = study.comparison.of(variant, "baselineBiasMwh").mean;
    const digits = digitsFor([errorMwh]);
    const text = `distance ${formatNumber(errorMwh, digits)} MWh, with sign ${formatChange(biasMwh, digits)} MWh`;
    return { variant, errorMwh, biasMwh, text };
  });
  return draw(
    {
      height: MARGIN_TOP + ROW_HEIGHT * variants.length + MARGIN_BOTTOM,
      marginLeft: marginFor(variants),
      marginTop: MARGIN_TOP,
      marginRight: MARGIN_RIGHT,
      marginBottom: MARGIN_BOTTOM,
      insetLeft: 12,
      x: {
        label: "Baseline less replayed truth (MWh)",
        labelAnchor: "center",
        labelArrow: "none",
        grid: true,
      },
      y: { label: null, domain: [...variants], tickSize: 0, padding: 0.2 },
      color: variantColorScale(study),
      marks: [
        Plot.barX(rows, { x: "errorMwh", y: "variant", fill: "variant", fillOpacity: 0.55 }),
        Plot.tickX(rows, { x: "biasMwh", y: "variant", stroke: INK, strokeWidth: 2, inset: -2 }),
        Plot.text(rows, {
          y: "variant",
          text: "text",
          frameAnchor: "right",
          textAnchor: "start",
          dx: 10,
          fontVariant: "tabular-nums",
        }),
        Plot.text(["Baseline against the truth"], {
          text: (title: string) => title,
          frameAnchor: "top-left",
          dy: -14,
          fontWeight: 600,
        }),
        Plot.ruleX([0], { stroke: INK }),
      ],
    },
    document,
  );
}
