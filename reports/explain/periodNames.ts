/** Names behind the indices of a dataset. */
export interface PeriodNames {
  /** `TSO` for -1. */
  readonly area: (index: number) => string;
  readonly agent: (index: number) => string;
  readonly unit: (index: number) => string;
  readonly areaOfUnit: (index: number) => number;
  /** Local time of a market minute. */
  readonly marketTime: (minute: number) => string;
}
