import { readManifest } from "#datasets/readDataset.ts";
import { agents, units } from "#datasets/tables/actors.ts";
import { areas, periods } from "#datasets/tables/grid.ts";
import { activations, claims, conflicts, needs, offers, trades } from "#datasets/tables/market.ts";
import { localTime } from "#reports/explain/localTime.ts";
import { meritOrderLists } from "#reports/explain/meritOrderLists.ts";
import { PeriodError } from "#reports/explain/periodError.ts";
import type {
  ActivationFacts,
  AreaFacts,
  ClaimFacts,
  ConflictFacts,
  PeriodFacts,
  SystemFacts,
  TradeFacts,
} from "#reports/explain/periodFacts.ts";
import type { PeriodNames } from "#reports/explain/periodNames.ts";
import { type TableRow, tableRows } from "#reports/explain/tableRows.ts";

const PERIOD_SECONDS = 900;

/**
 * Collects from a dataset what happened in one period: the state of the areas, local trades, needs
 * with their merit order lists, claims, activations and conflicts. Throws DatasetError where the
 * folder is no dataset, PeriodError where the run has no such period.
 */
export function explainPeriod(folder: string, period: number): PeriodFacts {
  const { names, scenario, variant, seed, timeZone } = readManifest(folder);
  const all = tableRows(folder, periods);
  const system = all.find((row) => row.number("period") === period);
  if (system === undefined) throw new PeriodError(period, all.length);
  const start = system.number("startUnixSeconds");
  const runStart = all[0]!.number("startUnixSeconds");
  const time = (unixSeconds: number) => localTime(unixSeconds, timeZone);
  const lookUp: PeriodNames = {
    area: (index) => names.areas[index] ?? "TSO",
    agent: nameOf(tableRows(folder, agents).map((row) => row.word("uid"))),
    unit: nameOf(tableRows(folder, units).map((row) => row.word("name"))),
    areaOfUnit: unitAreas(folder),
    marketTime: (minute) => time(runStart + minute * 60),
  };
  const claimRows = tableRows(folder, claims, period);
  return {
    run: `${scenario}, variant ${variant}, seed ${seed}`,
    period,
    start: time(start),
    end: time(start + PERIOD_SECONDS),
    timeZone,
    system: systemFacts(system),
    areas: tableRows(folder, areas, period).map((row) => areaFacts(row, lookUp)),
    trades: tableRows(folder, trades, period).map((row) => tradeFacts(row, lookUp)),
    lists: meritOrderLists(
      tableRows(folder, needs, period),
      tableRows(folder, offers, period),
      claimRows,
      lookUp,
    ),
    claims: claimRows.map((row) => claimFacts(row, lookUp)),
    activations: tableRows(folder, activations, period).map((row) => activationFacts(row, lookUp)),
    conflicts: tableRows(folder, conflicts, period).map((row) => conflictFacts(row, lookUp)),
  };
}

function nameOf(names: readonly string[]): (index: number) => string {
  return (index) => names[index] ?? `no. ${index}`;
}

function unitAreas(folder: string): (index: number) => number {
  const areaOfUnit = tableRows(folder, units).map((row) => row.number("area"));
  return (index) => areaOfUnit[index] ?? -1;
}

function systemFacts(row: TableRow<typeof periods>): SystemFacts {
  return {
    dayAheadEurPerMwh: row.number("dayAheadMicroEurPerKwh") / 1000,
    imbalanceShortEurPerMwh: row.number("imbalanceShortMicroEurPerKwh") / 1000,
    imbalanceLongEurPerMwh: row.number("imbalanceLongMicroEurPerKwh") / 1000,
    temperatureC: row.number("temperatureC"),
    ghiWPerM2: row.number("ghiWPerM2"),
    systemImbalanceKw: row.number("systemImbalanceKw"),
    corridorLoadingPercent: row.number("corridorLoadingPercent"),
  };
}

function areaFacts(row: TableRow<typeof areas>, names: PeriodNames): AreaFacts {
  return {
    area: names.area(row.number("area")),
    consumptionWh: row.number("consumptionWh"),
    pvWh: row.number("pvWh"),
    netWh: row.number("netWh"),
    nominatedWh: row.number("nominatedWh"),
    tradedWh: row.number("tradedWh"),
    movedWh: row.number("movedWh"),
    lossesWh: row.number("lossesWh"),
    loadingPercentMax: row.number("loadingPercentMax"),
    overloadKva: row.number("overloadKva"),
    voltagePuMin: row.number("voltagePuMin"),
    voltagePuMax: row.number("voltagePuMax"),
  };
}

/** Who pays what: a resting offer gets its price, a resting bid pays its price; both all in. */
function tradeFacts(row: TableRow<typeof trades>, names: PeriodNames): TradeFacts {
  const energyWh = row.number("energyWh");
  const price = row.number("priceMicroEurPerKwh");
  const dnut = row.number("dnutMicroEurPerKwh");
  const network = row.number("networkMicroEurPerKwh");
  const resting = row.word("resting");
  const sellerPrice = resting === "offer" ? price : price - dnut - network;
  const charged = (microEurPerKwh: number) => Math.ceil((microEurPerKwh * energyWh) / 1000);
  return {
    at: names.marketTime(row.number("marketMinute")),
    area: names.area(row.number("area")),
    seller: names.agent(row.number("seller")),
    buyer: names.agent(row.number("buyer")),
    energyWh,
    resting,
    priceMicroEurPerKwh: price,
    dnutMicroEurPerKwh: dnut,
    networkMicroEurPerKwh: network,
    buyerPaysMicroEur: charged(sellerPrice) + charged(dnut) + charged(network),
    sellerGetsMicroEur: Math.floor((sellerPrice * energyWh) / 1000),
  };
}

function claimFacts(row: TableRow<typeof claims>, names: PeriodNames): ClaimFacts {
  return {
    at: names.marketTime(row.number("marketMinute")),
    ledger: row.number("ledger"),
    need: row.word("need"),
    place: names.area(row.number("area")),
    unit: names.unit(row.number("unit")),
    direction: row.word("direction"),
    offeredWh: row.number("offeredWh"),
    requestedWh: row.number("requestedWh"),
    grantedWh: row.number("grantedWh"),
    conflict: row.word("conflict"),
    priceMicroEurPerKwh: row.number("priceMicroEurPerKwh"),
    effectiveness: row.number("effectiveness"),
  };
}

function activationFacts(row: TableRow<typeof activations>, names: PeriodNames): ActivationFacts {
  return {
    need: row.word("need"),
    payer: names.agent(row.number("payer")),
    otherPayer: row.number("otherPayer") < 0 ? null : names.agent(row.number("otherPayer")),
    otherPaidMicroEur: row.number("otherPaidMicroEur"),
    unit: names.unit(row.number("unit")),
    direction: row.word("direction"),
    orderedWh: row.number("orderedWh"),
    baselineWh: row.number("baselineWh"),
    meteredWh: row.number("meteredWh"),
    truthWh: row.number("truthWh"),
    verifiedWh: row.number("verifiedWh"),
    paidWh: row.number("paidWh"),
    servedWh: row.number("servedWh"),
    priceMicroEurPerKwh: row.number("priceMicroEurPerKwh"),
    paidMicroEur: row.number("paidMicroEur"),
    penaltyMicroEur: row.number("penaltyMicroEur"),
  };
}

function conflictFacts(row: TableRow<typeof conflicts>, names: PeriodNames): ConflictFacts {
  return {
    set: row.word("set"),
    unit: names.unit(row.number("unit")),
    pair: row.word("pair"),
    kind: row.word("kind"),
    overlapWh: row.number("overlapWh"),
    costMicroEur: row.number("costMicroEur"),
  };
}
