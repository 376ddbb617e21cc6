import type { Figure, LegendEntry } from "#reports/figures/figure.ts";
import { FIGURE_WIDTH } from "#reports/figures/theme.ts";
import { escapeHtml } from "#reports/page/html.ts";

/** Sets a figure: title sentence above, picture, legend, caption below. */
export function figureHtml({ title, caption, legend, svgs }: Figure, number: number): string {
  const label = escapeHtml(title);
  const pictures = svgs.map((svg) =>
    svg.replace(
      `<svg style="`,
      `<svg role="img" aria-label="${label}" style="width:${widthPercent(svg)}%;`,
    ),
  );
  return [
    "<figure>",
    `<h3>${label}</h3>`,
    legendHtml(legend),
    `<div class="pictures">${pictures.join("")}</div>`,
    `<figcaption><b>Figure ${number}.</b> ${escapeHtml(caption)}</figcaption>`,
    "</figure>",
  ].join("\n");
}

/** Pictures keep their places beside each other on every width, on paper too. */
function widthPercent(svg: string): string {
  const width = Number(/ width="([\d.]+)"/.exec(svg)![1]);
  return ((100 * width) / FIGURE_WIDTH).toFixed(1);
}

function legendHtml(legend: readonly LegendEntry[]): string {
  if (legend.length === 0) return "";
  const entries = legend.map(
    ({ label, color }) =>
      `<span><i style="background:${escapeHtml(color)}"></i>${escapeHtml(label)}</span>`,
  );
  return `<p class="legend">${entries.join("")}</p>`;
}
