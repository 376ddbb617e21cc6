import { beforeAll, expect, test } from "vitest";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { Unit } from "#sim/agents/unit.ts";
import { AnnouncedOffers } from "#sim/phases/operate/announcedOffers.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { FixedDevice } from "#test/support/fixedDevice.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

/** Announced at 100, four hours before delivery; frozen two hours before. */
const NOW = 100;
const PERIOD = NOW + 16;
const END = 150;

let world: World;
beforeAll(() => {
  const calendar = { start: "2025-02-01", days: 2, spinUpDays: 1 };
  world = buildWorld(smallScenario({ calendar }), { seed: 4 });
});

/** Two units that can change 2,000 Wh a period each way, of which they offer 80 %. */
function announced(limitOf: (unit: number, direction: 0 | 1) => number, now = NOW) {
  const units = [0, 1].map((index) => {
    const device = new FixedDevice(0, { powerWh: 2000, energyWh: 4000 });
    const member = new Prosumer(index, 2, world.prosumers[0]!, [device], world);
    const place = { name: `X${index}`, area: 0, feeder: "F1", aggregator: 9 };
    return new Unit(world, index, place, [member]);
  });
  const offers = new AnnouncedOffers(units, 240);
  offers.announce(now, END, limitOf);
  return offers;
}

function frozen(period: number, ...quantityWh: number[]): FlexPeriod {
  const flex = new FlexPeriod(2, []);
  flex.open(period);
  flex.offers.quantityWh.set(quantityWh);
  return flex;
}

test("what was announced and is no more at the freeze is withdrawn, what is less is amended", () => {
  const flex = frozen(PERIOD, 1600, 0, 300, 0);
  announced((unit, direction) => (unit === 1 && direction === 1 ? 500 : 9000)).withdraw(flex);
  expect([...flex.withdrawnWh]).toEqual([0, 1600, 0, 500]);
});

test("who is not listed announces nothing, and has nothing to withdraw", () => {
  const flex = frozen(PERIOD, 0, 0, 0, 0);
  announced((unit) => (unit === 0 ? 0 : 9000)).withdraw(flex);
  expect([...flex.withdrawnWh]).toEqual([0, 0, 1600, 1600]);
});

test("an offer is withdrawn once, and none beyond the run is announced", () => {
  const offers = announced(() => 9000);
  offers.withdraw(frozen(PERIOD, 0, 0, 0, 0));
  const again = frozen(PERIOD, 0, 0, 0, 0);
  offers.withdraw(again);
  const late = frozen(END, 0, 0, 0, 0);
  announced(() => 9000, END - 16).withdraw(late);
  expect([...again.withdrawnWh, ...late.withdrawnWh].some((wh) => wh > 0)).toBe(false);
});
