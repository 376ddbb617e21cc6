import { assert } from "#engine/assert.ts";
import {
  AMENDED,
  CANCELLED_BY_OWNER,
  CLOSED,
  DELIVERED,
  type EventLog,
  FORGOTTEN,
  idAt,
  type LoggedEvent,
  OPENED,
  readLog,
  SUBMITTED,
  SUBMITTED_WITH_TERMS,
  TAKEN,
  UNCROSSED,
} from "#engine/market/eventLog.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { LIFETIMES, type OrderTerms } from "#engine/market/orderTerms.ts";
import { DONE } from "#engine/market/refusals.ts";
import type { Side } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";
import { TradeScript } from "#engine/market/tradeScript.ts";

/**
 * Rebuilds a market from its log: the same trades, the same books, the same `stateHash`. No grid is
 * asked; afterwards the market goes on like the one that was logged, but writes no log.
 *
 * @throws InvariantError where the log does not lead to the answers it has.
 */
export function replay(log: Pick<EventLog, "words" | "wordCount">): LocalMarket {
  const { options, events } = readLog(log);
  const { busCount, capacity, networkMicroEurPerKwh, isManual, uncrossesAtOnce } = options;
  const script = new TradeScript();
  const market = new LocalMarket(
    {
      busCount,
      capacity,
      networkMicroEurPerKwh,
      matching: isManual ? "manual" : "automatic",
      uncrossing: uncrossesAtOnce ? "atOnce" : "onArrival",
    },
    script,
  );
  const free = freeTariff(busCount);
  for (const event of events) {
    script.begin(event.trades);
    const answer = send(market, event, free);
    assert(answer === event.answer, "a log leads to the answers it has");
    assert(script.taker < 0, "a log leads to the trades it has");
  }
  market.endScript();
  return market;
}

function send(
  market: LocalMarket,
  { kind, words }: LoggedEvent,
  free: ReturnType<typeof freeTariff>,
): number {
  const [a, b, c, d, e, f] = words as unknown as [number, number, number, number, number, number];
  switch (kind) {
    case OPENED:
      market.open(a, b);
      return DONE;
    case CLOSED:
      market.close(a);
      return DONE;
    case DELIVERED:
      market.deliver(a);
      return DONE;
    case FORGOTTEN:
      market.forget(a);
      return DONE;
    case UNCROSSED:
      return market.uncross(a, free);
    case SUBMITTED:
      return market.submit(a, b as Side, c, d, e, f, free);
    case SUBMITTED_WITH_TERMS:
      return market.submit(a, b as Side, c, d, e, f, free, termsOf(words));
    case CANCELLED_BY_OWNER:
      return market.cancel(idAt(words, 0), free);
    case AMENDED:
      return market.amend(idAt(words, 0), c, d, free);
    case TAKEN:
      return market.take(idAt(words, 0), c, d, e, f, free);
  }
}

function termsOf(words: Int32Array): OrderTerms {
  const parentId = idAt(words, 8);
  const exclusiveWithId = idAt(words, 10);
  return {
    lifetime: LIFETIMES[words[6]!]!,
    minimumWh: words[7]!,
    ...(parentId < 0 ? {} : { parentId }),
    ...(exclusiveWithId < 0 ? {} : { exclusiveWithId }),
  };
}
