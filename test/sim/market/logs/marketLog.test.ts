import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MarketLogError } from "#sim/market/logs/marketLogError.ts";
import { readMarketLog } from "#sim/market/logs/readMarketLog.ts";
import { replayMarketLog } from "#sim/market/logs/replayMarketLog.ts";
import { temporaryFolder } from "#test/sim/study/temporaryFolder.ts";
import { HEAD, writtenMarketLog } from "#test/support/writtenMarketLog.ts";

function fileOf(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), "market-log-0.bin");
  writeFileSync(path, bytes);
  return path;
}

/** Everything that reading and replaying shows. */
const readAll = (bytes: Uint8Array) => replayMarketLog(fileOf(bytes));

test("a log tells what it is of, and its days in order", () => {
  const { bytes, stateHash } = writtenMarketLog();
  const reader = readMarketLog(fileOf(bytes));
  const market = {
    busCount: 3,
    capacity: 9,
    networkMicroEurPerKwh: 50,
    isManual: false,
    uncrossesAtOnce: false,
  };
  expect(reader.head).toEqual({ ...HEAD, market });
  const days = Array.from(reader.days(), ({ events, ...seal }) => {
    return { ...seal, kinds: Array.from(events(), ({ kind }) => kind) };
  });
  expect(days).toMatchObject([
    { day: 0, messages: 6, trades: 2, kinds: [11, 1, 1, 5, 5, 5, 11, 6] },
    { day: 1, messages: 10, trades: 2, stateHash, kinds: [11, 2, 3, 7, 4] },
    { day: null, messages: 10, trades: 2, stateHash, kinds: [] },
  ]);
});

test("a replay makes the same trades, adds up the same money and ends in the same state", () => {
  const { bytes, stateHash } = writtenMarketLog();
  expect(readAll(bytes)).toMatchObject({
    ...{ days: 2, messages: 10, trades: 2, tradedWh: 2_300, statesAgreed: 3 },
    // 2,000 Wh at 1,000 and 300 Wh at 1,100 µEUR/kWh, f0 of 50 on top
    buyerMicroEur: 2_100 + 345,
    sellerMicroEur: 2_000 + 330,
    ...{ dnutMicroEur: 0, networkMicroEur: 100 + 15, roundingMicroEur: 0 },
    ...{ stateHash, difference: null },
  });
});

test("whatever byte is changed, the log is refused, in one message that says where", () => {
  const { bytes } = writtenMarketLog();
  for (let at = 0; at < bytes.length; at++) {
    const changed = Uint8Array.from(bytes);
    changed[at]! ^= 0x15;
    expect(() => readAll(changed), `byte ${at}`).toThrow(
      /: (this is no market log|format version|the head|.*goes on for|bytes \d+ to \d+ .*have changed)/,
    );
  }
});

test("wherever a log is cut, it is refused", () => {
  const { bytes } = writtenMarketLog();
  for (let length = 0; length < bytes.length; length++) {
    expect(() => readAll(bytes.subarray(0, length))).toThrow(/where \d+ are left: it was cut/);
  }
  expect(() => readAll(Buffer.concat([bytes, Buffer.of(0)]))).toThrow("something follows its end");
});

test("the format of another version is named", () => {
  const { bytes } = writtenMarketLog();
  bytes.writeInt32LE(2, 8);
  expect(() => readAll(bytes)).toThrow("format version 2; this version of eflex reads 1");
});

test("a sealed log that is not true differs at its first untrue message, with the place", () => {
  const { bytes } = writtenMarketLog((events, day) => {
    if (day === 0) events.words[events.wordCount - 2]! -= 1; // Wh of the second trade
  });
  expect(readAll(bytes).difference).toEqual({
    ...{ message: 5, day: 0, marketMinute: -360, period: 0 },
    says: "a trade of 299 Wh, where 300 are open",
  });
});

test("a sealed log of another state differs at the end of its day", () => {
  const { bytes } = writtenMarketLog((events, day) => {
    if (day === 1) events.words[events.wordCount - 7] = 16; // which order was withdrawn
  });
  const { difference, statesAgreed } = readAll(bytes);
  expect(difference).toMatchObject({
    message: 8,
    day: 1,
    says: "the log answers 0, the market -8 (orderEnded)",
  });
  expect(statesAgreed).toBe(1);
});

test("an agent changed before sealing shows in the state at the end of the day", () => {
  const { bytes } = writtenMarketLog((events, day) => {
    // The bid of agent 3, which rests: 9 words, then the clock and the last order.
    const at = events.words.indexOf(900);
    if (day === 0) events.words[at - 2] = 5;
  });
  expect(readAll(bytes).difference).toMatchObject({
    ...{ message: 6, day: 0, period: null },
    says: expect.stringMatching(
      /^the state at the end of the day: the log names \w{16}, the market/,
    ),
  });
});

test.each([
  ['"capacity":9', '"capacity":4194305', "market.capacity"],
  ['"busCount":3', '"busCount":3000000000', "market.busCount"],
  ['"networkMicroEurPerKwh":50', '"networkMicroEurPerKwh":5000000000', "market.networkMicro"],
  ["Europe/Sofia", "Europe/Nowhere", "timeZone: no time zone"],
])("a head with %s as %s is refused", (from, to, says) => {
  const { bytes } = writtenMarketLog();
  const end = 16 + bytes.readInt32LE(12);
  const text = Buffer.from(bytes.toString("utf8", 16, end).replace(from, to));
  const changed = Buffer.concat([bytes.subarray(0, 16), text, bytes.subarray(end)]);
  changed.writeInt32LE(text.length, 12);
  expect(() => readAll(changed)).toThrow(MarketLogError);
  expect(() => readAll(changed)).toThrow(says);
});
