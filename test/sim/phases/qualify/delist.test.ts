import { expect, test } from "vitest";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { delist } from "#sim/phases/qualify/delist.ts";

test("a unit leaves all lists of periods still to come, and no other unit does", () => {
  const periods = [95, 96, 97].map((period) => {
    const flex = new FlexPeriod(3, []);
    flex.open(period);
    for (const list of flex.offers.onList) list.fill(500);
    return flex;
  });
  delist(periods, 1, 96);
  for (const { period, offers } of periods) {
    const own = period < 96 ? 500 : 0;
    for (const list of offers.onList) expect([...list]).toEqual([500, 500, own, own, 500, 500]);
  }
});
