import * as Plot from "@observablehq/plot";
import type { FigureDocument, LegendEntry } from "#reports/figures/figure.ts";
import type { Study } from "#reports/study.ts";

/** Width of a full figure, in pixels of the picture. */
export const FIGURE_WIDTH = 1040;

export const INK = "#222222";
export const FAINT = "#d9d6cf";
export const LIMIT = "#b23a48";

const FONT_SIZE = 12;
const FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif";
const LETTER_WIDTH = 6.6;
const LABEL_GAP = 16;

/** Draws a plot in the common style and returns its markup, coordinates cut to 1/100 pixel. */
export function draw(options: Plot.PlotOptions, document: FigureDocument): string {
  const plot = Plot.plot({
    width: FIGURE_WIDTH,
    ...options,
    document: document as NonNullable<Plot.PlotOptions["document"]>,
    style: { fontSize: `${FONT_SIZE}px`, fontFamily: FONT, color: INK, background: "none" },
  });
  // Inside of tags only: what is written between them stays as it is.
  return String(plot.outerHTML).replaceAll(/<[^>]*>/g, (tag) =>
    tag.replaceAll(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))),
  );
}

/** Left margin that holds the longest of `labels`. */
export function marginFor(labels: readonly string[]): number {
  return Math.ceil(LETTER_WIDTH * Math.max(...labels.map(({ length }) => length))) + LABEL_GAP;
}

/** Variants with their colours. */
export function variantLegend(study: Study): LegendEntry[] {
  return study.comparison.variants.map((label) => ({ label, color: study.colors.get(label)! }));
}

/** Domain and range of Plot's colour scale for variants. */
export function variantColorScale(study: Study): Plot.ScaleOptions {
  return { domain: [...study.colors.keys()], range: [...study.colors.values()] };
}
