import { exp } from "#sim/world/transcendental.ts";

/**
 * How a body that loses heat in proportion to its excess temperature warms within a step: kelvin
 * that a constant surplus of 1 kW over its losses at the start brings by the end. It is the exact
 * solution (1 − exp(−h G / C)) / G of C dT/dt = Q − G (T − Tₒ), so that steps of any length over the
 * same heat, sun and outside temperature end at the same temperature.
 *
 * @param lossKwPerK - G, of any size from 0 on.
 * @param capacityKwhPerK - C, above 0.
 */
export function kelvinPerKw(
  stepHours: number,
  lossKwPerK: number,
  capacityKwhPerK: number,
): number {
  if (lossKwPerK === 0) return stepHours / capacityKwhPerK;
  return (1 - exp((-stepHours * lossKwPerK) / capacityKwhPerK)) / lossKwPerK;
}
