import { describe, expect, test } from "vitest";
import { drawFlow } from "#bench/matcher/drawFlow.ts";
import { play } from "#bench/matcher/orderFlow.ts";
import { tradeChecksum } from "#bench/matcher/tradeChecksum.ts";
import { matcherCases, matcherWorkloads } from "#bench/matcher.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
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

describe.each(matcherCases("smoke"))("$name", ({ name, rules, tariff }) => {
  const flow = drawFlow(rules, tariff());
  const options = { busCount: rules.busCount, capacity: rules.count, networkMicroEurPerKwh: 0 };
  const checksumOn = (market: MarketUnderTest) => {
    for (let period = 0; period < rules.periodCount; period++) market.open(period);
    play(market, flow, tariff(), new Float64Array(flow.count), 0, flow.count);
    return tradeChecksum(logOf(market.tradeRows()));
  };

  test("the plain oracle makes the same trades", () => {
    const expected = checksumOn(new PlainLocalMarket(options));
    expect(checksumOn(new EngineMarket(options))).toBe(expected);
    const workload = matcherWorkloads("smoke").find((one) => one.name === name)!;
    const job = workload.open();
    for (let batch = 0; batch < workload.batches; batch++) job.run(batch);
    expect(job.checksum()).toBe(expected);
  });

  test("a matcher with another rule has another checksum", () => {
    class Hasty extends PlainLocalMarket {
      protected override preference(a: PlainPair, b: PlainPair): number {
        return b.maker.id - a.maker.id;
      }
      protected override standsBefore(): boolean {
        return false;
      }
    }
    expect(checksumOn(new Hasty(options))).not.toBe(checksumOn(new EngineMarket(options)));
  });

  test("every withdrawal names an order that rests", () => {
    const market = new LocalMarket(options);
    for (let period = 0; period < rules.periodCount; period++) market.open(period);
    const hits = play(market, flow, tariff(), new Float64Array(flow.count), 0, flow.count);
    expect(hits).toBe(flow.cancels.filter((target) => target >= 0).length);
    expect(hits).toBeGreaterThan(flow.count / 4);
    expect(market.trades.count).toBeGreaterThan(flow.count / 30);
  });
});
