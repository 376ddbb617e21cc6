import type { claims, needs, offers } from "#datasets/tables/market.ts";
import { DIRECTIONS, NEEDS, type Need } from "#datasets/words.ts";
import type {
  GrantFacts,
  ListedOffer,
  ListFacts,
  NeedFacts,
} from "#reports/explain/periodFacts.ts";
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
          offers: listed.toSorted(byPrice).map((row) => {
            const ofUnit = (claim: ClaimRow) => claim.number("unit") === row.number("unit");
            const elsewhere = claimRows.filter((claim) => ofUnit(claim) && !picks.includes(claim));
            return {
              ...listedOffer(row, listColumns[need], picks.filter(ofUnit), names),
              elsewhere: elsewhere.map(grantFacts).filter(({ grantedWh }) => grantedWh > 0),
            };
          }),
        });
      }
    }
  }
  return lists;
}

/** By the cheaper of what is reserved and the rest. */
function byPrice(a: OfferRow, b: OfferRow): number {
  const difference = lowestPrice(a) - lowestPrice(b);
  return difference === 0 ? a.number("unit") - b.number("unit") : difference;
}

function lowestPrice(row: OfferRow): number {
  const own = row.number("priceMicroEurPerKwh");
  const [reservedWh, offeredWh] = [row.number("reservedWh"), row.number("quantityWh")];
  if (reservedWh === 0) return own;
  const agreed = row.number("agreedMicroEurPerKwh");
  return reservedWh >= offeredWh ? agreed : Math.min(own, agreed);
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
): Omit<ListedOffer, "elsewhere"> {
  const sum = (column: "requestedWh" | "grantedWh") =>
    picks.reduce((total, pick) => total + pick.number(column), 0);
  return {
    unit: names.unit(row.number("unit")),
    offeredWh: row.number("quantityWh"),
    listedWh: row.number(listColumn),
    reservedWh: row.number("reservedWh"),
    agreedMicroEurPerKwh: row.number("agreedMicroEurPerKwh"),
    priceMicroEurPerKwh: row.number("priceMicroEurPerKwh"),
    askedMicroEurPerKwh: meanPrice(picks) ?? row.number("priceMicroEurPerKwh"),
    effectiveness: picks[0]?.number("effectiveness") ?? null,
    askedWh: sum("requestedWh"),
    pickedWh: sum("grantedWh"),
  };
}

/** Price per kWh over all that was asked for; null where nothing was. */
function meanPrice(picks: readonly ClaimRow[]): number | null {
  let askedWh = 0;
  let spent = 0;
  for (const pick of picks) {
    askedWh += pick.number("requestedWh");
    spent += pick.number("requestedWh") * pick.number("priceMicroEurPerKwh");
  }
  return askedWh === 0 ? null : spent / askedWh;
}

function grantFacts(row: ClaimRow): GrantFacts {
  return {
    need: row.word("need"),
    direction: row.word("direction"),
    grantedWh: row.number("grantedWh"),
  };
}
