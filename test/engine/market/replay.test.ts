import fc from "fast-check";
import { expect, test } from "vitest";
import { EventLog, readLog } from "#engine/market/eventLog.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { replay } from "#engine/market/replay.ts";
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
      for (const { kind } of readLog(log).events) kinds.add(kind);
    }),
    { numRuns: 500, seed: 2022 },
  );
  expect([...kinds].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
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

test("a log whose trades were changed is noticed", () => {
  const log = new EventLog();
  const options = { busCount: 1, capacity: 9, networkMicroEurPerKwh: 0, log };
  const market = new LocalMarket(options);
  market.open(1);
  market.submit(1, OFFER, 1, 0, 100, 1000, freeTariff(1));
  market.submit(1, BID, 2, 0, 100, 400, freeTariff(1));
  const last = readLog(log).events.at(-1)!;
  expect(last.trades).toMatchObject([{ energyWh: 400, dnutMicro: 0 }]);
  log.words[log.wordCount - 3]! += 1; // the resting order, by a slot that holds none
  expect(() => replay(log)).toThrow();
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
