import { assert } from "#engine/assert.ts";

/** How the network is paid for, from nothing at all to everything that passes a meter. */
export const TARIFF_KINDS = ["none", "flat", "timeOfUse", "dnut", "dnutResidual"] as const;
export type TariffKind = (typeof TARIFF_KINDS)[number];

/** What the models are made of. */
export interface TariffTerms {
  /** Network component of the retail tariff, whole µEUR/kWh. */
  readonly networkMicroEurPerKwh: number;
  /** Share of it that a local trade pays. */
  readonly networkShare: number;
  readonly timeOfUse: TimeOfUse;
}

/** A network component by time of day. */
export interface TimeOfUse {
  /** Local hours [from, to); from above to goes over midnight. */
  readonly peakHours: readonly (readonly [number, number])[];
  readonly peakFactor: number;
  readonly offPeakFactor: number;
}

/** What customers of a local market pay for the network. */
export interface TariffModel {
  readonly kind: TariffKind;
  /** Whether a trade pays for what it does to the grid: the DNUT. */
  readonly chargesTrades: boolean;
  /** Whether what stays with the retailer pays for it too, at −λ of its bus. */
  readonly chargesResidual: boolean;
  /** Network component `f0` of a trade delivered from this minute of the local day on, µEUR/kWh. */
  networkMicroAt(minuteOfDay: number): number;
}

/**
 * Makes the tariff of a kind:
 *
 * | kind | f0 | DNUT of trades | DNUT of the retail residual |
 * |---|---|---|---|
 * | `none` | – | – | – |
 * | `flat` | share × f0 | – | – |
 * | `timeOfUse` | share × f0 × factor of the hour | – | – |
 * | `dnut` | share × f0 | yes | – |
 * | `dnutResidual` | share × f0 | yes | yes |
 */
export function tariffModel(kind: TariffKind, terms: TariffTerms): TariffModel {
  const { networkShare, timeOfUse } = terms;
  assert(networkShare >= 0 && networkShare <= 1, "a share lies between 0 and 1");
  const flatMicro = terms.networkMicroEurPerKwh * networkShare;
  const { peakHours, peakFactor, offPeakFactor } = timeOfUse;
  const factorOf = (hour: number) =>
    peakHours.some((span) => isWithin(hour, span)) ? peakFactor : offPeakFactor;
  const byHour = Int32Array.from({ length: 24 }, (_, hour) => {
    if (kind === "none") return 0;
    return Math.round(kind === "timeOfUse" ? flatMicro * factorOf(hour) : flatMicro);
  });
  return {
    kind,
    chargesTrades: kind === "dnut" || kind === "dnutResidual",
    chargesResidual: kind === "dnutResidual",
    networkMicroAt: (minuteOfDay) => byHour[Math.floor(minuteOfDay / 60)]!,
  };
}

function isWithin(hour: number, [from, to]: readonly [number, number]): boolean {
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}
