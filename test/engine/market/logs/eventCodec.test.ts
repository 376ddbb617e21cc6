import fc from "fast-check";
import { expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { EventDecoder, EventEncoder } from "#engine/market/logs/eventCodec.ts";
import {
  EVENT_WORDS,
  type EventKind,
  EventLog,
  eventsOf,
  tradeWordsOf,
} from "#engine/market/logs/eventLog.ts";
import { BID } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";

const word = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.integer({ min: -100, max: 100 }),
  fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 0),
);
const message = fc.integer({ min: 1, max: EVENT_WORDS.length - 1 }).chain((kind) =>
  fc.record({
    kind: fc.constant(kind as EventKind),
    words: fc.array(word, {
      minLength: EVENT_WORDS[kind as EventKind] + 1,
      maxLength: EVENT_WORDS[kind as EventKind] + 1,
    }),
    trades: fc.array(
      fc.array(word, { minLength: tradeWordsOf(kind), maxLength: tradeWordsOf(kind) }),
      { maxLength: 4 },
    ),
  }),
);

test("whatever words a log holds, in pieces of any size, the same come back", () => {
  fc.assert(
    fc.property(fc.array(fc.array(message, { maxLength: 20 }), { maxLength: 4 }), (pieces) => {
      const encoder = new EventEncoder();
      const decoder = new EventDecoder();
      for (const messages of pieces) {
        const log = new EventLog(16);
        for (const { kind, words, trades } of messages) {
          log.open(kind);
          for (const each of words) log.word(each);
          log.tradeCount(trades.length);
          for (const each of trades.flat()) log.word(each);
        }
        const bytes = new Uint8Array(encoder.encode(log));
        expect([...decoder.decode(bytes)]).toEqual([...eventsOf(log)]);
      }
    }),
    { numRuns: 300 },
  );
});

test("an ordinary order takes 15 bytes or less, where its words take 36", () => {
  const log = new EventLog();
  const market = new LocalMarket({ busCount: 50, capacity: 999, networkMicroEurPerKwh: 0, log });
  market.open(1000);
  log.clear();
  for (let n = 0; n < 500; n++) {
    const agent = (n * 37) % 200;
    const limit = 100 * (500 + ((n * 61) % 700));
    market.submit(1000, BID, agent, agent % 50, limit, 100 + ((n * 997) % 3000), freeTariff(50));
  }
  const bytes = new EventEncoder().encode(log);
  expect(4 * log.wordCount).toBe(500 * 36);
  expect(bytes.length / 500).toBeLessThanOrEqual(15);
});

test.each([
  { bytes: [16, 0], says: "no message is of kind 16" },
  { bytes: [14, 0, 0, 200, 1, 0], says: "a message ends too early" },
  { bytes: [0], says: "no message is of kind 0" },
  { bytes: [2, 0, 0], says: "a message ends too early" },
  { bytes: [2, 128, 128, 128, 128, 128, 0], says: "a word is too long" },
])("$bytes is refused: $says", ({ bytes, says }) => {
  expect(() => [...new EventDecoder().decode(Uint8Array.from(bytes))]).toThrow(says);
});
