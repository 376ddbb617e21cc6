import * as Plot from "@observablehq/plot";
import { ACCOUNT_KINDS, type AccountKind } from "#datasets/words.ts";
import { balancesByKind } from "#reports/digest/balances.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { panelRows } from "#reports/figures/panelRows.ts";
import { draw, INK, marginFor, variantColorScale } from "#reports/figures/theme.ts";
import { digitsFor, formatChange } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";
import { accountLabels } from "#reports/wordLabels.ts";

const ROW_HEIGHT = 17;
const GROUP_GAP = 30;
const MARGIN_TOP = 26;
const MARGIN_BOTTOM = 40;

interface Bar {
  readonly kind: string;
  readonly variant: string;
  readonly changeEur: number;
}

/**
 * Change of every account kind's balance against the reference: who wins and who loses. Null
 * without a reference variant.
 */
export function balanceChanges(study: Study, document: FigureDocument): Figure | null {
  const { reference, variants } = study.comparison;
  if (reference === null) return null;
  const balances = study.variants.map(({ money }) => balancesByKind(money));
  const base = balances[variants.indexOf(reference)]!;
  const others = variants.filter((variant) => variant !== reference);
  const kinds = ACCOUNT_KINDS.filter(
    (kind) => kind !== "rounding" && balances.some((balance) => balance.has(kind)),
  );
  const changeOf = (variant: string, kind: AccountKind) =>
    (balances[variants.indexOf(variant)]!.get(kind) ?? 0) - (base.get(kind) ?? 0);
  const bars = kinds.flatMap((kind) =>
    others.map((variant): Bar => ({ kind, variant, changeEur: changeOf(variant, kind) })),
  );
  const panels = panelRows(kinds.length, ROW_HEIGHT * others.length, GROUP_GAP);
  const svg = draw(
    {
      height: MARGIN_TOP + panels.height + MARGIN_BOTTOM,
      marginLeft: marginFor(others),
      marginTop: MARGIN_TOP,
      marginBottom: MARGIN_BOTTOM,
      insetLeft: 60,
      insetRight: 60,
      x: {
        label: "Change of the balance (EUR)",
        labelAnchor: "center",
        labelArrow: "none",
        grid: true,
      },
      y: { label: null, domain: others, tickSize: 0, padding: 0.15 },
      fy: {
        axis: null,
        domain: kinds,
        paddingInner: panels.paddingInner,
        paddingOuter: 0,
        round: false,
      },
      color: variantColorScale(study),
      marks: [
        Plot.barX(bars, { x: "changeEur", y: "variant", fy: "kind", fill: "variant" }),
        Plot.ruleX([0], { stroke: INK }),
        Plot.text(kinds, {
          fy: (kind: AccountKind) => kind,
          text: (kind: AccountKind) => capitalised(accountLabels[kind]),
          frameAnchor: "top-left",
          dy: -14,
          fontWeight: 600,
        }),
        ...barLabels(bars),
      ],
    },
    document,
  );
  return {
    title: `Who is better off than under ${reference}, and who is worse off.`,
    caption:
      "Bars: change of everything that a kind of account received less everything that it paid, " +
      `in EUR over the run, against ${reference}, mean over seeds. To the right: better off. ` +
      "The changes of one variant add up to zero, up to rounding.",
    legend: [],
    svgs: [svg],
  };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Amounts at the free ends of the bars. */
function barLabels(bars: readonly Bar[]) {
  const digits = digitsFor(bars.map(({ changeEur }) => changeEur));
  const text = ({ changeEur }: Bar) => formatChange(changeEur, digits);
  const common = { x: "changeEur", y: "variant", fy: "kind", text };
  const [gains, losses] = [
    bars.filter(({ changeEur }) => changeEur >= 0),
    bars.filter(({ changeEur }) => changeEur < 0),
  ];
  return [
    Plot.text(gains, { ...common, textAnchor: "start", dx: 5 }),
    Plot.text(losses, { ...common, textAnchor: "end", dx: -5 }),
  ];
}
