import type { claims, needs, offers } from "#datasets/tables/market.ts";
import { DIRECTIONS, NEEDS, type Need } from "#datasets/words.ts";
import type { ListedOffer, ListFacts, NeedFacts } from "#reports/explain/periodFacts.ts";
import type { PeriodNames } from "#reports/explain/periodNames.ts";
import type { TableRow } from "#reports/explain/tableRows.ts";

type NeedRow = TableRow<typeof needs>;
type OfferRow = TableRow<typeof offers>;
type ClaimRow = TableRow<typeof claims>;

const listColumns = {
  DSO_CM: "onDsoList",
  TSO_CM: "onTsoList",
  BAL: "onBalList",
} as const satisfies Record<Need, string>;

/** Sets each need beside its merit order list, and says whom the operator picked from it. */
export function meritOrderLists(
  needRows: readonly NeedRow[],
  offerRows: readonly OfferRow[],
  claimRows: readonly ClaimRow[],
  names: PeriodNames,
): ListFacts[] {
  const places = [...new Set(needRows.map((row) => row.number("area")))].sort((a, b) => a - b);
  const lists: ListFacts[] = [];
  for (const need of NEEDS) {
    for (const area of places) {
      for (const direction of DIRECTIONS) {
        const of = (row: NeedRow | ClaimRow) =>
          row.word("need") === need &&
          row.number("area") === area &&
          row.word("direction") === direction;
        const wanted = needRows.filter(of);
        if (wanted.length === 0) continue;
        const picks = claimRows.filter(of);
        const listed = offerRows.filter(
          (row) =>
            row.word("direction") === direction &&
            row.number(listColumns[need]) > 0 &&
            (area < 0 || names.areaOfUnit(row.number("unit")) === area),
        );
        lists.push({
          need,
          place: names.area(area),
          direction,
          needs: wanted.map(needFacts),
          offers: listed
            .toSorted(byPrice)
            .map((row) => listedOffer(row, listColumns[need], picks, names)),
        });
      }
    }
  }
  return lists;
}

function byPrice(a: OfferRow, b: OfferRow): number {
  const difference = a.number("priceMicroEurPerKwh") - b.number("priceMicroEurPerKwh");
  return difference === 0 ? a.number("unit") - b.number("unit") : difference;
}

function needFacts(row: NeedRow): NeedFacts {
  const quantityWh = row.number("quantityWh");
  const creditedWh = row.number("creditedWh");
  const metWh = row.number("metWh");
  return {
    element: row.word("element"),
    quantityWh,
    creditedWh,
    metWh,
    unmetWh: Math.max(0, quantityWh - creditedWh - metWh),
    shown: row.number("shown"),
  };
}

function listedOffer(
  row: OfferRow,
  listColumn: (typeof listColumns)[Need],
  picks: readonly ClaimRow[],
  names: PeriodNames,
): ListedOffer {
  const unit = row.number("unit");
  return {
    unit: names.unit(unit),
    offeredWh: row.number("quantityWh"),
    listedWh: row.number(listColumn),
    reservedWh: row.number("reservedWh"),
    priceMicroEurPerKwh: row.number("priceMicroEurPerKwh"),
    pickedWh: picks
      .filter((pick) => pick.number("unit") === unit)
      .reduce((sum, pick) => sum + pick.number("grantedWh"), 0),
  };
}
