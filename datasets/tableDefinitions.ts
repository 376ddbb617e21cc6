import { agents, units } from "#datasets/tables/actors.ts";
import { dayAheadCalls } from "#datasets/tables/dayAheadCall.ts";
import {
  auctions,
  lifeCycle,
  offerSteps,
  productRefusals,
  readiness,
  reservations,
} from "#datasets/tables/flexibility.ts";
import { areas, branches, periods } from "#datasets/tables/grid.ts";
import {
  activations,
  claims,
  conflicts,
  needs,
  offers,
  settlements,
  trades,
} from "#datasets/tables/market.ts";
import { networkCosts } from "#datasets/tables/networkCost.ts";
import { runs } from "#datasets/tables/run.ts";
import { unitMeters } from "#datasets/tables/unitMeters.ts";

/** All tables that a dataset may hold, by name. */
export const tableDefinitions = {
  runs,
  periods,
  areas,
  branches,
  networkCosts,
  agents,
  units,
  unitMeters,
  trades,
  dayAheadCalls,
  needs,
  offers,
  claims,
  activations,
  conflicts,
  settlements,
  lifeCycle,
  auctions,
  reservations,
  readiness,
  offerSteps,
  productRefusals,
} as const;

export type TableName = keyof typeof tableDefinitions;
