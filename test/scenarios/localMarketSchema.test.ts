import { expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { localMarketSchema } from "#scenarios/schema/localMarketSchema.ts";

test("orders are matched as they arrive unless a scenario says otherwise", () => {
  expect(localMarketSchema.parse({})).not.toHaveProperty("manual");
  expect(localMarketSchema.parse({ matching: "manual" }).manual).toEqual({
    attention: 0.7,
    shown: 10,
  });
  const { manual } = localMarketSchema.parse({
    matching: "manual",
    manual: { attention: "25 %", shown: 3 },
  });
  expect(manual).toEqual({ attention: 0.25, shown: 3 });
});

test("a market is all of an area unless a scenario says otherwise", () => {
  expect(localMarketSchema.parse({ scope: "area" })).not.toHaveProperty("byFeeder");
  expect(localMarketSchema.parse({ scope: "feeder" }).byFeeder).toBe(true);
});

test("a day opens like any other round unless a scenario says otherwise", () => {
  expect(localMarketSchema.parse({ dayAhead: "continuous" })).toEqual(localMarketSchema.parse({}));
  for (const auction of ["uniform", "payAsBid"] as const) {
    const { dayAheadAuction } = localMarketSchema.parse({ dayAhead: { auction } });
    expect(dayAheadAuction).toBe(auction);
  }
});

test.each([
  ["localMarket.dayAhead=sometimes", "continuous, { auction: uniform } or { auction: payAsBid }"],
  ["localMarket.dayAhead={auction: highest}", "continuous, { auction: uniform }"],
  ["localMarket.matching=manual", "continuous beside matching: manual, where nothing is matched"],
])("beside an auction or instead of it, %s is a finding: %s", (override, finding) => {
  const auction = "localMarket.dayAhead={auction: uniform}";
  expect(() => loadScenario("pilot", [auction, override])).toThrow(finding);
});

test.each([
  { scope: "street" },
  { matching: "sometimes" },
  { manual: { attention: "25 %" } },
  { dayAhead: "uniform" },
  { dayAhead: {} },
  { dayAhead: { auction: "secondPrice" } },
  { dayAhead: { auction: "uniform", split: 0.5 } },
  { matching: "automatic", manual: {} },
  { matching: "manual", manual: { attention: "140 %" } },
  { matching: "manual", manual: { shown: 0 } },
  { matching: "manual", manual: { patience: 1 } },
])("%j is refused", (localMarket) => {
  expect(localMarketSchema.safeParse(localMarket).success).toBe(false);
});

test("a scenario is another one where customers choose by hand, and only then", () => {
  const { hash } = loadScenario("pilot");
  expect(loadScenario("pilot", ["localMarket.matching=automatic"]).hash).toBe(hash);
  const manual = loadScenario("pilot", ["localMarket.matching=manual"]);
  expect(manual.hash).not.toBe(hash);
  expect(manual.localMarket.manual).toEqual({ attention: 0.7, shown: 10 });
});
