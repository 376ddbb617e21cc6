import fc from "fast-check";
import { expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { EventLog, eventsOf } from "#engine/market/logs/eventLog.ts";
import { MarketReplay } from "#engine/market/logs/marketReplay.ts";
import { replay } from "#engine/market/logs/replay.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";
import { EngineMarket, tradeRowsOf } from "#test/support/marketUnderTest.ts";
import { type Flow, flows, Table } from "#test/support/orderFlow.ts";

function logged(flow: Flow): { table: Table; log: EventLog } {
  const log = new EventLog(16);
  const table = new Table((options) => new EngineMarket({ ...options, log }), flow);
  for (const message of flow.messages) table.send(message);
  return { table, log };
}

test("a log leads to the same trades and the same state, whatever the market was sent", () => {
  const kinds = new Set<number>();
  fc.assert(
    fc.property(flows, (flow) => {
      const { table, log } = logged(flow);
      const market = table.market as EngineMarket;
      const again = replay(log);
      expect(again.stateHash()).toBe(market.stateHash());
      expect(tradeRowsOf(again)).toEqual(market.tradeRows());
      expect(table.ids.map((id) => again.state(id))).toEqual(
        table.ids.map((id) => market.state(id)),
      );
      for (const { kind } of eventsOf(log)) kinds.add(kind);
    }),
    { numRuns: 500, seed: 2022 },
  );
  expect([...kinds].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15]);
});

test("a market that was rebuilt goes on like the one it was rebuilt from", () => {
  fc.assert(
    fc.property(flows, flows, (flow, more) => {
      const { table, log } = logged(flow);
      const market = table.market as EngineMarket;
      const again = replay(log);
      const free = freeTariff(flow.options.busCount);
      for (const message of more.messages) {
        if (message.kind !== "submit") continue;
        const { period, side, agent, bus, limitMicro, energyWh } = message;
        const values = [period, side, agent, bus, limitMicro, energyWh, free] as const;
        expect(again.submit(...values)).toBe(market.submit(...values));
      }
      expect(again.stateHash()).toBe(market.stateHash());
    }),
    { numRuns: 100, seed: 2022 },
  );
});

test("the time of the owner's clock stands between the messages, and changes nothing", () => {
  const log = new EventLog();
  const market = new LocalMarket({ busCount: 1, capacity: 9, networkMicroEurPerKwh: 0, log });
  log.tell(60);
  market.open(1);
  log.tell(60);
  market.submit(1, OFFER, 1, 0, 100, 1000, freeTariff(1));
  log.tell(120);
  market.close(1);
  expect(Array.from(eventsOf(log), ({ kind }) => kind)).toEqual([11, 1, 5, 11, 2]);
  expect(log.count).toBe(3);
  expect(replay(log).stateHash()).toBe(market.stateHash());
});

test("a log whose words were taken away goes on where it was", () => {
  const log = new EventLog();
  const market = new LocalMarket({ busCount: 1, capacity: 9, networkMicroEurPerKwh: 0, log });
  market.open(1);
  const again = new MarketReplay(log.options!);
  for (const event of eventsOf(log)) expect(again.play(event)).toBeNull();
  log.clear();
  market.submit(1, OFFER, 1, 0, 100, 1000, freeTariff(1));
  for (const event of eventsOf(log)) expect(again.play(event)).toBeNull();
  expect(again.end().stateHash()).toBe(market.stateHash());
  expect(log.count).toBe(2);
});

test.each<{ fault: string; word: number; by: number; says: string }>([
  { fault: "another maker", word: -3, by: 7, says: "order 23, which does not live" },
  { fault: "another taker", word: -4, by: 1, says: "1 of 1 trades name no order that arrives" },
  { fault: "more energy", word: -2, by: 1, says: "a trade of 401 Wh, where 400 are open" },
  { fault: "a charge beyond the limit", word: -1, by: 1, says: "beyond a limit, by 1 µEUR/kWh" },
  { fault: "another answer", word: -6, by: 5, says: "the log answers 22, the market 17" },
  { fault: "another agent", word: -10, by: -1, says: "a trade of agent 1 with itself" },
  { fault: "another side", word: -11, by: 1, says: "order 16, which is no counter-order" },
  { fault: "a limit off the grid", word: -8, by: 1, says: "the market -5 (notOnTick)" },
])("a log with $fault is noticed", ({ word, by, says }) => {
  const log = new EventLog();
  const market = new LocalMarket({ busCount: 1, capacity: 9, networkMicroEurPerKwh: 0, log });
  market.open(1);
  market.submit(1, OFFER, 1, 0, 100, 1000, freeTariff(1));
  market.submit(1, BID, 2, 0, 100, 400, freeTariff(1));
  expect([...eventsOf(log)].at(-1)!.trades).toEqual([
    { taker: 17, maker: 16, energyWh: 400, dnutMicro: 0 },
  ]);
  log.words[log.wordCount + word]! += by;
  expect(() => replay(log)).toThrow(says);
});

test("states differ where one order does, or one ending", () => {
  const create = (limitMicro: number, cancels: boolean) => {
    const market = new LocalMarket({ busCount: 2, capacity: 9, networkMicroEurPerKwh: 0 });
    market.open(1);
    const id = market.submit(1, BID, 1, 1, limitMicro, 1000, freeTariff(2));
    if (cancels) market.cancel(id);
    else market.close(1);
    return market.stateHash();
  };
  const hashes = [create(100, true), create(100, false), create(200, false)];
  expect(new Set(hashes).size).toBe(2); // of an order that has ended only the ending is left
  expect(create(100, true)).toBe(hashes[0]);
  expect(hashes[0]).toMatch(/^[0-9a-f]{16}$/);
});

test("refused messages leave no trace", () => {
  const log = new EventLog();
  const market = new LocalMarket({ busCount: 1, capacity: 1, networkMicroEurPerKwh: 0, log });
  market.open(1);
  const before = market.stateHash();
  market.submit(2, BID, 1, 0, 100, 1000, freeTariff(1));
  market.submit(1, BID, 1, 0, 50, 1000, freeTariff(1));
  market.cancel(77);
  market.amend(77, 100, 1000, freeTariff(1));
  market.take(77, 1, 0, 1, 100, freeTariff(1));
  market.uncross(9, freeTariff(1));
  expect(log.count).toBe(1);
  expect(market.stateHash()).toBe(before);
});
