import * as Plot from "@observablehq/plot";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { draw, INK, marginFor } from "#reports/figures/theme.ts";
import { digitsFor, formatNumber } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";

const parts = [
  { name: "preventedByDesign", label: "prevented by design", color: "#9fb8ad" },
  { name: "avoidedAtClaim", label: "avoided at the claim", color: "#4f8a8b" },
  { name: "realisedDoubleActivations", label: "realised", color: "#b23a48" },
] as const;

const ROW_HEIGHT = 30;

/** What became of latent double activations under every variant. */
export function doubleActivations(study: Study, document: FigureDocument): Figure {
  const { variants } = study.comparison;
  const meanOf = (variant: string, name: Parameters<typeof study.comparison.of>[1]) =>
    study.comparison.of(variant, name).mean;
  const bars = variants.flatMap((variant) =>
    parts.map(({ name, label }) => ({ variant, label, count: meanOf(variant, name) })),
  );
  const digits = digitsFor(bars.map(({ count }) => count));
  const number = (value: number) => formatNumber(value, digits);
  const ends = variants.map((variant) => {
    const counts = parts.map(({ name }) => meanOf(variant, name));
    const latent = meanOf(variant, "latentConflicts");
    const end = Math.max(
      latent,
      counts.reduce((sum, count) => sum + count, 0),
    );
    const text = end === 0 ? "none" : `${number(latent)} → ${counts.map(number).join(" · ")}`;
    return { variant, latent, end, text };
  });
  const svg = draw(
    {
      height: 60 + ROW_HEIGHT * variants.length,
      marginLeft: marginFor(variants),
      marginRight: marginFor(ends.map(({ text }) => text)),
      marginBottom: 40,
      x: {
        label: "Double activations (count)",
        labelAnchor: "center",
        labelArrow: "none",
        grid: true,
        ticks: Math.min(10, Math.max(1, ...ends.map(({ end }) => Math.ceil(end)))),
      },
      y: { label: null, domain: [...variants], padding: 0.35, tickSize: 0 },
      color: { domain: parts.map(({ label }) => label), range: parts.map(({ color }) => color) },
      marks: [
        Plot.barX(bars, { x: "count", y: "variant", fill: "label" }),
        Plot.tickX(
          ends.filter(({ latent }) => latent > 0),
          { x: "latent", y: "variant", stroke: INK, strokeWidth: 2.5, inset: -4 },
        ),
        Plot.text(ends, { x: "end", y: "variant", text: "text", textAnchor: "start", dx: 10 }),
        Plot.ruleX([0], { stroke: INK }),
      ],
    },
    document,
  );
  return {
    title: titleSentence(study),
    caption:
      "Black tick: latent double activations, if each operator picked alone. Bar: what became of " +
      "them; a bar that is longer than its tick contains conflicts that the scheme itself " +
      "induced. Figures: latent → prevented by design · avoided at the claim · realised; " +
      "counts of (unit, period, pair of needs), mean over seeds.",
    legend: [
      ...parts.map(({ label, color }) => ({ label, color })),
      { label: "latent", color: INK },
    ],
    svgs: [svg],
  };
}

function titleSentence({ comparison }: Study): string {
  const realised = comparison.variants.filter(
    (variant) => comparison.of(variant, "realisedDoubleActivations").mean > 0,
  );
  if (realised.length === 0) return "No variant activates the same flexibility twice.";
  return `Double activations are realised under ${realised.join(", ")}.`;
}
