import type { DeviceSettings } from "#scenarios/deviceSettings.ts";

export type HeatingType = "split" | "heatPump" | "stove";

/**
 * Coefficient of performance. Split: linear in the outside temperature between its bounds; air to
 * water: share × (6.08 − 0.0941 d + 0.000464 d²), d = flow − outside ≥ 15 K (When2Heat); stove: 1.
 */
export function heatPerformance(
  type: HeatingType,
  { splitUnit, heatPump }: Pick<DeviceSettings, "splitUnit" | "heatPump">,
  outsideC: number,
): number {
  if (type === "stove") return 1;
  if (type === "split") {
    const { performance, performancePerK, performanceMin, performanceMax } = splitUnit;
    const linear = performance + performancePerK * (outsideC - 7);
    return Math.min(performanceMax, Math.max(performanceMin, linear));
  }
  const { flowC, flowFallPerK, performanceShare } = heatPump;
  const d = Math.max(15, flowC - (1 + flowFallPerK) * outsideC);
  return performanceShare * (6.08 - 0.0941 * d + 0.000464 * d * d);
}
