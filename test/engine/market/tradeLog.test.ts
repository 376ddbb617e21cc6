import { expect, test } from "vitest";
import { TradeLog } from "#engine/market/tradeLog.ts";

const columns = [
  "period",
  "buyerAgent",
  "sellerAgent",
  "buyerBus",
  "sellerBus",
  "energyWh",
  "priceMicro",
  "dnutMicro",
  "makerSide",
  "buyerPaysMicroEurPerKwh",
  "sellerGetsMicroEurPerKwh",
  "makerOrder",
  "takerOrder",
] as const;

test("every column keeps its rows when the log grows", () => {
  const log = new TradeLog();
  for (let i = 0; i < 5_000; i++) {
    const row = log.append();
    expect(row).toBe(i);
    columns.forEach((column, k) => {
      log[column][row] = (i + k) % 251;
    });
  }
  expect(log.count).toBe(5_000);
  columns.forEach((column, k) => {
    const rows = Array.from(log[column].subarray(0, 5_000));
    expect(rows, column).toEqual(rows.map((_, i) => (i + k) % 251));
  });
});

test("a cleared log starts at its first row again", () => {
  const log = new TradeLog();
  log.append();
  log.clear();
  expect(log.count).toBe(0);
  expect(log.append()).toBe(0);
});
