import * as Plot from "@observablehq/plot";
import type { StudyComparison, ValueOf } from "#reports/comparison.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { placeLabels } from "#reports/figures/placeLabels.ts";
import { draw, FIGURE_WIDTH, INK, marginFor } from "#reports/figures/theme.ts";
import { uncertaintySentence } from "#reports/figures/uncertainty.ts";
import { costEur } from "#reports/ranking/measures.ts";
import { rankSchemes } from "#reports/ranking/ranking.ts";
import { mean } from "#reports/statistics.ts";
import type { Study } from "#reports/study.ts";

const HEIGHT = 520;
const MARGIN = { marginTop: 20, marginRight: 24, marginBottom: 46, marginLeft: 64 } as const;
/** Of the data's span, on either side. */
const ROOM = 0.06;

/** What a margin adds to the width of its text. */
const LABEL_SIDES = 12;

/** A value with the interval of its paired difference to the reference scheme around it. */
interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

interface Dot {
  readonly variant: string;
  readonly isScheme: boolean;
  readonly cost: Spread;
  readonly overload: Spread;
}

/** Cost of both operators against residual overload, a dot a scheme. Null without a ranking. */
export function costAgainstOverload(study: Study, document: FigureDocument): Figure | null {
  const { comparison, colors } = study;
  const ranking = rankSchemes(comparison);
  if (ranking === null) return null;
  const { schemes, controls, reference } = ranking;
  const dots = [...schemes, ...controls].map(
    (variant): Dot => ({
      variant,
      isScheme: schemes.includes(variant),
      cost: spreadOf(comparison, variant, reference, costEur),
      overload: spreadOf(comparison, variant, reference, ({ overloadMvah }) => overloadMvah),
    }),
  );
  const x = domainOf(dots.map(({ cost }) => cost));
  const y = domainOf(dots.map(({ overload }) => overload));
  const color = ({ variant }: Dot) => colors.get(variant)!;
  const svg = draw(
    {
      height: HEIGHT,
      ...MARGIN,
      x: { ...axis("Cost of both operators (EUR)"), domain: x },
      y: { ...axis("Residual overload (MVAh)"), domain: y },
      color: { type: "identity" },
      marks: [
        Plot.ruleY(dots, {
          x1: ({ cost }: Dot) => cost.low,
          x2: ({ cost }: Dot) => cost.high,
          y: ({ overload }: Dot) => overload.mean,
          stroke: color,
          strokeOpacity: 0.55,
        }),
        Plot.ruleX(dots, {
          y1: ({ overload }: Dot) => overload.low,
          y2: ({ overload }: Dot) => overload.high,
          x: ({ cost }: Dot) => cost.mean,
          stroke: color,
          strokeOpacity: 0.55,
        }),
        Plot.dot(dots, {
          x: ({ cost }: Dot) => cost.mean,
          y: ({ overload }: Dot) => overload.mean,
          r: 5,
          fill: (dot: Dot) => (dot.isScheme ? color(dot) : "#ffffff"),
          stroke: color,
          strokeWidth: 2,
        }),
        ...labels(dots, { x, y }),
      ],
    },
    document,
  );
  return {
    title: titleSentence(dots.filter(({ isScheme }) => isScheme)),
    caption:
      "Dots: means over seeds; to the left is cheaper, further down leaves less overload. Hollow: " +
      "controls, which are no schemes. Cost: reservation + activation − penalties + rebalancing of " +
      `the DSOs and the TSO. ${uncertaintySentence(comparison, `paired difference to ${reference}`)}`,
    legend: [],
    svgs: [svg],
  };
}

function spreadOf(
  comparison: StudyComparison,
  variant: string,
  reference: string,
  measure: ValueOf,
): Spread {
  const value = mean(comparison.values(variant, measure));
  const difference =
    variant === reference ? null : comparison.difference(variant, reference, measure);
  if (difference === null || difference.interval === null) {
    return { mean: value, low: value, high: value };
  }
  const base = value - difference.mean;
  return { mean: value, low: base + difference.interval[0], high: base + difference.interval[1] };
}

/** Extent of all spreads with room on both sides. */
function domainOf(spreads: readonly Spread[]): [number, number] {
  const low = Math.min(...spreads.map((spread) => spread.low));
  const high = Math.max(...spreads.map((spread) => spread.high));
  const room = high > low ? ROOM * (high - low) : 1;
  return [low - room, high + room];
}

function axis(label: string): Plot.ScaleOptions {
  return { label, labelAnchor: "center", labelArrow: "none", grid: true, ticks: 6 };
}

function labels(
  dots: readonly Dot[],
  { x, y }: { readonly x: readonly [number, number]; readonly y: readonly [number, number] },
) {
  const width = FIGURE_WIDTH - MARGIN.marginLeft - MARGIN.marginRight;
  const height = HEIGHT - MARGIN.marginTop - MARGIN.marginBottom;
  const wishes = dots.map(({ variant, cost, overload }) => ({
    x: (width * (cost.mean - x[0])) / (x[1] - x[0]),
    y: (height * (y[1] - overload.mean)) / (y[1] - y[0]),
    width: marginFor([variant]) - LABEL_SIDES,
  }));
  const offsets = placeLabels(wishes, { width, height });
  return dots.map((dot, index) => {
    const offset = offsets[index]!;
    const place = { x: () => dot.cost.mean, y: () => dot.overload.mean };
    const halo = { stroke: "#ffffff", strokeWidth: 4 };
    return Plot.text([dot], { ...place, ...offset, ...halo, text: "variant", fill: INK });
  });
}

/** Names the schemes than which none is both cheaper and less overloaded. */
function titleSentence(schemes: readonly Dot[]): string {
  const best = schemes.filter(
    (one) =>
      !schemes.some(
        (other) =>
          other.cost.mean <= one.cost.mean &&
          other.overload.mean <= one.overload.mean &&
          (other.cost.mean < one.cost.mean || other.overload.mean < one.overload.mean),
      ),
  );
  const names = best.map(({ variant }) => variant);
  return `No scheme is on average both cheaper and less overloaded than ${names.join(", ")}.`;
}
