import { DatasetWriter, type TableHandle } from "#datasets/datasetWriter.ts";
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
import type { Community } from "#sim/run/community.ts";
import type { RunRequest } from "#sim/runRequest.ts";

/** All tables of one run, open for writing. */
export interface RunTables {
  readonly writer: DatasetWriter;
  readonly runs: TableHandle<typeof runs>;
  readonly areas: TableHandle<typeof areas>;
  readonly branches: TableHandle<typeof branches>;
  readonly periods: TableHandle<typeof periods>;
  /** Null where nobody asked for it. */
  readonly networkCosts: TableHandle<typeof networkCosts> | null;
  readonly dayAheadCalls: TableHandle<typeof dayAheadCalls> | null;
  /** Null where nobody asked for it. */
  readonly unitMeters: TableHandle<typeof unitMeters> | null;
  readonly trades: TableHandle<typeof trades>;
  readonly needs: TableHandle<typeof needs>;
  readonly offers: TableHandle<typeof offers>;
  readonly claims: TableHandle<typeof claims>;
  readonly activations: TableHandle<typeof activations>;
  readonly conflicts: TableHandle<typeof conflicts>;
  readonly settlements: TableHandle<typeof settlements>;
  readonly lifeCycle: TableHandle<typeof lifeCycle>;
  readonly auctions: TableHandle<typeof auctions>;
  readonly reservations: TableHandle<typeof reservations>;
  readonly readiness: TableHandle<typeof readiness>;
  readonly offerSteps: TableHandle<typeof offerSteps>;
  readonly productRefusals: TableHandle<typeof productRefusals>;
  readonly agents: TableHandle<typeof agents>;
  readonly units: TableHandle<typeof units>;
}

/** Opens the tables; everything is staged aside until the run commits, and removed where one cannot be opened. */
export function openTables(request: RunRequest, community: Community): RunTables {
  const writer = new DatasetWriter(request.folder, { force: request.force });
  try {
    return tablesOf(writer, request, community);
  } catch (error) {
    writer.abort();
    throw error;
  }
}

function tablesOf(
  writer: DatasetWriter,
  { networkCost = false, unitMeters: wantsUnitMeters = false }: RunRequest,
  community: Community,
): RunTables {
  const { areas: areaModels, world } = community;
  const elements = [
    ...areaModels.flatMap(({ monitored, normal: network }) => [
      ...monitored,
      ...Array.from(network.monitoredBuses, (bus) => network.busIds[bus]!),
    ]),
    ...world.scenario.transmission.lines.map(({ id }) => id),
    "system",
    "rebalancing",
  ];
  return {
    writer,
    runs: writer.table(runs),
    areas: writer.table(areas),
    branches: writer.table(branches),
    periods: writer.table(periods),
    networkCosts: networkCost ? writer.table(networkCosts) : null,
    unitMeters: wantsUnitMeters ? writer.table(unitMeters) : null,
    trades: writer.table(trades),
    dayAheadCalls: openCalls(writer, community),
    needs: writer.table(needs, { element: [...new Set(elements)] }),
    offers: writer.table(offers),
    claims: writer.table(claims),
    activations: writer.table(activations),
    conflicts: writer.table(conflicts),
    settlements: writer.table(settlements),
    lifeCycle: writer.table(lifeCycle),
    auctions: writer.table(auctions, { element: ["", ...new Set(elements)] }),
    reservations: writer.table(reservations),
    readiness: writer.table(readiness),
    offerSteps: writer.table(offerSteps),
    productRefusals: writer.table(productRefusals),
    agents: writer.table(agents),
    units: writer.table(units),
  };
}

/** Only where the day opens with an auction, and there is a market to hold it. */
function openCalls(
  writer: DatasetWriter,
  { areas, world }: Community,
): TableHandle<typeof dayAheadCalls> | null {
  if (world.scenario.localMarket.dayAheadAuction === undefined) return null;
  const feeders = areas.flatMap(({ normal }) => normal.feeder);
  return writer.table(dayAheadCalls, { feeder: [...new Set(["", ...feeders])] });
}
