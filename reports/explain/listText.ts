import { eurPerMwh, wh } from "#reports/explain/amounts.ts";
import type { ListedOffer, ListFacts, NeedFacts } from "#reports/explain/periodFacts.ts";
import { textTable } from "#reports/explain/textTable.ts";
import { formatNumber } from "#reports/format.ts";

const purposes: Readonly<Record<string, (place: string) => string>> = {
  DSO_CM: (place) => `congestion management of the DSO in ${place}`,
  TSO_CM: () => "congestion management of the TSO",
  BAL: () => "balancing by the TSO",
};

const HEADER = [
  "rank",
  "unit",
  "offered Wh",
  "on list Wh",
  "reserved Wh",
  "EUR/MWh",
  "effect",
  "per relief",
  "asked Wh",
  "picked Wh",
  "remark",
];

/** How to read the lists; stands above them once. */
export const listGuide = [
  "Needs and their lists, by price. Effect is the relief on the element per Wh of the offer; an",
  "operator picks by price per relief, and leaves out offers without enough effect, above the price",
  "cap of the list, or against its own picks, and for balancing those that would load a congested line.",
].join("\n");

/** Writes one merit order list under the needs that it serves. */
export function listText(list: ListFacts): string {
  const purpose = purposes[list.need]?.(list.place) ?? list.place;
  const title = `${list.need}, ${list.direction}: ${purpose}`;
  const rows = list.offers.map((offer, rank) => offerRow(offer, rank, list.direction));
  const merit = rows.length === 0 ? "  Nobody stood on this list." : textTable(HEADER, rows);
  return [title, ...list.needs.map((need) => `  ${needText(need, list.need)}`), merit].join("\n");
}

function needText(facts: NeedFacts, need: string): string {
  const { element, quantityWh, creditedWh, metWh, unmetWh, shown } = facts;
  const met =
    metWh < 0 ? `own picks for other needs add ${wh(-metWh)}` : `${wh(metWh)} met by own picks`;
  return (
    `${element} would show ${shownText(shown, need)}: ${wh(quantityWh)} Wh of relief needed, ` +
    `${wh(creditedWh)} credited from others, ${met}, ${wh(unmetWh)} unmet`
  );
}

/** An imbalance in kW, a voltage in pu, or a loading in percent, which is never as low as a voltage. */
function shownText(shown: number, need: string): string {
  if (need === "BAL") {
    return `${formatNumber(Math.abs(shown), 1)} kW ${shown >= 0 ? "short" : "long"}`;
  }
  return shown < 2 ? `${formatNumber(shown, 4)} pu` : `${formatNumber(shown, 1)} %`;
}

function offerRow(offer: ListedOffer, rank: number, direction: string): string[] {
  const { effectiveness, priceMicroEurPerKwh, askedMicroEurPerKwh } = offer;
  const isAsked = effectiveness !== null;
  return [
    String(rank + 1),
    offer.unit,
    wh(offer.offeredWh),
    wh(offer.listedWh),
    wh(offer.reservedWh),
    eurPerMwh(priceMicroEurPerKwh),
    isAsked ? formatNumber(effectiveness, 3) : "",
    isAsked ? eurPerMwh(askedMicroEurPerKwh / effectiveness) : "",
    isAsked ? wh(offer.askedWh) : "",
    isAsked ? wh(offer.pickedWh) : "",
    remark(offer, direction),
  ];
}

/**
 * At which price a part is reserved; and what else the unit was called for, which may explain why it was
 * not picked, or not in full.
 */
function remark(offer: ListedOffer, direction: string): string {
  const agreed =
    offer.reservedWh > 0 && offer.agreedMicroEurPerKwh !== offer.priceMicroEurPerKwh
      ? `reserved at ${eurPerMwh(offer.agreedMicroEurPerKwh)}`
      : "";
  return [agreed, calls(offer, direction)].filter((text) => text !== "").join("; ");
}

/** What was called of it, here and for others. */
function calls({ askedWh, pickedWh, elsewhere }: ListedOffer, direction: string): string {
  const grants = elsewhere.map((grant) => {
    const way = grant.direction === direction ? "" : ` ${grant.direction}`;
    return `${wh(grant.grantedWh)} to ${grant.need}${way}`;
  });
  if (pickedWh >= askedWh) return grants.join(", ");
  return [pickedWh > 0 ? "refused in part" : "refused", grants.join(", ")]
    .filter((text) => text !== "")
    .join("; ");
}
