import type { ListFacts, NeedFacts, PeriodFacts } from "#reports/explain/periodFacts.ts";
import { textTable } from "#reports/explain/textTable.ts";
import { formatNumber } from "#reports/format.ts";

const wh = (value: number) => formatNumber(value, 0);
const eurPerMwh = (microEurPerKwh: number) => formatNumber(microEurPerKwh / 1000, 2);
const eur = (microEur: number) => formatNumber(microEur / 1e6, 6);

const needWords: Readonly<Record<string, string>> = {
  DSO_CM: "congestion management of the DSO",
  TSO_CM: "congestion management of the TSO",
  BAL: "balancing",
};

/** Writes the facts of a period as a text that can be read from top to bottom. */
export function periodText(facts: PeriodFacts): string {
  return [
    `Period ${facts.period}: ${facts.start} to ${facts.end.slice(-5)} (${facts.timeZone})`,
    facts.run,
    "",
    systemText(facts),
    "",
    areasText(facts),
    "",
    tradesText(facts),
    "",
    ...(facts.lists.length === 0
      ? ["No operator needed flexibility.", ""]
      : facts.lists.flatMap((list) => [listText(list), ""])),
    claimsText(facts),
    "",
    activationsText(facts),
    "",
    conflictsText(facts),
    "",
  ].join("\n");
}

function systemText({ system }: PeriodFacts): string {
  const imbalance = formatNumber(Math.abs(system.systemImbalanceKw), 1);
  return [
    `Day-ahead price ${formatNumber(system.dayAheadEurPerMwh, 2)} EUR/MWh; imbalance price`,
    `${formatNumber(system.imbalanceShortEurPerMwh, 2)} short,`,
    `${formatNumber(system.imbalanceLongEurPerMwh, 2)} long.`,
    `System ${system.systemImbalanceKw >= 0 ? "short" : "long"} by ${imbalance} kW at the scale of the areas;`,
    `highest transmission loading ${formatNumber(system.corridorLoadingPercent, 1)} %.`,
    `${formatNumber(system.temperatureC, 1)} °C, ${formatNumber(system.ghiWPerM2, 0)} W/m².`,
  ].join(" ");
}

function areasText({ areas }: PeriodFacts): string {
  const rows = areas.map((area) => [
    area.area,
    wh(area.consumptionWh),
    wh(area.pvWh),
    wh(area.netWh),
    wh(area.nominatedWh),
    wh(area.tradedWh),
    wh(area.movedWh),
    wh(area.lossesWh),
    formatNumber(area.loadingPercentMax, 1),
    formatNumber(area.overloadKva, 1),
    formatNumber(area.voltagePuMin, 4),
    formatNumber(area.voltagePuMax, 4),
  ]);
  const header =
    "area,consumed Wh,PV Wh,net Wh,nominated Wh,traded Wh,moved Wh,losses Wh,loading %,over kVA,min pu,max pu";
  return `Areas, as delivered\n${textTable(header.split(","), rows)}`;
}

function tradesText({ trades }: PeriodFacts): string {
  if (trades.length === 0) return "No local trade.";
  const rows = trades.map((trade) => [
    trade.at,
    trade.area,
    trade.seller,
    trade.buyer,
    wh(trade.energyWh),
    trade.resting,
    eurPerMwh(trade.priceMicroEurPerKwh),
    eurPerMwh(trade.dnutMicroEurPerKwh),
    eurPerMwh(trade.networkMicroEurPerKwh),
    eur(trade.buyerPaysMicroEur),
    eur(trade.sellerGetsMicroEur),
  ]);
  const header =
    "at,area,seller,buyer,Wh,resting,its price,DNUT,f0 (EUR/MWh),buyer pays EUR,seller gets EUR";
  return [
    `Local trades: ${trades.length}. A resting offer gets its price and the buyer pays DNUT and f0 on`,
    "top; a resting bid pays its price and the seller gets it less DNUT and f0. The DSO gets both.",
    textTable(header.split(","), rows),
  ].join("\n");
}

function listText(list: ListFacts): string {
  const title = `${list.need} ${list.place}, ${list.direction}: ${needWords[list.need] ?? list.need}`;
  const rows = list.offers.map((offer, rank) => [
    String(rank + 1),
    offer.unit,
    wh(offer.offeredWh),
    wh(offer.listedWh),
    wh(offer.reservedWh),
    eurPerMwh(offer.priceMicroEurPerKwh),
    offer.pickedWh > 0 ? wh(offer.pickedWh) : "",
  ]);
  const header = "rank,unit,offered Wh,on this list Wh,reserved Wh,EUR/MWh,picked Wh";
  const merit =
    rows.length === 0 ? "  Nobody stood on this list." : textTable(header.split(","), rows);
  return [title, ...list.needs.map((need) => `  ${needText(need)}`), merit].join("\n");
}

function needText({ element, quantityWh, creditedWh, metWh, unmetWh, shown }: NeedFacts): string {
  return (
    `${element} would show ${formatNumber(shown, 3)}: ${wh(quantityWh)} Wh needed, ` +
    `${wh(creditedWh)} credited from others, ${wh(metWh)} met, ${wh(unmetWh)} unmet`
  );
}

function claimsText({ claims }: PeriodFacts): string {
  if (claims.length === 0) return "No claims.";
  const rows = claims.map((claim, index) => [
    String(index + 1),
    claim.at,
    String(claim.ledger),
    `${claim.need} ${claim.place}`,
    claim.unit,
    claim.direction,
    wh(claim.offeredWh),
    wh(claim.requestedWh),
    wh(claim.grantedWh),
    claim.conflict,
    eurPerMwh(claim.priceMicroEurPerKwh),
    formatNumber(claim.effectiveness, 3),
  ]);
  const header =
    "no.,at,ledger,for,unit,direction,offered Wh,asked Wh,granted Wh,conflict,EUR/MWh,effect";
  return `Claims, in the order of the registry\n${textTable(header.split(","), rows)}`;
}

function activationsText({ activations }: PeriodFacts): string {
  if (activations.length === 0) return "No activations.";
  const rows = activations.map((activation) => [
    activation.unit,
    activation.need,
    activation.payer,
    activation.direction,
    wh(activation.orderedWh),
    wh(activation.baselineWh),
    wh(activation.meteredWh),
    wh(activation.truthWh),
    wh(activation.verifiedWh),
    wh(activation.paidWh),
    wh(activation.servedWh),
    eurPerMwh(activation.priceMicroEurPerKwh),
    eur(activation.paidMicroEur),
    eur(activation.penaltyMicroEur),
  ]);
  const header =
    "unit,need,payer,direction,ordered Wh,baseline,metered,truth,verified,paid,served,EUR/MWh,paid EUR,penalty EUR";
  return [
    "Activations. Verified is the distance of the meter to the baseline; truth is what the unit would",
    "have metered without the order, which no one on the market sees.",
    textTable(header.split(","), rows),
  ].join("\n");
}

function conflictsText({ conflicts }: PeriodFacts): string {
  if (conflicts.length === 0) return "No two needs met on one unit.";
  const rows = conflicts.map((conflict) => [
    conflict.set,
    conflict.unit,
    conflict.pair,
    conflict.kind,
    wh(conflict.overlapWh),
    eur(conflict.costMicroEur),
  ]);
  const header = "set,unit,needs,direction,overlap Wh,EUR";
  return `Units on which two needs met\n${textTable(header.split(","), rows)}`;
}
