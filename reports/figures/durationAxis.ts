import type { ScaleOptions } from "@observablehq/plot";

/** Share of time in percent; the square root gives room to the few hours that matter. */
export const durationAxis: ScaleOptions = {
  type: "sqrt",
  domain: [0, 100],
  ticks: [0, 1, 5, 10, 25, 50, 75, 100],
  tickFormat: (percent: number) => String(percent),
  label: "Share of time (%)",
  labelAnchor: "center",
  labelArrow: "none",
};
