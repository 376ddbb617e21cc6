import type { Scenario } from "#scenarios/scenario.ts";

/** When the ledger hears of claims: all of a day at its midnight, or those of each gate right after it. */
export type ClaimsTiming = "daily" | "live";

/** Everything that makes a run what it is, and where its results go. Plain data: crosses to a worker. */
export interface RunRequest {
  /** Its `calendar` holds the days to run, whatever the file said. */
  readonly scenario: Scenario;
  readonly variant: string;
  readonly seed: number;
  /** `memory`, `hardhat` or `rpc:<url>`. */
  readonly ledger: string;
  /** Live only over `rpc:`. @default daily */
  readonly claims?: ClaimsTiming;
  /** Folder that appears when the run is complete. */
  readonly folder: string;
  readonly force: boolean;
  /** Committed no-market result of the same world; null when this run is it. */
  readonly twinFolder: string | null;
  /** Long-term needs from the history seeds (`forecastNeeds`); null where nothing is reserved. */
  readonly historyFile: string | null;
  /** Computes beside every period what joint clearing of all needs over all offers would have cost. */
  readonly referenceOptimum: boolean;
  /** Notes what the real flows cost by the terms of the network tariff. @default false */
  readonly networkCost?: boolean;
  /** Notes what each registered unit nominated and metered, and what it would have metered. @default false */
  readonly unitMeters?: boolean;
  /** Keeps every message of the local markets, for `eflex replay`. @default false */
  readonly marketLog?: boolean;
}

/** What a finished run leaves in hand. */
export interface RunResult {
  readonly folder: string;
  /** Over all tables. */
  readonly hash: string;
  /** Columns of the table `runs`; null where a ratio has no value. */
  readonly indicators: Readonly<Record<string, number | null>>;
  readonly warnings: readonly string[];
}

/** One year of one history seed: `simulateHistory` writes its congestion to `file`. */
export interface HistoryRequest {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly file: string;
}
