import { describe, expect, test } from "vitest";
import { capacityOf, drawFlow } from "#bench/matcher/drawFlow.ts";
import { type OrderFlow, play, playNamed } from "#bench/matcher/orderFlow.ts";
import { TradeChecksum } from "#bench/matcher/tradeChecksum.ts";
import { matcherCases, matcherWorkloads } from "#bench/matcher.ts";
import type { Workload } from "#bench/workload.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { TradeLog } from "#engine/market/tradeLog.ts";
import { EngineMarket, type MarketUnderTest, type Trade } from "#test/support/marketUnderTest.ts";
import { PlainLocalMarket } from "#test/support/plainLocalMarket.ts";
import type { PlainPair } from "#test/support/plainOrder.ts";

function logOf(rows: readonly Trade[]): TradeLog {
  const log = new TradeLog();
  for (const trade of rows) {
    const row = log.append();
    for (const [column, value] of Object.entries(trade) as [keyof Trade, number][]) {
      log[column][row] = value;
    }
  }
  return log;
}

function checksumOn(market: MarketUnderTest, flow: OrderFlow, tariff: TariffView): string {
  for (let period = 0; period < flow.periodCount; period++) market.open(period);
  play(market, flow, tariff, new Int32Array(flow.count), 0, flow.count);
  return new TradeChecksum().add(logOf(market.tradeRows())).text();
}

function jobOf(workload: Workload) {
  const job = workload.open();
  for (let batch = 0; batch < workload.batches; batch++) {
    job.prepare?.(batch);
    job.run(batch);
  }
  const checksum = job.checksum();
  return { checksum, facts: job.facts!() };
}

class Hasty extends PlainLocalMarket {
  protected override preference(a: PlainPair, b: PlainPair): number {
    return b.maker.id - a.maker.id;
  }
  protected override standsBefore(): boolean {
    return false;
  }
}

describe.each(matcherCases("smoke"))("$name", ({ name, rules, tariff }) => {
  const flow = drawFlow(rules, tariff());
  const capacity = capacityOf(rules);
  const options = { busCount: rules.busCount, capacity, networkMicroEurPerKwh: 0 };

  test("the plain oracle makes the same trades", () => {
    const expected = checksumOn(new PlainLocalMarket(options), flow, tariff());
    expect(checksumOn(new EngineMarket(options), flow, tariff())).toBe(expected);
    const workload = matcherWorkloads("smoke").find((one) => one.name === name)!;
    expect(workload.contender).toBe("LocalMarket");
    expect(jobOf(workload).checksum).toBe(expected);
  });

  test("a matcher with another rule has another checksum", () => {
    const other = checksumOn(new Hasty(options), flow, tariff());
    expect(other).not.toBe(checksumOn(new EngineMarket(options), flow, tariff()));
  });

  test("every withdrawal names an order that rests", () => {
    const market = new LocalMarket(options);
    for (let period = 0; period < rules.periodCount; period++) market.open(period);
    const hits = playNamed(market, flow, tariff(), 0, flow.count);
    expect(hits).toBe(flow.cancels.filter((target) => target >= 0).length);
    expect(hits).toBeGreaterThan(flow.count / 4);
    expect(market.trades.count).toBeGreaterThan(flow.count / 30);
  });
});

test("long queues under a tariff that moves give the oracle's trades too", () => {
  const tariffCase = matcherCases("smoke").find(({ name }) => name.endsWith("every10"))!;
  const rules = { ...tariffCase.rules, name: "long", busCount: 3, filling: 500, count: 1_500 };
  const long = { ...rules, restingTarget: 500 };
  const flow = drawFlow(long, tariffCase.tariff());
  const options = { busCount: 3, capacity: capacityOf(long), networkMicroEurPerKwh: 0 };
  const expected = checksumOn(new PlainLocalMarket(options), flow, tariffCase.tariff());
  expect(checksumOn(new EngineMarket(options), flow, tariffCase.tariff())).toBe(expected);
});

test("the order books of others trade and withdraw as much on the plain flow", () => {
  const plain = matcherWorkloads("smoke").filter(({ name }) => name === "matcher/plain");
  expect(plain.map(({ contender }) => contender)).toEqual([
    "LocalMarket",
    "nodejs-order-book",
    "hft-limit-order-book",
  ]);
  const [own, ...others] = plain.map((workload) => jobOf(workload).facts);
  for (const other of others) {
    expect(other!["tradedKwh"]).toBe(own!["tradedKwh"]);
    expect(other!["withdrawn"]).toBe(own!["withdrawn"]);
  }
  expect(others[0]!["completed"]).toBe(others[1]!["completed"]);
});
