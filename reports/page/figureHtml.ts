import type { Figure, LegendEntry } from "#reports/figures/figure.ts";
import { escapeHtml } from "#reports/page/html.ts";

/** Sets a figure: title sentence above, picture, legend, caption below. */
export function figureHtml({ title, caption, legend, svgs }: Figure, number: number): string {
  const label = escapeHtml(title);
  const pictures = svgs.map((svg) =>
    svg.replace("<svg ", `<svg role="img" aria-label="${label}" `),
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

function legendHtml(legend: readonly LegendEntry[]): string {
  if (legend.length === 0) return "";
  const entries = legend.map(
    ({ label, color }) =>
      `<span><i style="background:${escapeHtml(color)}"></i>${escapeHtml(label)}</span>`,
  );
  return `<p class="legend">${entries.join("")}</p>`;
}
