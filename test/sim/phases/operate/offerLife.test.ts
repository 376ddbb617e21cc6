import { expect, test } from "vitest";
import { OFFER_STATES, PRODUCT_REFUSALS } from "#datasets/words.ts";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { BAL, DOWN, DSO_CM, UP } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { OfferLife } from "#sim/phases/operate/offerLife.ts";
import { openSmallRun } from "#test/support/openSmallRun.ts";

/** Four units, each with one offer up of its number × 100 Wh and none down. */
function periodOf(): FlexPeriod {
  const flex = new FlexPeriod(4, []);
  flex.open(0);
  for (let unit = 0; unit < 4; unit++) flex.offers.quantityWh[2 * unit] = 100 * (unit + 1);
  return flex;
}

const ordered = (unit: number, direction: 0 | 1) => ({ unit, direction }) as Order;

async function rowsOf(life: OfferLife) {
  const run = await openSmallRun("1A");
  life.closeDay(3, run.tables);
  const { buffer } = run.tables.offerSteps;
  const { columns } = buffer;
  return Array.from({ length: buffer.length }, (_, row) =>
    [
      OFFER_STATES[columns.from[row]!],
      OFFER_STATES[columns.to[row]!],
      columns.offers[row],
      columns.energyWh[row],
    ].join(" "),
  );
}

test("each offer walks its own way: passed over, reserved, called, blocked", async () => {
  const flex = periodOf();
  flex.offers.reservedWh[2] = 50;
  flex.offers.reservedWh[4] = 50;
  flex.isBlocked[4] = 1;
  flex.isBlocked[6] = 1;
  const life = new OfferLife();
  // Unit 1 is reserved and called; units 2 (reserved) and 3 are blocked.
  life.live(flex, [ordered(1, UP), ordered(3, DOWN)]);
  expect(await rowsOf(life)).toEqual([
    "offered passedOver 1 100",
    "offered reserved 2 500",
    "offered blocked 1 400",
    "reserved blocked 1 300",
    "reserved activated 1 200",
    "blocked verified 1 300",
    "activated verified 1 200",
    "verified settled 2 500",
  ]);
});

test("what is withdrawn before the freeze, and what is red at activation, ends there", async () => {
  const flex = periodOf();
  flex.withdrawnWh[1] = 70;
  flex.isRed[0] = 1;
  flex.isRed[2] = 1;
  const life = new OfferLife();
  // Unit 1 was called before its grid turned red.
  life.live(flex, [ordered(1, UP)]);
  expect(await rowsOf(life)).toEqual([
    "offered withdrawn 1 70",
    "offered passedOver 2 700",
    "offered blocked 1 100",
    "offered activated 1 200",
    "activated verified 1 200",
    "verified settled 1 200",
  ]);
});

test("a day's steps add up and are written once", async () => {
  const life = new OfferLife();
  life.live(periodOf(), []);
  life.live(periodOf(), [ordered(3, UP)]);
  expect(await rowsOf(life)).toEqual([
    "offered passedOver 7 1600",
    "offered activated 1 400",
    "activated verified 1 400",
    "verified settled 1 400",
  ]);
  expect(await rowsOf(life)).toEqual([]);
});

test("refusals are counted by list and reason", async () => {
  const run = await openSmallRun("1A");
  const life = new OfferLife();
  life.refuse(BAL, "tooSlow", 100);
  life.refuse(BAL, "tooSlow", 200);
  life.refuse(DSO_CM, "tooSmall", 50);
  life.closeDay(0, run.tables);
  const { columns, length } = run.tables.productRefusals.buffer;
  const rows = Array.from({ length }, (_, row) => [
    columns.need[row],
    PRODUCT_REFUSALS[columns.reason[row]!],
    columns.offers[row],
    columns.energyWh[row],
  ]);
  expect(rows).toEqual([
    [DSO_CM, "tooSmall", 1, 50],
    [BAL, "tooSlow", 2, 300],
  ]);
});
