import { existsSync } from "node:fs";
import { type BookOptions, dayNumber, readCriteria } from "#cli/book/bookFields.ts";
import { BookQueryError } from "#cli/book/bookQueryError.ts";
import { bookText, countText, type ShownOrder } from "#cli/book/bookText.ts";
import { localInstant } from "#cli/book/localInstant.ts";
import { placeOf, viewerOf } from "#cli/book/place.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { checkMarketLog } from "#cli/replay/checkMarketLog.ts";
import { UsageError } from "#cli/usageError.ts";
import type { Manifest } from "#datasets/manifest.ts";
import { readManifest } from "#datasets/readDataset.ts";
import { OFFER } from "#engine/market/side.ts";
import { localTime } from "#reports/explain/localTime.ts";
import { type BookAt, bookAt } from "#sim/market/logs/bookAt.ts";
import type { MarketLogHead } from "#sim/market/logs/marketLog.ts";
import { placeBook } from "#sim/market/logs/placeBook.ts";
import { readMarketLog } from "#sim/market/logs/readMarketLog.ts";

const DAY_SECONDS = 86_400;

/**
 * `eflex book <folder>`: the orders of a place that rest at an instant of a run with `--market-log`,
 * rebuilt from the log alone, and what each would cost or bring a participant, best first.
 */
export function book(folder: string, options: Pick<Options, "json" | "quiet"> & BookOptions): void {
  const output = new Output(options);
  if (!existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`);
  const manifest = readManifest(folder);
  const findings: string[] = [];
  const criteria = readCriteria(options, findings);
  const place = placeOf(manifest, options.place, findings);
  const path = place === null ? null : checkMarketLog(folder, place.area, manifest);
  const head = path === null ? null : headOf(path);
  const buses = place === null || head === null ? null : place.busesIn(head, findings);
  const viewer =
    options.for === undefined ? null : viewerOf(folder, place, head, options.for, findings);
  const at = instantOf(options.at, manifest, head, findings);
  if (findings.length > 0) throw new BookQueryError(findings);

  const found = bookAt(path!, (at - head!.firstPeriodUnixSeconds) / 60);
  const wanted = { ...criteria, ...(buses === null ? {} : { buses }) };
  const orders = placeBook(found, wanted, timeIn(found.head), viewer).map((order): ShownOrder => {
    const { head } = found;
    const delivery = localTime(unixOf(head, order.period), head.timeZone);
    const period = order.period - head.firstPeriod;
    return { ...order, period, delivery, busName: head.buses?.[order.bus] ?? String(order.bus) };
  });
  report(output, found, { folder, options, orders });
}

function report(
  output: Output,
  { head, market, messages, lambdaOf }: BookAt,
  asked: { folder: string; options: BookOptions; orders: readonly ShownOrder[] },
): void {
  const { folder, options, orders } = asked;
  const { scenario, variant, seed, area } = head;
  const viewer = options.for ?? null;
  const from = viewer === null ? "" : `, as ${viewer} sees it`;
  output.say(
    `${options.place} of ${scenario}, ${variant} with seed ${seed}, at ${options.at}${from}: ` +
      `${countText(orders)}. EUR/MWh.\n${bookText(orders, viewer)}`,
  );
  if (viewer !== null && messages > 0 && lambdaOf.size === 0) {
    output.say("  This log was written without tariffs: what the network takes is not known.");
  }
  for (const order of orders) output.tell({ event: "order", ...inWords(order) });
  output.conclude({
    event: "done",
    folder,
    area: area.id,
    at: options.at,
    for: viewer,
    orders: orders.length,
    messages,
    stateHash: market.stateHash(),
  });
}

function inWords(order: ShownOrder): object {
  return {
    order: order.orderId,
    period: order.period,
    delivery: order.delivery,
    side: order.side === OFFER ? "offer" : "bid",
    bus: order.busName,
    energyWh: order.energyWh,
    minimumWh: order.minimumWh,
    priceMicroEurPerKwh: order.priceMicro,
    dnutMicroEurPerKwh: order.dnutMicro,
    networkMicroEurPerKwh: order.networkMicro,
    totalMicroEurPerKwh: order.allInMicro,
  };
}

/** What the log of an area says of itself. */
function headOf(path: string): MarketLogHead {
  const reader = readMarketLog(path);
  reader.close();
  return reader.head;
}

function instantOf(
  text: string | undefined,
  { timeZone, tables }: Manifest,
  head: MarketLogHead | null,
  findings: string[],
): number {
  const found = text === undefined ? "--at is missing" : `--at ${text}`;
  const at = text === undefined ? null : localInstant(text, timeZone);
  if (at === null) {
    findings.push(`${found}: expected a local time that there is, such as "2025-01-26 17:00"`);
    return 0;
  }
  if (head === null) return at;
  const first = head.firstPeriodUnixSeconds - DAY_SECONDS;
  const end = head.firstPeriodUnixSeconds + 900 * (tables.periods?.rows ?? 0);
  if (at < first || at > end) {
    const [from, to] = [first, end].map((unix) => localTime(unix, timeZone));
    findings.push(`${found}: expected ${from} to ${to}, the day before the run to its end`);
  }
  return at;
}

function unixOf({ firstPeriod, firstPeriodUnixSeconds }: MarketLogHead, period: number): number {
  return firstPeriodUnixSeconds + 900 * (period - firstPeriod);
}

function timeIn(head: MarketLogHead) {
  return (period: number) => {
    const [date, time] = localTime(unixOf(head, period), head.timeZone).split(" ") as [
      string,
      string,
    ];
    const [hour, minute] = time.split(":").map(Number) as [number, number];
    const day = dayNumber(date);
    // The first day of 1970 was a Thursday.
    return {
      day,
      isWeekend: (day + 4) % 7 === 0 || (day + 4) % 7 === 6,
      minuteOfDay: 60 * hour + minute,
    };
  };
}
