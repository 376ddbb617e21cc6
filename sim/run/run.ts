import { POSTING_KINDS } from "#datasets/words.ts";
import { assert } from "#engine/assert.ts";
import { type LinearSolver, loadLinearSolver } from "#engine/coordination/linearSolver.ts";
import type { Variant } from "#engine/coordination/variant.ts";
import type { TariffModel } from "#engine/market/tariffModel.ts";
import { Ledger } from "#engine/settlement/ledger.ts";
import { RING } from "#sim/agents/devices/device.ts";
import { DayQueue } from "#sim/ledger/dayQueue.ts";
import type { OrderRecord } from "#sim/ledger/escrow/orderRecord.ts";
import type { ClaimRecord, LedgerPort } from "#sim/ledger/ledgerPort.ts";
import { OfferLists } from "#sim/ledger/offerLists.ts";
import { GateLambda } from "#sim/market/grid/gateLambda.ts";
import { tariffOf } from "#sim/market/grid/tariffOf.ts";
import { Corridor } from "#sim/operators/corridor.ts";
import { type AreaHistory, readHistory } from "#sim/operators/needHistory.ts";
import { DaySettlement } from "#sim/phases/settle/settleDay.ts";
import { type LocalTrade, TradeBook } from "#sim/phases/trade/tradeBook.ts";
import type { ChainLog } from "#sim/run/chainLog.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { GridWatch } from "#sim/run/gridWatch.ts";
import { Indicators } from "#sim/run/indicators.ts";
import { Meters } from "#sim/run/meters.ts";
import { NetworkCostWatch } from "#sim/run/networkCostWatch.ts";
import type { Onlooker } from "#sim/run/onlooker.ts";
import { openPort } from "#sim/run/openPort.ts";
import { openTables, type RunTables } from "#sim/run/tables.ts";
import { TwinWatch } from "#sim/run/twinWatch.ts";
import { UnitEntry } from "#sim/run/unitEntry.ts";
import { UnitWatch } from "#sim/run/unitWatch.ts";
import { YearTotals } from "#sim/run/yearTotals.ts";
import type { RunRequest } from "#sim/runRequest.ts";
import { variantOf } from "#sim/variants.ts";
import { buildWorld, type World } from "#sim/world/world.ts";

/** Everything a run holds while it lives. */
export interface Run {
  readonly request: RunRequest;
  readonly variant: Variant;
  readonly world: World;
  readonly community: Community;
  /** How its units came to the market, and who is listed. */
  readonly entry: UnitEntry;
  readonly meters: Meters;
  readonly trades: TradeBook;
  readonly tariff: TariffModel;
  /** Null where what stays with the retailer pays no tariff of its own. */
  readonly gateLambda: GateLambda | null;
  readonly ledger: Ledger;
  readonly ledgerPort: LedgerPort;
  /** Days that the ledger behind the port has taken and may not have closed yet. */
  readonly openDays: DayQueue;
  readonly settlement: DaySettlement;
  /** By area (ring): paid energy of the DSO's own picks, up less down, Wh. */
  readonly dsoPicksWh: readonly Float64Array[];
  /** By agent (ring): paid deliveries, up less down, Wh. */
  readonly correctionWh: readonly Float64Array[];
  /** Claims since the last midnight, or, where the ledger is asked first, since the last gate; in order. */
  readonly claims: ClaimRecord[];
  /** Whether the ledger decides the claims of a gate before anything else happens. */
  readonly asksFirst: boolean;
  /** Orders of the day that was verified, as they go into escrow. */
  readonly orders: OrderRecord[];
  /** Merit order lists that operators saw since the last midnight, in order. */
  readonly offerLists: OfferLists;
  /** Null where the ledger is no chain. */
  readonly chainLog: ChainLog | null;
  readonly gridWatch: GridWatch;
  /** Null where nobody asked for it. */
  readonly networkCostWatch: NetworkCostWatch | null;
  /** Null where nobody asked for it. */
  readonly unitWatch: UnitWatch | null;
  readonly twinWatch: TwinWatch;
  readonly corridor: Corridor;
  readonly history: readonly AreaHistory[];
  readonly totals: YearTotals;
  readonly indicators: Indicators;
  readonly tables: RunTables;
  readonly warnings: string[];
  /** For joint clearing and for the reference optimum; null where neither is wanted. */
  readonly solver: LinearSolver | null;
  recordTrade(trade: LocalTrade): void;
}

/** Builds the world and everyone in it, opens tables and ledger; leaves neither open where it fails. */
export async function openRun(request: RunRequest, { onWorld }: Onlooker): Promise<Run> {
  const variant = variantOf(request.scenario, request.variant);
  assert(variant !== null, `unknown variant ${request.variant}`);
  const asksFirst = request.claims === "live";
  assert(!asksFirst || request.ledger.startsWith("rpc:"), "only a node is asked between days");
  const world = buildWorld(request.scenario, { seed: request.seed });
  onWorld?.(world);
  const needsSolver = variant.scheme?.clearing === "joint" || request.referenceOptimum;
  const community = buildCommunity(world);
  const tables = openTables(request, community);
  try {
    const solver = needsSolver ? await loadLinearSolver() : null;
    return await assemble(request, { variant, community, tables, solver, asksFirst });
  } catch (error) {
    tables.writer.abort();
    throw error;
  }
}

/** What there is before the ledger is opened. */
type Parts = Pick<Run, "variant" | "community" | "tables" | "solver" | "asksFirst">;

/** Makes everything that a run holds; the ledger last, so that nothing can fail while it is open. */
async function assemble(request: RunRequest, parts: Parts): Promise<Run> {
  const { variant, community, tables } = parts;
  const { accounts, areas, world } = community;
  const meters = new Meters(accounts.prosumerCount);
  const entry = new UnitEntry(community, meters);
  const agentCount = accounts.all.length;
  const totals = new YearTotals(agentCount);
  const indicators = new Indicators();
  const trades = new TradeBook();
  const ledger = new Ledger(agentCount, accounts.rounding, POSTING_KINDS.indexOf("rounding"));
  const ringPerArea = () => areas.map(() => new Float64Array(RING));
  const dsoPicksWh = ringPerArea();
  const correctionWh = accounts.all.map(() => new Float64Array(RING));
  const gridWatch = new GridWatch({
    community,
    meters,
    indicators,
    totals,
    areas: tables.areas,
    branches: tables.branches,
    ringLength: RING,
  });
  const facts = { lossesWh: gridWatch.lossesWh, correctionWh, dsoPicksWh };
  const rebalancing = variant.rebalancing ?? request.scenario.flexibility.rebalance;
  const rebalances = rebalancing === "tso";
  const tariff = tariffOf(request.scenario, variant.tariff);
  const busCounts = areas.map(({ normal }) => normal.busCount);
  const gateLambda = tariff.chargesResidual ? new GateLambda(busCounts) : null;
  const settlement = new DaySettlement({
    community,
    ledger,
    meters,
    trades,
    totals,
    facts,
    tariff,
    gateLambda,
    rebalances,
  });
  const history = request.historyFile === null ? [] : readHistory(request.historyFile);
  const networkCostWatch =
    tables.networkCosts === null ? null : new NetworkCostWatch(community, tables.networkCosts);
  const unitWatch =
    tables.unitMeters === null ? null : new UnitWatch(community, meters, tables.unitMeters);
  const twinWatch = new TwinWatch(request, world.calendar, indicators);
  const corridor = new Corridor(world);
  const { ledgerPort, chainLog } = await openPort(request, { variant, community, entry, tables });
  const openDays = new DayQueue(ledgerPort.daysAhead, (day, { events }) =>
    chainLog?.appendDay(day, events),
  );
  return {
    ...parts,
    request,
    world,
    entry,
    meters,
    trades,
    tariff,
    gateLambda,
    ledger,
    ledgerPort,
    openDays,
    settlement,
    dsoPicksWh,
    correctionWh,
    claims: [],
    orders: [],
    offerLists: new OfferLists(),
    chainLog,
    gridWatch,
    networkCostWatch,
    unitWatch,
    twinWatch,
    corridor,
    history,
    totals,
    indicators,
    warnings: [],
    recordTrade: (trade) => recordTrade(trade, trades, tables, indicators, world, tariff),
  };
}

function recordTrade(
  trade: LocalTrade,
  trades: TradeBook,
  tables: RunTables,
  indicators: Indicators,
  { calendar }: World,
  tariff: TariffModel,
): void {
  trades.add(trade);
  indicators.add("tradedMwh", trade.energyWh / 1e6);
  const { buffer } = tables.trades;
  const row = buffer.row();
  const { columns } = buffer;
  columns.period[row] = trade.period - calendar.firstRun;
  columns.marketMinute[row] = trade.marketMinute;
  columns.area[row] = trade.area;
  columns.buyer[row] = trade.buyer;
  columns.seller[row] = trade.seller;
  columns.energyWh[row] = trade.energyWh;
  columns.priceMicroEurPerKwh[row] = trade.priceMicro;
  columns.dnutMicroEurPerKwh[row] = trade.dnutMicro;
  columns.networkMicroEurPerKwh[row] = tariff.networkMicroAt(calendar.minuteOfDay[trade.period]!);
  columns.resting[row] = trade.restingOffer ? 1 : 0;
}
