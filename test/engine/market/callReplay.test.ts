import { expect, test } from "vitest";
import { CALL_ENDED, eventsOf, type LoggedEvent } from "#engine/market/logs/eventLog.ts";
import { MarketReplay } from "#engine/market/logs/marketReplay.ts";
import { worked } from "#test/support/calledMarket.ts";

test.each([
  ["an order that is not there", { maker: 12345 }, /does not live/],
  ["another order than a bid", { taker: "maker" }, /no bid of the call/],
  ["another order than an offer", { maker: "taker" }, /no offer of the call/],
  ["more than is open", { energyWh: 100_000 }, /are open/],
  ["a price beyond a limit", { sellerGetsMicro: 59_900 }, /beyond a limit, by 100/],
  ["a price that no other has at the bus", { dnutMicro: 9_999 }, /bus 1 trades at/],
  ["no price", { sellerGetsMicro: undefined }, /what the seller gets/],
] as const)("a log whose call names %s", (_, change, says) => {
  const { log } = worked("uniform");
  const rebuilt = new MarketReplay(log.options!);
  const events = [...eventsOf(log)];
  const last = events.pop()!;
  expect(last.kind).toBe(CALL_ENDED);
  for (const event of events) expect(rebuilt.play(event)).toBeNull();
  const [first, ...others] = last.trades;
  const swapped = Object.fromEntries(
    Object.entries(change).map(([key, value]) => [
      key,
      value === "maker" || value === "taker" ? first![value as "maker" | "taker"] : value,
    ]),
  );
  const wrong = { ...last, trades: [{ ...first!, ...swapped }, ...others] } as LoggedEvent;
  expect(rebuilt.play(wrong)).toMatch(says);
});

test("a log whose call counts more trades than it has, or prices by an unknown rule", () => {
  for (const [word, value, says] of [
    [2, 9, /a call of 9 trades/],
    [1, 7, /no pricing/],
  ] as const) {
    const { log } = worked("uniform");
    const rebuilt = new MarketReplay(log.options!);
    const found = [...eventsOf(log)].map((event) => {
      const words = event.kind === CALL_ENDED ? event.words.with(word, value) : event.words;
      return rebuilt.play({ ...event, words });
    });
    expect(found.at(-1)).toMatch(says);
  }
});
