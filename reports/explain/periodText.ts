import { eur, eurPerMwh, total, wh } from "#reports/explain/amounts.ts";
import { listGuide, listText } from "#reports/explain/listText.ts";
import type { ActivationFacts, PeriodFacts } from "#reports/explain/periodFacts.ts";
import { textTable } from "#reports/explain/textTable.ts";
import { formatNumber } from "#reports/format.ts";

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
      : [listGuide, "", ...facts.lists.flatMap((list) => [listText(list), ""])]),
    claimsText(facts),
    "",
    activationsText(facts),
    "",
    conflictsText(facts),
    "",
    "Owners' shares, rebalancing, imbalance, retail and reservations are paid by the day and stand in",
    "the table settlements.",
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
    "area,consumed Wh,PV Wh,net Wh,nominated Wh,traded Wh,moved Wh,losses Wh,loading %,overload kVA,min pu,max pu";
  return [
    "Areas, as delivered. Net is what all meters read: consumption less PV, with batteries.",
    textTable(header.split(","), rows),
  ].join("\n");
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
    "at,area,seller,buyer,Wh,resting,EUR/MWh,DNUT EUR/MWh,f0 EUR/MWh,buyer pays EUR,seller gets EUR";
  return [
    `Local trades: ${trades.length}. A resting offer gets its price and the buyer pays DNUT and f0 on`,
    "top; a resting bid pays its price and the seller gets it less DNUT and f0 (network component). The",
    "buyer's DSO gets both, and pays a DNUT below zero.",
    textTable(header.split(","), rows),
    `  In all ${wh(total(trades, ({ energyWh }) => energyWh))} Wh; buyers pay ` +
      `${eur(total(trades, (trade) => trade.buyerPaysMicroEur))} EUR, sellers get ` +
      `${eur(total(trades, (trade) => trade.sellerGetsMicroEur))} EUR.`,
  ].join("\n");
}

function claimsText({ claims }: PeriodFacts): string {
  if (claims.length === 0) return "No claims.";
  const rows = claims.map((claim, index) => [
    String(index + 1),
    claim.at,
    String(claim.ledger),
    claim.need === "DSO_CM" ? `${claim.need} ${claim.place}` : claim.need,
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
  return [
    "Claims, in the order of the registry. The ledger is the registry that decides; operators that do",
    "not share one do not see each other's claims.",
    textTable(header.split(","), rows),
  ].join("\n");
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
    "Activations. Baseline, metered, truth and verified are of the whole unit: verified is the distance",
    "of the meter to the baseline; truth is what the unit would have metered without the order, which no",
    "one on the market sees. Paid and served are the parts of this order.",
    textTable(header.split(","), rows),
    `  In all ${wh(total(activations, (fact) => fact.orderedWh))} Wh ordered, ` +
      `${wh(total(activations, (fact) => fact.paidWh))} Wh paid with ` +
      `${eur(total(activations, (fact) => fact.paidMicroEur))} EUR, penalties ` +
      `${eur(total(activations, (fact) => fact.penaltyMicroEur))} EUR.`,
    ...(activations.some((fact) => isTakenOver(fact, activations))
      ? ["  One operator pays both orders on a unit where its larger need took the unit over."]
      : []),
    ...activations.flatMap(sharedText),
  ].join("\n");
}

/** Who bears how much of an order that two operators share. */
function sharedText(fact: ActivationFacts): string[] {
  const { unit, payer, otherPayer, paidMicroEur, otherPaidMicroEur } = fact;
  if (otherPayer === null) return [];
  return [
    `  Of ${unit}'s ${eur(paidMicroEur)} EUR ${payer} bears ` +
      `${eur(paidMicroEur - otherPaidMicroEur)}, ${otherPayer} ${eur(otherPaidMicroEur)}: it serves both.`,
  ];
}

/** An order for a DSO and one for the TSO on one unit, paid by the same operator. */
function isTakenOver(fact: ActivationFacts, activations: readonly ActivationFacts[]): boolean {
  return activations.some(
    (other) =>
      other.unit === fact.unit &&
      other.payer === fact.payer &&
      (other.need === "DSO_CM") !== (fact.need === "DSO_CM"),
  );
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
  const header = "set,unit,needs,direction,overlap Wh,smaller payment EUR";
  return [
    "Units on which two needs met. Latent: if each operator picked alone from all offers; attempted:",
    "claimed under the scheme; realised: both dispatched.",
    textTable(header.split(","), rows),
  ].join("\n");
}
