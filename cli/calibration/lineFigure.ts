import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { draw } from "#reports/figures/theme.ts";

export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const COLORS = ["#3566a8", "#d1622b", "#6b8f3c"];

/** Draws lines over one axis, named in the picture. */
export function lineFigure(lines: readonly Line[], axes: { x: string; y: string }): string {
  const { document } = parseHTML("<html><body></body></html>");
  const points = lines.flatMap(({ label, points: all }) => all.map(([x, y]) => ({ label, x, y })));
  return draw(
    {
      height: 240,
      x: { label: axes.x },
      y: { label: axes.y, grid: true, zero: true },
      color: { domain: lines.map(({ label }) => label), range: COLORS, legend: false },
      marks: [
        Plot.lineY(points, { x: "x", y: "y", stroke: "label", strokeWidth: 1.8 }),
        ...lines.map(({ label }, k) =>
          Plot.text([label], { frameAnchor: "top-right", dy: 16 * k, fill: COLORS[k]! }),
        ),
      ],
    },
    document,
  );
}

/** Values from the highest to the lowest over the share of time, thinned to `count` points. */
export function durationLine(label: string, ascending: Float64Array, count = 200): Line {
  const points = Array.from({ length: count + 1 }, (_, k): [number, number] => {
    const place = Math.round((1 - k / count) * (ascending.length - 1));
    return [(100 * k) / count, ascending[place]!];
  });
  return { label, points };
}
