import { expect, test } from "vitest";
import { type ClaimEntry, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { DOWN, offerIndex, UP } from "#engine/coordination/needs.ts";
import type { Unit } from "#sim/agents/unit.ts";
import { aggregateSupply } from "#sim/operators/aggregateSupply.ts";

type Grant = Pick<ClaimEntry, "unit" | "direction" | "grantedWh">;

/** Of what an area's feeder bears in the flow of nominations, what is left after the grants. */
function feederGuard(bearsUpWh: number, units: readonly number[]) {
  return {
    safeWh: (_unit: number, direction: 0 | 1, grants: readonly Grant[]) => {
      if (direction === DOWN) return 2 ** 29;
      let leftWh = bearsUpWh;
      for (const { unit, direction: way, grantedWh } of grants) {
        if (units.includes(unit)) leftWh += way === UP ? -grantedWh : grantedWh;
      }
      return Math.max(0, leftWh);
    },
  };
}

function claimOf(unit: number, direction: 0 | 1, grantedWh: number): ClaimEntry {
  return {
    ledger: 0,
    need: 0,
    kind: 0,
    operator: 0,
    unit,
    direction,
    offeredWh: grantedWh,
    requestedWh: grantedWh,
    grantedWh,
    conflict: 0,
    priceMicro: 0,
    effectiveness: 1,
    marketMinute: 0,
  };
}

/** Units 0 (60 EUR/MWh) and 1 (80) in the first area, 2 in the second, each with 2,000 Wh up. */
function periodWith(claims: readonly ClaimEntry[]): FlexPeriod {
  const flex = new FlexPeriod(3, []);
  flex.open(0);
  for (const [unit, price] of [60_000, 80_000, 70_000].entries()) {
    flex.offers.quantityWh[offerIndex(unit, UP)] = 2000;
    flex.offers.priceMicro[offerIndex(unit, UP)] = price;
  }
  flex.offers.quantityWh[offerIndex(1, DOWN)] = 500;
  for (const claim of claims) flex.record(claim);
  return flex;
}

const units = [0, 0, 1].map((area, index) => ({ index, area })) as unknown as readonly Unit[];
const supplyOf = (flex: FlexPeriod) =>
  aggregateSupply(flex, units, 2, (area) => feederGuard(3000, area === 0 ? [0, 1] : [2]));

test.each<[string, readonly ClaimEntry[], number[]]>([
  ["cheapest first, as far as the feeder bears it", [], [2000, 1000, 2000]],
  ["less what the DSO was granted before", [claimOf(1, UP, 1500)], [1500, 0, 2000]],
  ["more where the DSO relieved the feeder", [claimOf(1, DOWN, 500)], [2000, 1500, 2000]],
])("the residual supply that a DSO hands over: %s", (_, claims, steps) => {
  const safeWh = supplyOf(periodWith(claims));
  expect([0, 1, 2].map((unit) => safeWh(unit, UP))).toEqual(steps);
  expect(safeWh(1, DOWN)).toBe(500);
});

test("what is bought along the curve is gone from its step, and from no other", () => {
  const flex = periodWith([]);
  const safeWh = supplyOf(flex);
  flex.record(claimOf(0, UP, 800));
  expect([0, 1, 2].map((unit) => safeWh(unit, UP))).toEqual([1200, 1000, 2000]);
});
