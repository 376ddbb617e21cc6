import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { tariffOf } from "#sim/market/grid/tariffOf.ts";
import { Aims } from "#sim/market/orders/aims.ts";
import { PlacePrices } from "#sim/market/placePrices.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";
import { targetWh } from "#test/support/targetWh.ts";

let world: World;
beforeAll(() => {
  const calendar = { start: "2025-05-01", days: 4, spinUpDays: 1 };
  world = buildWorld(smallScenario({ calendar }), { seed: 5 });
});

const community = () =>
  world.prosumers.map((series, agent) => new Prosumer(agent, agent % 4, series, [], world));

const spans = fc.record({
  now: fc.integer({ min: 0, max: 96 }),
  lead: fc.integer({ min: 0, max: 60 }),
  periods: fc.integer({ min: 1, max: 100 }),
});

test("what agents aim at is what the newsvendor rule says at the prices of their place", () => {
  const feeders = ["A", "A", "B", "C"];
  const prices = fc.record({
    buys: fc.array(fc.integer({ min: 0, max: 250_000 }), { minLength: 4, maxLength: 4 }),
    sells: fc.array(fc.integer({ min: 0, max: 250_000 }), { minLength: 4, maxLength: 4 }),
  });
  const plans = fc.array(fc.integer({ min: -4000, max: 4000 }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(
      spans,
      prices,
      plans,
      plans,
      ({ now, lead, periods }, { buys, sells }, plannedWh, tradedWh) => {
        const agents = community();
        const learned = new PlacePrices(world, feeders, tariffOf(world.scenario, "dnut"));
        for (const [k, agent] of agents.entries()) {
          agent.nominationWh.fill(plannedWh[k % plannedWh.length]!);
          agent.tradedWh.fill(tradedWh[k % tradedWh.length]!);
        }
        for (const [bus, paidMicro] of buys.entries()) {
          const trade = { buyerBus: bus, sellerBus: bus, paidMicro, gotMicro: sells[bus]! };
          for (let i = now; i < now + 96; i += 3) learned.learnTrade(i, trade, 1);
        }
        const aims = new Aims(world, agents, learned);
        const wishes = { wishWh: new Int32Array(RING * agents.length), columns: agents.length };
        const from = now + lead;
        aims.look(from, from + periods, true);
        const { feedInMicroEurPerKwh } = world.scenario.prices.retail;
        for (const [k, agent] of agents.entries()) {
          // Those of one place need not look equally far.
          const to = from + Math.max(1, periods - 7 * (k % 3));
          aims.write(k, now, from, to, wishes);
          for (let i = from; i < to; i++) {
            const wanted = targetWh(
              agent.plannedWh(i),
              agent.forecastSdWh(i, now),
              learned.buyAt(i, agent.bus),
              learned.sellAt(i, agent.bus),
              world.retailImportMicroEurPerKwh[i]!,
              feedInMicroEurPerKwh,
            );
            const wishWh = wishes.wishWh[(i & RING_MASK) * agents.length + k]!;
            expect(wishWh).toBe(Math.round(wanted) - tradedWh[k % tradedWh.length]! + 0);
          }
        }
      },
    ),
  );
});

test("all at a place aim anew where prices have moved what is right by more than a step", () => {
  const agents = community();
  const learned = new PlacePrices(world, ["A", "A", "B", "C"], tariffOf(world.scenario, "dnut"));
  const aims = new Aims(world, agents, learned);
  const noon = 96 + 48;
  const found = () => agents.map((_, k) => aims.movedTo(k) > 0);
  const pay = (paidMicro: number) => {
    const trade = { buyerBus: 0, sellerBus: 0, paidMicro, gotMicro: learned.sellAt(noon, 0) };
    learned.learnTrade(noon, trade, 1);
  };
  aims.look(noon, noon + 12, true);
  aims.look(noon, noon + 12, false);
  expect(found().some((hasMoved) => hasMoved)).toBe(false);
  pay(0.98 * learned.buyAt(noon, 0));
  aims.look(noon, noon + 12, false);
  expect(found().some((hasMoved) => hasMoved)).toBe(false);
  pay(0.6 * learned.buyAt(noon, 0));
  // Another hour.
  aims.look(noon + 4, noon + 12, false);
  expect(found().some((hasMoved) => hasMoved)).toBe(false);
  aims.look(noon, noon + 12, false);
  expect(found()).toEqual(agents.map(({ bus }) => bus < 2));
  expect([aims.movedFrom(0), aims.movedTo(0)]).toEqual([noon, noon + 4]);
  aims.look(noon, noon + 12, false);
  expect(found().some((hasMoved) => hasMoved)).toBe(false);
});
