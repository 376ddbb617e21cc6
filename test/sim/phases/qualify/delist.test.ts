import { expect, test } from "vitest";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { delist } from "#sim/phases/qualify/delist.ts";

const columnsOf = ({ offers }: FlexPeriod) => [...offers.onList, offers.reservedWh, offers.readyWh];

test("a unit leaves all lists of periods still to come and holds nothing ready, and no other unit does", () => {
  const periods = [95, 96, 97].map((period) => {
    const flex = new FlexPeriod(3, []);
    flex.open(period);
    for (const column of columnsOf(flex)) column.fill(500);
    return flex;
  });
  delist(periods, 1, 96);
  for (const flex of periods) {
    const own = flex.period < 96 ? 500 : 0;
    for (const column of columnsOf(flex))
      expect([...column]).toEqual([500, 500, own, own, 500, 500]);
  }
});
