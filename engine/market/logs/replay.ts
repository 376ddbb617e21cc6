import { assert } from "#engine/assert.ts";
import type { LocalMarket } from "#engine/market/localMarket.ts";
import { type EventLog, eventsOf } from "#engine/market/logs/eventLog.ts";
import { MarketReplay } from "#engine/market/logs/marketReplay.ts";

/**
 * Rebuilds a market from its log: the same trades, the same books, the same `stateHash`. No grid is
 * asked; afterwards the market goes on like the one that was logged, but writes no log.
 *
 * @throws InvariantError where the log does not lead to the answers and the trades it has.
 */
export function replay(log: Pick<EventLog, "options" | "words" | "wordCount">): LocalMarket {
  assert(log.options !== null, "a log belongs to a market");
  const replay = new MarketReplay(log.options);
  let message = 0;
  for (const event of eventsOf(log)) {
    const difference = replay.play(event);
    assert(difference === null, `message ${message} of a log: ${difference}`);
    message++;
  }
  return replay.end();
}
