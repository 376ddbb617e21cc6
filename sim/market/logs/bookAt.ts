import type { LocalMarket } from "#engine/market/localMarket.ts";
import { CLOCK, TARIFF } from "#engine/market/logs/eventLog.ts";
import { MarketReplay } from "#engine/market/logs/marketReplay.ts";
import type { MarketLogHead } from "#sim/market/logs/marketLog.ts";
import { MarketLogError } from "#sim/market/logs/marketLogError.ts";
import { readMarketLog } from "#sim/market/logs/readMarketLog.ts";

/** The local market of an area as it stood at an instant, rebuilt from its log alone. */
export interface BookAt {
  readonly head: MarketLogHead;
  readonly market: LocalMarket;
  /** λ of each bus when orders of a period were last sent, µEUR/kWh, by period of the market's own. */
  readonly lambdaOf: ReadonlyMap<number, Int32Array>;
  /** Of all messages up to then. */
  readonly messages: number;
  /** When the last of them was sent, minutes since the start of the run; null where there is none. */
  readonly lastMinute: number | null;
}

/**
 * Rebuilds the books of a market up to the end of an instant: all that was sent by then has happened.
 *
 * @param marketMinute - Since the start of the run.
 * @throws MarketLogError where the log was cut or changed up to there, or does not lead to its answers.
 */
export function bookAt(path: string, marketMinute: number): BookAt {
  const reader = readMarketLog(path);
  const { head } = reader;
  const replay = new MarketReplay(head.market);
  const lambdaOf = new Map<number, Int32Array>();
  let messages = 0;
  let lastMinute: number | null = null;
  const rebuilt = (): BookAt => {
    return { head, market: replay.end(), lambdaOf, messages, lastMinute };
  };
  try {
    for (const day of reader.days()) {
      for (const event of day.events()) {
        if (event.kind === CLOCK) {
          if (event.words[0]! > marketMinute) return rebuilt();
          lastMinute = event.words[0]!;
        } else if (event.kind === TARIFF) {
          lambdaOf.set(event.words[0]!, event.lambdaMicro!);
        } else {
          const difference = replay.play(event);
          if (difference !== null)
            throw new MarketLogError(path, `message ${messages}: ${difference}`);
          replay.market.trades.clear();
          messages++;
        }
      }
    }
    return rebuilt();
  } finally {
    reader.close();
  }
}
