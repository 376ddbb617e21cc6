import { assert, InvariantError } from "#engine/assert.ts";
import { CALL_PRICINGS } from "#engine/market/calls/endCall.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import {
  AMENDED,
  CALL_ENDED,
  CALLED,
  CANCELLED_BY_OWNER,
  CHILDREN_ARRIVED,
  CLOCK,
  CLOSED,
  DELIVERED,
  FORGOTTEN,
  type LoggedEvent,
  type LoggedOptions,
  OPENED,
  SUBMITTED,
  SUBMITTED_WITH_TERMS,
  TAKEN,
  TARIFF,
  UNCROSSED,
} from "#engine/market/logs/eventLog.ts";
import { TradeScript } from "#engine/market/logs/tradeScript.ts";
import { LIFETIMES, type OrderTerms } from "#engine/market/orderTerms.ts";
import { DONE, refusalName } from "#engine/market/refusals.ts";
import type { Side } from "#engine/market/side.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";

/**
 * A market that is rebuilt from its log, message by message: the same trades, the same books, the
 * same `stateHash`. No grid is asked; each trade that the log has is held against the orders it
 * names before it is made again.
 */
export class MarketReplay {
  readonly market: LocalMarket;
  readonly #script = new TradeScript();
  readonly #free: TariffView;

  constructor(options: LoggedOptions) {
    const { busCount, capacity, networkMicroEurPerKwh, isManual, uncrossesAtOnce } = options;
    this.market = new LocalMarket(
      {
        busCount,
        capacity,
        networkMicroEurPerKwh,
        matching: isManual ? "manual" : "automatic",
        uncrossing: uncrossesAtOnce ? "atOnce" : "onArrival",
      },
      this.#script,
    );
    this.#free = freeTariff(busCount);
  }

  /**
   * Sends a message of the log. Returns null where the market does what the log says it did, and
   * else how the two differ; then the market is good for nothing any more.
   */
  play(event: LoggedEvent): string | null {
    const script = this.#script;
    script.begin(event.trades);
    let answer: number;
    try {
      answer = send(this.market, event, this.#free);
    } catch (error) {
      if (error instanceof InvariantError) return error.message;
      throw error;
    }
    if (answer !== event.answer)
      return `the log answers ${named(event.answer)}, the market ${named(answer)}`;
    const left = event.trades.length - script.next;
    return left === 0
      ? null
      : `${left} of ${event.trades.length} trades name no order that arrives`;
  }

  /** From here on trades are searched for: the market goes on like the one that was logged. */
  end(): LocalMarket {
    this.market.endScript();
    return this.market;
  }
}

function named(answer: number): string {
  return answer >= 0 ? String(answer) : `${answer} (${refusalName(answer)})`;
}

function send(market: LocalMarket, { kind, words }: LoggedEvent, free: TariffView): number {
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
    case CHILDREN_ARRIVED:
      return market.arriveChildren(a, free);
    case SUBMITTED:
      return market.submit(a, b as Side, c, d, e, f, free);
    case SUBMITTED_WITH_TERMS:
      return market.submit(a, b as Side, c, d, e, f, free, termsOf(words));
    case CANCELLED_BY_OWNER:
      return market.cancel(a);
    case AMENDED:
      return market.amend(a, b, c, free);
    case TAKEN:
      return market.take(a, b, c, d, e, free);
    case CALLED:
      market.call(a);
      return DONE;
    case CALL_ENDED: {
      const pricing = CALL_PRICINGS[b];
      assert(pricing !== undefined, `no pricing of a call has the number ${b}`);
      market.endCall(a, free, { pricing, tradeCount: c });
      return DONE;
    }
    case CLOCK:
    case TARIFF:
      return DONE;
  }
}

function termsOf(words: Int32Array): OrderTerms {
  const parentId = words[8]!;
  const exclusiveWithId = words[9]!;
  return {
    lifetime: LIFETIMES[words[6]!]!,
    minimumWh: words[7]!,
    ...(parentId < 0 ? {} : { parentId }),
    ...(exclusiveWithId < 0 ? {} : { exclusiveWithId }),
  };
}
