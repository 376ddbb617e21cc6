import { assert } from "#engine/assert.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/** Prices and free bands of the network cost. Loadings and voltage deviations in per unit. */
export interface TariffSettings {
  /** Marginal tariff of a monitored branch at 100 % loading. */
  readonly congestionMicroEurPerKwh: number;
  /** Loading up to which a branch costs nothing. */
  readonly loadingFree: number;
  /** Marginal tariff of the most influential bus when all monitored voltages stand at the full deviation; 0 switches the part off. */
  readonly voltageMicroEurPerKwh: number;
  readonly voltageFreePu: number;
  readonly voltageFullPu: number;
}

/*
 * The network cost is one scalar (EUR/h, here in µEUR/h):
 *
 *     C = c_L · losses + Σ_M κ_C S h(u)² / (2 (1 − u0)) + Σ_W κ_V g(v)² / (2 (d1 − d0))
 *
 * h(u) = max(0, u − u0) with u the series current over its rating, g(v) = max(0, |v − 1| − d0).
 * The slope of the second term runs from 0 at u0 to κ_C at full loading.
 */

/** Congestion term of one branch, µEUR/h. */
export function congestionCost(
  settings: TariffSettings,
  ratedKva: number,
  loading: number,
): number {
  const above = loading - settings.loadingFree;
  if (above <= 0) return 0;
  const price = settings.congestionMicroEurPerKwh;
  return (price * ratedKva * above * above) / (2 * (1 - settings.loadingFree));
}

/** Its derivative by the branch's current, µEUR/h per kVA at rated voltage. */
export function congestionSlope(settings: TariffSettings, loading: number): number {
  const above = loading - settings.loadingFree;
  return above <= 0 ? 0 : (settings.congestionMicroEurPerKwh * above) / (1 - settings.loadingFree);
}

/** Voltage term of one bus of weight κ_V, µEUR/h. */
export function voltageCost(settings: TariffSettings, weight: number, voltagePu: number): number {
  const above = Math.abs(voltagePu - 1) - settings.voltageFreePu;
  if (above <= 0) return 0;
  return (weight * above * above) / (2 * (settings.voltageFullPu - settings.voltageFreePu));
}

/** Its derivative by the voltage, µEUR/h per pu. */
export function voltageSlope(settings: TariffSettings, weight: number, voltagePu: number): number {
  const above = Math.abs(voltagePu - 1) - settings.voltageFreePu;
  if (above <= 0) return 0;
  return (
    (weight * Math.sign(voltagePu - 1) * above) / (settings.voltageFullPu - settings.voltageFreePu)
  );
}

/**
 * Weight κ_V of each monitored bus, µEUR/h per pu: τ_V / (|W| σ), σ the largest effect of one kW
 * anywhere on its voltage in the unloaded network. That is the effect at the bus itself, since no
 * other path to the source shares more resistance with it.
 */
export function voltageWeights(network: RadialNetwork, settings: TariffSettings): Float64Array {
  const { monitoredBuses } = network;
  return Float64Array.from(monitoredBuses, (bus) => {
    const sigma = commonResistance(network, bus)[bus]!;
    return sigma === 0 ? 0 : settings.voltageMicroEurPerKwh / (monitoredBuses.length * sigma);
  });
}

/** Resistance that the paths of `bus` and of every other bus share, pu voltage per kW injected. */
export function commonResistance(network: RadialNetwork, bus: number): Float64Array {
  const { busCount, parent, ratio, r, sBaseKva } = network;
  const shared = new Float64Array(busCount);
  const path: number[] = [];
  for (let i = bus; i > 0; i = parent[i]!) path.push(i);
  let gain = 1;
  const along = new Float64Array(busCount);
  for (const i of path) {
    // A branch's drop reaches `bus` through every ideal transformer below it.
    along[i] = (r[i]! * gain * gain) / sBaseKva;
    gain /= ratio[i]!;
  }
  for (let i = 1; i < busCount; i++) shared[i] = shared[parent[i]!]! + along[i]!;
  return shared;
}

/** Stops on settings that would divide by zero or turn the cost around. */
export function assertTariffSettings(settings: TariffSettings): void {
  assert(settings.congestionMicroEurPerKwh >= 0 && settings.voltageMicroEurPerKwh >= 0);
  assert(settings.loadingFree >= 0 && settings.loadingFree < 1);
  assert(settings.voltageFreePu >= 0 && settings.voltageFreePu < settings.voltageFullPu);
}
