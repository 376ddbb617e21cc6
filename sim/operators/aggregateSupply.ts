import type { ClaimEntry, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { type Direction, DOWN, offerIndex, UP } from "#engine/coordination/needs.ts";
import { OFFER_ROWS, rowOfferedWh, rowPriceMicro } from "#engine/coordination/offerRows.ts";
import type { Unit } from "#sim/agents/unit.ts";
import type { GridGuard } from "#sim/operators/gridGuard.ts";

/**
 * Grid-safe forwarding by aggregation: before a later operator's gate each DSO adds up its offers in
 * order of price, each as far as the grid bears it after the cheaper ones, to one residual supply
 * function per direction at the interface. The later operator buys along that function; what a unit may
 * still give is its step, less what was granted since.
 *
 * @param guardOf - A fresh guard of an area, with nothing but nominations in it.
 */
export function aggregateSupply(
  flex: FlexPeriod,
  units: readonly Unit[],
  areaCount: number,
  guardOf: (area: number) => Pick<GridGuard, "safeWh">,
): (unit: number, direction: Direction) => number {
  const stepWh = new Int32Array(2 * units.length);
  for (let area = 0; area < areaCount; area++) {
    for (const direction of [UP, DOWN] as const)
      fillSteps(flex, units, area, direction, guardOf, stepWh);
  }
  const before = flex.claims.length;
  return (unit, direction) => {
    let leftWh = stepWh[offerIndex(unit, direction)]!;
    for (const claim of flex.claims.slice(before)) {
      if (claim.unit === unit && claim.direction === direction) leftWh -= claim.grantedWh;
    }
    return leftWh;
  };
}

function fillSteps(
  { claims, offers }: FlexPeriod,
  units: readonly Unit[],
  area: number,
  direction: Direction,
  guardOf: (area: number) => Pick<GridGuard, "safeWh">,
  stepWh: Int32Array,
): void {
  const own = units
    .filter((unit) => unit.area === area)
    .flatMap(({ index }) => {
      const offer = offerIndex(index, direction);
      return OFFER_ROWS.map((isReserved) => ({
        unit: index,
        offeredWh: rowOfferedWh(offers, offer, isReserved),
        price: rowPriceMicro(offers, offer, isReserved),
      }));
    })
    .filter(({ offeredWh }) => offeredWh > 0)
    .sort((a, b) => a.price - b.price || a.unit - b.unit);
  if (own.length === 0) return;
  const guard = guardOf(area);
  const taken: Pick<ClaimEntry, "unit" | "direction" | "grantedWh">[] = [...claims];
  for (const { unit, offeredWh } of own) {
    const grantedWh = Math.min(offeredWh, guard.safeWh(unit, direction, taken));
    stepWh[offerIndex(unit, direction)]! += grantedWh;
    taken.push({ unit, direction, grantedWh });
  }
}
