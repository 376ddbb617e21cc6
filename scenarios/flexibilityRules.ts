/** Kinds of needs, and the list that each of them buys from. */
export type NeedName = "DSO_CM" | "TSO_CM" | "BAL";

/** Products by what they are bought for; the long-term one is bought in reservation auctions. */
export type ProductName = "longTermCm" | "operationalCm" | "tsoCm" | "balancing";

/** What a scenario says about a product; what it leaves out follows from the market's other rules. */
export interface ProductChanges {
  /** Smallest offer, W. */
  readonly powerWMin?: number | undefined;
  /** Offers are whole multiples of it, W. */
  readonly stepW?: number | undefined;
  /** Whether an offer may refuse to be taken in part: in auctions only. */
  readonly indivisibleAllowed?: boolean | undefined;
  /** From the order to full delivery, at most. */
  readonly responseMinutesMax?: number | undefined;
  /** How long an offer has to hold its power, in whole periods. */
  readonly runMinutesMax?: number | undefined;
  /** Highest price for holding ready: in auctions only. */
  readonly readyCapMicroEurPerKwH?: number | undefined;
  readonly activationCapMicroEurPerKwh?: number | undefined;
  /** Whether a DSO may buy short-term what is not on its reserved list: `operationalCm` only. */
  readonly beyondReserved?: boolean | undefined;
}

export type Products = { readonly [Name in ProductName]?: ProductChanges | undefined };

/** A situation that an area has to survive: how much of everything is on at once. */
export interface LoadCaseSettings {
  readonly id: string;
  /** Base load over its mean of the year, by kind of customer. */
  readonly householdLoad: number;
  readonly officeLoad: number;
  /** Share of the rating that is on. */
  readonly heating: number;
  readonly boiler: number;
  readonly charger: number;
  readonly cooling: number;
  readonly pv: number;
  /** Share of the peak of other load on the 20 kV buses. */
  readonly background: number;
}

/** Units whose registration leaves out what a product asks for: share of all, by what is missing. */
export interface MissingSettings {
  readonly meter: number;
  readonly coordinates: number;
  readonly responseProof: number;
  readonly longestRun: number;
}

/** How who was asked for more information answers. */
export interface AnswerSettings {
  /** From the question to the answer, days; drawn evenly. */
  readonly daysMin: number;
  readonly daysMax: number;
  /** After so many days the application is decided by what is there. */
  readonly deadlineDays: number;
  /** Share of those asked that never answer. */
  readonly never: number;
}

/** How units come to be listed. */
export interface QualificationSettings {
  /** Whether the DSO's light at registration limits what is listed, or is only told. */
  readonly light: "advises" | "binds";
  /** Whether who fails the pre-delivery test is kept out, or is only told. */
  readonly test: "advises" | "binds";
  /** Share of the power asked for that counts as delivered in a test. */
  readonly testShareMin: number;
  /** How often a test may be taken, once a day before the first. */
  readonly testAttempts: number;
  readonly loadCases: readonly LoadCaseSettings[];
  /** Whether the light is looked at again each day at D-1 16:00, over what is forecast for D. */
  readonly refresh: "never" | "daily";
  readonly missing: MissingSettings;
  readonly answer: AnswerSettings;
}

/** When an FSP answers an order, and until when it may refuse. */
export interface AcknowledgementSettings {
  /** `gate`: right after the gate that ordered, so that later gates know of it. */
  readonly at: "delivery" | "gate";
  /** Until so many minutes before delivery what is refused is not ordered; later it counts as not delivered. */
  readonly inTimeMinutes: number;
}

/** When the DSO looks at offers again: after they are collected, before others claim, at both, never. */
export type DynamicLight = "none" | "collection" | "activation" | "both";

/** Correction of a baseline by the day itself. */
export interface BaselineAdjustment {
  readonly kind: "additive" | "multiplicative";
  /** Most that is added, taken off or scaled by, share of the estimate. */
  readonly cap: number;
  /** Periods from the start of those looked at to the order, and how many of them. */
  readonly startsBefore: number;
  readonly periods: number;
  readonly oneSided: boolean;
}

/** How a kind of unit is measured. */
export type BaselineSettings =
  | { readonly method: "nominated" }
  | {
      readonly method: "highXofY" | "midXofY";
      readonly x: number;
      readonly y: number;
      readonly adjustment?: BaselineAdjustment | undefined;
    }
  | {
      readonly method: "rolling";
      readonly days: number;
      readonly adjustment?: BaselineAdjustment | undefined;
    }
  | { readonly method: "meterBefore" | "meterBeforeAfter"; readonly periods: number }
  /** The DSO's profile per device. */
  | { readonly method: "fixedReference" }
  | { readonly method: "zero" };

/** Baselines by kind of unit: an office, or a pool of homes. */
export interface Baselines {
  readonly household: BaselineSettings;
  readonly office: BaselineSettings;
}

/** A window that a DSO asks for by itself, beside those that follow from its congestion. */
export interface ReservationWindow {
  readonly area: string;
  readonly direction: "up" | "down";
  readonly days: "all" | "weekdays" | "weekends";
  /** Minutes after midnight, [from, to). */
  readonly minuteFrom: number;
  readonly minuteTo: number;
  readonly firstDate: string;
  readonly lastDate: string;
  readonly powerW: number;
  /** Monitored branch to relieve; absent where any unit of the area serves as well as another. */
  readonly element?: string | undefined;
}

/** Share of the need that is covered after each round; a round that is absent is not held. */
export interface ReservationRounds {
  readonly yearly?: number | undefined;
  readonly quarterly?: number | undefined;
  readonly monthly?: number | undefined;
}

export interface ReservationSettings {
  readonly callDayOfMonth: number;
  readonly priceCapMicroEurPerKwH: number;
  /** Worth of deferring a reinforcement of an area by a year; null where both price caps hold. */
  readonly deferralEurPerYear: number | null;
  /** Quantile of the excess in a window's congested periods of the history that is reserved. */
  readonly needQuantile: number;
  readonly rounds: ReservationRounds;
  /** Whether an accepted offer is paid its own price or the highest accepted score. */
  readonly pricing: "payAsBid" | "uniform";
  /** Along the merit order with one improvement, or the cheapest set of up to 25 indivisible offers. */
  readonly selection: "meritOrder" | "exact";
  /** Who is accepted of offers that tie at the margin: the earlier, or each its part. */
  readonly marginTies: "time" | "proRata";
  /** Expected share of reserved hours with a call: weight of the activation price in the score. */
  readonly utilisation: number;
  /** Whether requests are for an area, or for each of its branches, with the effect of units on it. */
  readonly askBy: "area" | "element";
  readonly windows: readonly ReservationWindow[];
  /** Share of units that offer all or nothing in auctions. */
  readonly indivisibleShare: number;
}
