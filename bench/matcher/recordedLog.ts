import { existsSync } from "node:fs";
import { join } from "node:path";
import { TradeChecksum } from "#bench/matcher/tradeChecksum.ts";
import type { Job, Workload } from "#bench/workload.ts";
import { assert } from "#engine/assert.ts";
import {
  CLOCK,
  type LoggedEvent,
  type LoggedOptions,
  TARIFF,
} from "#engine/market/logs/eventLog.ts";
import { MarketReplay } from "#engine/market/logs/marketReplay.ts";
import { marketLogName } from "#sim/market/logs/marketLog.ts";
import { MarketLogError } from "#sim/market/logs/marketLogError.ts";
import { readMarketLog } from "#sim/market/logs/readMarketLog.ts";

/** Messages of one log that are kept in memory and played. */
const MESSAGES_MAX = 1_000_000;
const MESSAGES_MIN = 1_000;
const PER_BATCH = 500;

/** The first messages of a log. */
interface Recording {
  readonly options: LoggedOptions;
  readonly events: readonly LoggedEvent[];
}

/**
 * The market logs of a run, played again message by message: submissions, withdrawals, gates, with
 * the trades and charges that the log has. What is measured is the book, not the search.
 *
 * @throws MarketLogError where the folder has none, or one that is not whole.
 */
export function recordedWorkloads(folder: string): Workload[] {
  const workloads: Workload[] = [];
  for (let area = 0; existsSync(join(folder, marketLogName(area))); area++) {
    const recording = record(join(folder, marketLogName(area)));
    workloads.push({
      name: `matcher/log/area${area}`,
      unit: "message",
      contender: "LocalMarket",
      batches: Math.floor(recording.events.length / PER_BATCH),
      unitsPerBatch: PER_BATCH,
      open: () => openReplay(recording),
    });
  }
  if (workloads.length > 0) return workloads;
  throw new MarketLogError(
    folder,
    `there is no ${marketLogName(0)}: a run leaves it with --market-log`,
  );
}

function record(path: string): Recording {
  const { head, days } = readMarketLog(path);
  const events: LoggedEvent[] = [];
  for (const day of days()) {
    for (const event of day.events()) {
      const isMessage = event.kind !== CLOCK && event.kind !== TARIFF;
      if (isMessage && events.length < MESSAGES_MAX) events.push(event);
    }
    if (events.length === MESSAGES_MAX) break;
  }
  if (events.length < MESSAGES_MIN) {
    throw new MarketLogError(path, `${events.length} messages are too few to measure`);
  }
  return { options: head.market, events };
}

function openReplay({ options, events }: Recording): Job {
  const replay = new MarketReplay(options);
  const { market } = replay;
  const checksum = new TradeChecksum();
  const readTrades = () => {
    checksum.add(market.trades);
    market.trades.clear();
  };
  return {
    prepare: readTrades,
    run(batch) {
      const from = batch * PER_BATCH;
      for (let n = from; n < from + PER_BATCH; n++) {
        const difference = replay.play(events[n]!);
        assert(difference === null, difference ?? "");
      }
    },
    checksum() {
      readTrades();
      return checksum.text();
    },
    facts: () => ({
      tradedKwh: checksum.tradedWh / 1000,
      trades: checksum.count,
      resting: market.liveCount,
    }),
  };
}
