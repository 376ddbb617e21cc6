import type { BaselineMethod, ProfileMethod } from "#engine/settlement/baseline.ts";
import { capacity, fixedReference, nominated } from "#engine/settlement/baselineDeclared.ts";
import { byDayKind, highXofY, midXofY, rolling } from "#engine/settlement/baselineLikeDays.ts";
import { meterBefore, meterBeforeAfter } from "#engine/settlement/baselineMeters.ts";
import {
  ADDITIVE,
  adjusted,
  HOUR_BEFORE,
  MULTIPLICATIVE,
  type SameDayAdjustment,
} from "#engine/settlement/sameDayAdjustment.ts";

/** A method that may be corrected by the day itself, as data. */
export type ProfileTerms =
  | { readonly method: "highXofY" | "midXofY"; readonly x: number; readonly y: number }
  | { readonly method: "rolling"; readonly days: number }
  | {
      readonly method: "byDayKind";
      readonly working: ProfileTerms;
      readonly other: ProfileTerms;
    }
  | { readonly method: "nominated" }
  | { readonly method: "fixedReference" }
  | { readonly method: "capacity"; readonly energyWh: number };

/** A baseline method as data. */
export type BaselineTerms =
  | (ProfileTerms & { readonly adjustment?: SameDayAdjustment })
  | { readonly method: "meterBefore"; readonly periods: number }
  | { readonly method: "meterBeforeAfter"; readonly periods: number };

/** The published profile of a pool: Wh per period of the day and device, and how many devices. */
export interface PublishedReference {
  readonly deviceWh: ArrayLike<number>;
  readonly devices: number;
}

/** Kinds of assets that differ in how they are measured. */
export const ASSET_KINDS = [
  "localMarket",
  "office",
  "generation",
  "battery",
  "vehicles",
  "heatPumps",
  "standby",
] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

/**
 * How each kind of asset is measured.
 *
 * - Participants of the local market: their nomination, which they pay for if it is wrong.
 * - Offices: Elexon's BL01 (P376), mid 8 of 10 and mid 2 of 4, adjusted by the six half-hours that end
 *   one hour before the order. The cap is this platform's.
 * - Generation: nominated, for no day is like another; X of Y fails for weather and storage (Lind et al.
 *   2023, doi 10.1016/j.jup.2023.101688).
 * - Batteries: the meter before, without adjustment, so that nothing is won by charging early.
 * - Home chargers and heat pumps: the DSO's reference per device.
 * - Standby: zero.
 */
export const BASELINE_OF: Readonly<Record<AssetKind, BaselineTerms>> = {
  localMarket: { method: "nominated" },
  office: {
    method: "byDayKind",
    working: { method: "midXofY", x: 8, y: 10 },
    other: { method: "midXofY", x: 2, y: 4 },
    adjustment: { ...ADDITIVE, startsBefore: 16, periods: 12 },
  },
  generation: { method: "nominated" },
  battery: { method: "meterBefore", periods: 4 },
  vehicles: { method: "fixedReference" },
  heatPumps: { method: "fixedReference" },
  standby: { method: "capacity", energyWh: 0 },
};

/**
 * Methods that are set side by side: one of each family, and the day's corrections. `high10of10` with
 * the two hours before the order is Piclo's for Connecticut; `mid8of10` with one is ERCOT's.
 */
export const COMPARED_BASELINES: readonly BaselineTerms[] = [
  { method: "nominated" },
  { method: "highXofY", x: 5, y: 10 },
  { method: "highXofY", x: 4, y: 5 },
  { method: "midXofY", x: 8, y: 10 },
  { method: "midXofY", x: 8, y: 10, adjustment: ADDITIVE },
  { method: "midXofY", x: 8, y: 10, adjustment: MULTIPLICATIVE },
  { method: "midXofY", x: 8, y: 10, adjustment: { ...ADDITIVE, oneSided: true } },
  { method: "rolling", days: 5 },
  { method: "highXofY", x: 10, y: 10, adjustment: { ...ADDITIVE, ...HOUR_BEFORE, periods: 8 } },
  { method: "meterBefore", periods: 4 },
  { method: "meterBeforeAfter", periods: 4 },
  { method: "capacity", energyWh: 0 },
];

/**
 * Makes the method by which a kind of asset is measured; a pool without a published reference by its
 * nomination.
 */
export function baselineFor(
  kind: AssetKind,
  reference: PublishedReference | null = null,
): BaselineMethod {
  return makeBaseline(BASELINE_OF[kind], reference);
}

/** Makes a method from its terms. */
export function makeBaseline(
  terms: BaselineTerms,
  reference: PublishedReference | null = null,
): BaselineMethod {
  if (terms.method === "meterBefore") return meterBefore(terms.periods);
  if (terms.method === "meterBeforeAfter") return meterBeforeAfter(terms.periods);
  const { adjustment } = terms;
  const method = profileOf(terms, reference);
  return adjustment === undefined ? method : adjusted(method, adjustment);
}

function profileOf(terms: ProfileTerms, reference: PublishedReference | null): ProfileMethod {
  switch (terms.method) {
    case "highXofY":
      return highXofY(terms.x, terms.y);
    case "midXofY":
      return midXofY(terms.x, terms.y);
    case "rolling":
      return rolling(terms.days);
    case "byDayKind":
      return byDayKind(profileOf(terms.working, reference), profileOf(terms.other, reference));
    case "nominated":
      return nominated;
    case "fixedReference":
      return reference === null ? nominated : fixedReference(reference.deviceWh, reference.devices);
    case "capacity":
      return capacity(terms.energyWh);
  }
}
