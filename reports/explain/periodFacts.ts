/** Everything that a dataset says about one market period, with names in place of indices. */
export interface PeriodFacts {
  readonly run: string;
  readonly period: number;
  /** Local start and end of delivery, `2023-01-15 17:15` and `17:30`. */
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly system: SystemFacts;
  readonly areas: readonly AreaFacts[];
  readonly trades: readonly TradeFacts[];
  readonly lists: readonly ListFacts[];
  readonly claims: readonly ClaimFacts[];
  readonly activations: readonly ActivationFacts[];
  readonly conflicts: readonly ConflictFacts[];
}

export interface SystemFacts {
  readonly dayAheadEurPerMwh: number;
  readonly imbalanceShortEurPerMwh: number;
  readonly imbalanceLongEurPerMwh: number;
  readonly temperatureC: number;
  readonly ghiWPerM2: number;
  /** Short positive. */
  readonly systemImbalanceKw: number;
  readonly corridorLoadingPercent: number;
}

export interface AreaFacts {
  readonly area: string;
  readonly consumptionWh: number;
  readonly pvWh: number;
  readonly netWh: number;
  readonly nominatedWh: number;
  readonly tradedWh: number;
  readonly movedWh: number;
  readonly lossesWh: number;
  readonly loadingPercentMax: number;
  readonly overloadKva: number;
  readonly voltagePuMin: number;
  readonly voltagePuMax: number;
}

export interface TradeFacts {
  /** Local time of the trade. */
  readonly at: string;
  readonly area: string;
  readonly seller: string;
  readonly buyer: string;
  readonly energyWh: number;
  readonly resting: string;
  /** Limit of the resting order. */
  readonly priceMicroEurPerKwh: number;
  readonly dnutMicroEurPerKwh: number;
  readonly networkMicroEurPerKwh: number;
  /** Buyer's total: energy, DNUT and network component, each rounded up. */
  readonly buyerPaysMicroEur: number;
  /** Rounded down. */
  readonly sellerGetsMicroEur: number;
}

/** One merit order list: what an operator needed in one direction, and who stood there. */
export interface ListFacts {
  readonly need: string;
  /** `TSO` where no DSO area is meant. */
  readonly place: string;
  readonly direction: string;
  readonly needs: readonly NeedFacts[];
  /** Cheapest first. */
  readonly offers: readonly ListedOffer[];
}

export interface NeedFacts {
  readonly element: string;
  readonly quantityWh: number;
  readonly creditedWh: number;
  readonly metWh: number;
  readonly unmetWh: number;
  readonly shown: number;
}

export interface ListedOffer {
  readonly unit: string;
  readonly offeredWh: number;
  /** Part of it that stands on this list. */
  readonly listedWh: number;
  readonly reservedWh: number;
  /** Of what is reserved; meaningless where nothing is. */
  readonly agreedMicroEurPerKwh: number;
  /** Of the rest. */
  readonly priceMicroEurPerKwh: number;
  /** Mean of what was asked for; the rest's where nothing was. */
  readonly askedMicroEurPerKwh: number;
  /** Relief on the element per unit of activation; null where nobody asked for the offer. */
  readonly effectiveness: number | null;
  /** Claimed for this need; 0 where nobody asked. */
  readonly askedWh: number;
  /** Granted to this need; 0 where it was not picked. */
  readonly pickedWh: number;
  /** What the unit was granted to for other needs or in the other direction. */
  readonly elsewhere: readonly GrantFacts[];
}

export interface GrantFacts {
  readonly need: string;
  readonly direction: string;
  readonly grantedWh: number;
}

export interface ClaimFacts {
  readonly at: string;
  readonly ledger: number;
  readonly need: string;
  readonly place: string;
  readonly unit: string;
  readonly direction: string;
  readonly offeredWh: number;
  readonly requestedWh: number;
  readonly grantedWh: number;
  readonly conflict: string;
  readonly priceMicroEurPerKwh: number;
  readonly effectiveness: number;
}

export interface ActivationFacts {
  readonly need: string;
  readonly payer: string;
  /** Who bears the rest of the payment; null where one operator bears it all. */
  readonly otherPayer: string | null;
  readonly otherPaidMicroEur: number;
  readonly unit: string;
  readonly direction: string;
  readonly orderedWh: number;
  readonly baselineWh: number;
  readonly meteredWh: number;
  readonly truthWh: number;
  readonly verifiedWh: number;
  readonly paidWh: number;
  readonly servedWh: number;
  readonly priceMicroEurPerKwh: number;
  readonly paidMicroEur: number;
  readonly penaltyMicroEur: number;
}

export interface ConflictFacts {
  readonly set: string;
  readonly unit: string;
  readonly pair: string;
  readonly kind: string;
  readonly overlapWh: number;
  readonly costMicroEur: number;
}
