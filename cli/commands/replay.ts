import { existsSync } from "node:fs";
import { EXIT } from "#cli/exitCode.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { checkMarketLog } from "#cli/replay/checkMarketLog.ts";
import { PeriodMessages } from "#cli/replay/periodMessages.ts";
import { placeText, replayText } from "#cli/replay/replayText.ts";
import { UsageError } from "#cli/usageError.ts";
import type { Manifest } from "#datasets/manifest.ts";
import { readManifest } from "#datasets/readDataset.ts";
import { PeriodError } from "#reports/explain/periodError.ts";
import { marketLogName } from "#sim/market/logs/marketLog.ts";
import { type ReplayReport, replayMarketLog } from "#sim/market/logs/replayMarketLog.ts";
import { TradeTable } from "#sim/market/tradeTable.ts";

type ReplayOptions = Omit<Options, "period"> & { readonly period?: number };

/**
 * `eflex replay <folder>`: rebuilds the books of the local markets from their logs alone, and holds
 * every answer, trade and state against what the logs say, and the trades against the run's table. A
 * difference is told by the exit code too.
 */
export function replay(folder: string, options: ReplayOptions): void {
  const output = new Output(options);
  if (!existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`);
  const manifest = readManifest(folder);
  const areas = areasOf(folder, manifest, options.area);
  const { period } = options;
  const periods = manifest.tables.periods?.rows ?? 0;
  if (period !== undefined && period >= periods) throw new PeriodError(period, periods);
  const paths = areas.map((area) => checkMarketLog(folder, area, manifest));
  const reports = areas.map((area, k) => replayArea(folder, area, paths[k]!, period, output));
  const differences = reports.filter(({ difference }) => difference !== null).length;
  const hashes = reports.map(({ stateHash }) => stateHash);
  output.conclude({ event: "done", folder, areas: reports.length, differences, hashes });
  if (differences > 0) process.exitCode = EXIT.difference;
}

function replayArea(
  folder: string,
  area: number,
  path: string,
  period: number | undefined,
  output: Output,
): ReplayReport {
  const messages = period === undefined ? null : new PeriodMessages(period);
  const table = new TradeTable(folder, area);
  const found = replayMarketLog(path, {
    ...(messages === null ? {} : { before: (...before) => messages.before(...before) }),
    after(played) {
      messages?.after(played);
      return table.meet(played.market.trades, played.period);
    },
  });
  const report = found.difference === null ? withTableEnd(found, table.left) : found;
  output.say(replayText(report));
  if (messages !== null) output.say(`\n${messages.text(report.head)}`);
  output.say("");
  for (const message of messages?.messages ?? [])
    output.tell({ event: "message", area, ...message });
  const { head, difference, ...counts } = report;
  const place = difference === null ? null : { ...difference, where: placeText(head, difference) };
  const { area: named, ...origin } = head;
  output.tell({ event: "area", area, id: named.id, ...origin, ...counts, difference: place });
  return report;
}

/** A market that is behind its last message must have made all trades of the table. */
function withTableEnd(report: ReplayReport, left: number): ReplayReport {
  if (left === 0) return report;
  const says = `${left} trades of trades.arrow are in no message`;
  const place = { message: report.messages, day: null, marketMinute: null, period: null };
  return { ...report, difference: { ...place, says } };
}

/** Indices of the areas to replay. */
function areasOf(folder: string, { names, files = {} }: Manifest, wanted?: string): number[] {
  const logged = names.areas.flatMap((_, area) => (marketLogName(area) in files ? [area] : []));
  if (logged.length === 0) {
    throw new UsageError(
      `${folder} holds no ${marketLogName(0)}: a run with local markets leaves one with --market-log`,
    );
  }
  if (wanted === undefined) return logged;
  const area = names.areas.includes(wanted) ? names.areas.indexOf(wanted) : indexOf(wanted);
  if (logged.includes(area)) return [area];
  const known = logged.map((index) => `${names.areas[index]} (${index})`);
  throw new UsageError(`no area "${wanted}": expected one of ${known.join(", ")}`);
}

/** An index in digits; -1 for any other text, as "" would count as 0. */
function indexOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : -1;
}
