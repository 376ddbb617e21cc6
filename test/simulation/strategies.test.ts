import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { trades } from "#datasets/tables/market.ts";
import { BID } from "#engine/market/side.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { adaptive } from "#sim/agents/strategies/adaptive.ts";
import { strategies } from "#sim/agents/strategies/strategies.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";
import { zeroIntelligence } from "#sim/agents/strategies/zeroIntelligence.ts";
import { pilotOver, rowsOf, run, runFolder } from "#test/support/simulationRuns.ts";

const folder = runFolder();
const calendar = { start: "2025-01-13", days: 2, spinUpDays: 3 };

const ours = ["watched", "wasteful"];
afterEach(() => {
  for (const name of ours) strategies.delete(name);
});

function pilotOf(strategy: string): Scenario {
  const scenario = pilotOver(calendar);
  const mix = { household: { [strategy]: 1 }, office: { [strategy]: 1 } };
  return { ...scenario, behaviour: { ...scenario.behaviour, strategies: mix } };
}

test("no order of the adaptive is worse than the retail contract when it is sent, and no trade", async () => {
  let orders = 0;
  let waits = 0;
  const watched: Strategy = {
    alikeAtPlace: true,
    limitMicro(at) {
      const limit = adaptive.limitMicro(at);
      if (limit === null) {
        waits++;
        return null;
      }
      orders++;
      if (at.side === BID) expect(limit).toBeLessThanOrEqual(at.importMicro);
      else expect(limit).toBeGreaterThanOrEqual(at.feedInMicro);
      return limit;
    },
  };
  strategies.set("watched", watched);
  const at = join(folder, "watched");
  const prices: { import: Int32Array; first: number; feedIn: number }[] = [];
  await run(
    { scenario: pilotOf("watched"), variant: "lem-dnut", folder: at },
    {
      onWorld: ({ retailImportMicroEurPerKwh, calendar: { firstRun }, scenario }) => {
        const feedIn = scenario.prices.retail.feedInMicroEurPerKwh;
        prices.push({ import: retailImportMicroEurPerKwh, first: firstRun, feedIn });
      },
    },
  );
  const { import: retail, first, feedIn } = prices[0]!;
  const rows = rowsOf(at, trades);
  expect(orders).toBeGreaterThan(1000);
  expect(waits).toBeGreaterThan(100);
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.some(({ dnutMicroEurPerKwh }) => dnutMicroEurPerKwh !== 0)).toBe(true);
  for (const row of rows) {
    const charges = row.dnutMicroEurPerKwh + row.networkMicroEurPerKwh;
    const isOffer = row.resting === "offer";
    const paid = row.priceMicroEurPerKwh + (isOffer ? charges : 0);
    const got = row.priceMicroEurPerKwh - (isOffer ? 0 : charges);
    expect(paid).toBeLessThanOrEqual(retail[first + row.period]!);
    expect(got).toBeGreaterThanOrEqual(feedIn);
  }
});

test("a strategy that draws once more changes nothing: every draw has its place", async () => {
  const wasteful: Strategy = {
    alikeAtPlace: false,
    limitMicro(at) {
      at.draw(1);
      return zeroIntelligence.limitMicro(at);
    },
  };
  strategies.set("wasteful", wasteful);
  const hashOf = async (strategy: string) => {
    const request = { scenario: pilotOf(strategy), variant: "lem-dnut" };
    return (await run({ ...request, folder: join(folder, strategy) })).hash;
  };
  expect(await hashOf("wasteful")).toBe(await hashOf("zeroIntelligence"));
});

test("without a flexibility market the gaming have nothing to game", async () => {
  const hashOf = async (strategy: string) => {
    const request = { scenario: pilotOf(strategy), variant: "lem-dnut" };
    return (await run({ ...request, folder: join(folder, `lem-${strategy}`) })).hash;
  };
  expect(await hashOf("gaming")).toBe(await hashOf("adaptive"));
});

test("who hedges against errors of the forecast buys less where the market is hardly cheaper", async () => {
  const tradedWith = async (targetQuantity: "expected" | "newsvendor") => {
    const scenario = pilotOver(calendar);
    const behaviour = { ...scenario.behaviour, targetQuantity };
    const request = { scenario: { ...scenario, behaviour }, variant: "lem-dnut" };
    return (await run({ ...request, folder: join(folder, targetQuantity) })).indicators;
  };
  const expected = await tradedWith("expected");
  const hedged = await tradedWith("newsvendor");
  expect(hedged["tradedMwh"]).toBeLessThan(expected["tradedMwh"]!);
  expect(hedged["householdsLosingPercent"]).toBeLessThan(expected["householdsLosingPercent"]!);
});

test("a name that nobody registered ends the run before it begins", async () => {
  const request = { scenario: pilotOf("greedy"), variant: "lem-dnut" };
  await expect(run({ ...request, folder: join(folder, "greedy") })).rejects.toThrow(
    'behaviour.strategy.household: expected one of adaptive, truthful, zeroIntelligence, gaming, found "greedy"',
  );
});
