import fc from "fast-check";
import { expect, test } from "vitest";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import type { Prosumer } from "#scenarios/scenario.ts";
import { strategyFindings, strategyNameOf } from "#sim/agents/strategies/assignStrategies.ts";
import { strategies } from "#sim/agents/strategies/strategies.ts";
import type { OrderSituation } from "#sim/agents/strategies/strategy.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

const at = (side: Side, changes: Partial<OrderSituation> = {}): OrderSituation => ({
  period: 10,
  side,
  patience: 0.5,
  expectedMicro: 100_000,
  importMicro: 150_000,
  feedInMicro: 60_000,
  hasCounterOrders: false,
  forecastSdWh: 100,
  draw: () => 0.25,
  ...changes,
});

test.each([
  ["adaptive", 125_000, 80_000],
  ["gaming", 125_000, 80_000],
  ["truthful", 150_000, 60_000],
  ["zeroIntelligence", 82_500, 82_500],
])("%s half way to the gate bids %d and asks %d", (name, bid, ask) => {
  const { limitMicro } = strategies.get(name)!;
  expect([limitMicro(at(BID)), limitMicro(at(OFFER))]).toEqual([bid, ask]);
});

test.each([
  ["bids where it expects to save two ticks", BID, 149_800, false, 149_900],
  ["waits where it expects to save less", BID, 149_801, false, null],
  ["waits where it expects the market to be dearer", BID, 150_100, false, null],
  ["bids there where somebody offers", BID, 150_100, true, 150_000],
  ["offers where it expects to gain nothing", OFFER, 60_000, false, 60_000],
] as const)("who adapts %s", (_, side, expectedMicro, hasCounterOrders, limit) => {
  const { limitMicro } = strategies.get("adaptive")!;
  expect(limitMicro(at(side, { expectedMicro, hasCounterOrders }))).toBe(limit);
});

test("no shipped strategy offers worse than the retail contract, whatever it expects", () => {
  const situation = fc.record({
    patience: fc.double({ min: 0, max: 1, noNaN: true }),
    expectedMicro: fc.integer({ min: -500_000, max: 1_500_000 }),
    feedInMicro: fc.integer({ min: -100_000, max: 200_000 }),
    importMicro: fc.integer({ min: -100_000, max: 600_000 }),
    share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });
  fc.assert(
    fc.property(situation, ({ share, ...changes }) => {
      const more = { ...changes, draw: () => share };
      for (const { limitMicro } of strategies.values()) {
        expect(limitMicro(at(BID, more)) ?? -1e9).toBeLessThanOrEqual(changes.importMicro);
        expect(limitMicro(at(OFFER, more)) ?? 1e9).toBeGreaterThanOrEqual(changes.feedInMicro);
      }
    }),
  );
});

test("only the gaming inflate what they nominate, and only where their unit is called", () => {
  const inflates = [...strategies].filter(([, { inflatedShare }]) => inflatedShare !== undefined);
  expect(inflates.map(([name]) => name)).toEqual(["gaming"]);
  const { inflatedShare } = strategies.get("gaming")!;
  expect([0, 0.01, 0.02, 1].map((share) => inflatedShare!(share))).toEqual([0, 0, 0.25, 0.25]);
});

const behaviourWith = (household: Record<string, number>) => {
  const { behaviour } = smallScenario();
  return { ...behaviour, strategies: { household, office: { adaptive: 1 } } };
};

test("shares of a kind come true, whoever else lives there", () => {
  const scenario = smallScenario({
    behaviour: behaviourWith({ adaptive: 0.7, gaming: 0.1, truthful: 0.2 }),
  });
  const names = Array.from({ length: 2000 }, (_, k) =>
    strategyNameOf(scenario, smallHome(`H${k}`), 1),
  );
  const shareOf = (name: string) => names.filter((other) => other === name).length / 2000;
  expect(shareOf("adaptive")).toBeCloseTo(0.7, 1);
  expect(shareOf("truthful")).toBeCloseTo(0.2, 1);
  expect(shareOf("gaming")).toBeCloseTo(0.1, 1);
  expect(strategyNameOf(scenario, smallHome("H1"), 1)).toBe(names[1]);
  expect(strategyNameOf(scenario, smallHome("O", { kind: "office" }), 1)).toBe("adaptive");
});

test("what a row of the attribute table says goes before shares", () => {
  const scenario = smallScenario({ behaviour: behaviourWith({ truthful: 1 }) });
  const names = ["", "gaming"].map((strategy) =>
    strategyNameOf(scenario, smallHome("H", { strategy }), 1),
  );
  expect(names).toEqual(["truthful", "gaming"]);
});

test("every name that nobody registered is found", () => {
  const base = smallScenario({ behaviour: behaviourWith({ adaptiv: 0.5, truthful: 0.5 }) });
  const home: Prosumer = smallHome("H1", { strategy: "greedy" });
  const scenario = { ...base, areas: [{ ...base.areas[0]!, prosumers: [home] }] };
  expect(strategyFindings(scenario).map(({ field, found }) => `${field}: ${found}`)).toEqual([
    'behaviour.strategy.household: "adaptiv"; did you mean "adaptive"?',
    'strategy of H1: "greedy"',
  ]);
  expect(strategyFindings(smallScenario())).toEqual([]);
});
