/** A change of load that somebody wants to offer. */
export interface LightRequest {
  /** Where it acts; several buses share it evenly, as the members of one unit do. */
  readonly buses: readonly number[];
  /** Change of consumption at full quantity, kW: negative is up (less consumption), positive down. */
  readonly powerKw: number;
  /** kvar more consumption per kW more consumption. */
  readonly tangent: number;
}

/** Loads by bus in a situation that has to be survived, kW and kvar: the evening of a winter's day. */
export interface LoadCase {
  readonly id: string;
  readonly pKw: Float64Array;
  readonly qKvar: Float64Array;
}

export interface LightSettings {
  /** Loading in percent and deviation from the rated voltage, pu, up to which all is well… */
  readonly greenLoadingPercent: number;
  readonly greenVoltagePu: number;
  /** …and up to which it is safe. */
  readonly loadingPercentMax: number;
  readonly voltagePuMax: number;
  /** An element counts from this share of the effect that the same power has on its own bus. */
  readonly effectShareMin: number;
}

export const LIGHT_SETTINGS: LightSettings = {
  greenLoadingPercent: 90,
  greenVoltagePu: 0.05,
  loadingPercentMax: 100,
  voltagePuMax: 0.1,
  effectShareMin: 0.05,
};

/** The limit that binds: the one that a growing quantity meets first. */
export interface LightReason {
  readonly kind: "loading" | "voltage" | "no solution";
  /** Branch or bus. */
  readonly element: string;
  readonly loadCase: string;
  /** Percent or pu, just beyond what is safe and without the request; NaN where there is no solution. */
  readonly value: number;
  readonly valueBefore: number;
  readonly limit: number;
}

/**
 * Green: the full quantity keeps every element well within its limits. Yellow: up to `safeKw`
 * everything stays within its limits, beyond green ones. Red: nothing is safe.
 */
export type LightVerdict =
  | { readonly light: "green"; readonly safeKw: number }
  | { readonly light: "yellow"; readonly safeKw: number; readonly reason: LightReason }
  | { readonly light: "red"; readonly safeKw: 0; readonly reason: LightReason };
