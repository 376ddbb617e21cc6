import { LocalMarket } from "#engine/market/localMarket.ts";
import type { EventLog } from "#engine/market/logs/eventLog.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";
import { MarketLog, type MarketLogHead, NO_DAY } from "#sim/market/logs/marketLog.ts";

export const HEAD: Omit<MarketLogHead, "market"> = {
  madeBy: "0.0.0",
  scenario: "small",
  variant: "lem-dnut",
  seed: 1,
  area: { index: 0, id: "city" },
  firstPeriod: 100,
  firstPeriodUnixSeconds: 1_735_682_400,
  timeZone: "Europe/Sofia",
};

/** A market log in memory: four orders and two trades on day 0, a gate and a withdrawal on day 1. */
export function writtenMarketLog(change: (log: EventLog, day: number) => void = () => {}): {
  bytes: Buffer<ArrayBuffer>;
  stateHash: string;
} {
  const pieces: Uint8Array[] = [];
  const log = new MarketLog({ append: (bytes) => pieces.push(Uint8Array.from(bytes)) }, HEAD);
  const { events } = log;
  const options = { busCount: 3, capacity: 9, networkMicroEurPerKwh: 50, log: events };
  const market = new LocalMarket(options);
  const free = freeTariff(3);
  log.begin();
  events.tell(-420);
  market.open(100);
  market.open(101);
  market.submit(100, OFFER, 1, 0, 1_000, 2_000, free);
  market.submit(100, OFFER, 2, 1, 1_100, 500, free);
  const last = market.submit(101, BID, 3, 2, 900, 700, free);
  events.tell(-360);
  market.submit(100, BID, 4, 2, 1_200, 2_300, free, { lifetime: "fillAndKill" });
  change(events, 0);
  log.seal(0, market);
  events.tell(1_000);
  market.close(100);
  market.deliver(100);
  market.cancel(last);
  market.forget(100);
  change(events, 1);
  log.seal(1, market);
  log.seal(NO_DAY, market);
  return { bytes: Buffer.from(Buffer.concat(pieces)), stateHash: market.stateHash() };
}
