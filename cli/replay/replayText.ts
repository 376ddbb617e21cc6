import {
  AMENDED,
  CALL_ENDED,
  CANCELLED_BY_OWNER,
  CLOSED,
  OPENED,
  SUBMITTED,
  SUBMITTED_WITH_TERMS,
  TAKEN,
} from "#engine/market/logs/eventLog.ts";
import { localTime } from "#reports/explain/localTime.ts";
import { formatNumber } from "#reports/format.ts";
import type { MarketLogHead } from "#sim/market/logs/marketLog.ts";
import type { ReplayDifference, ReplayReport } from "#sim/market/logs/replayMarketLog.ts";

/** What a replay did and whether all agrees, for people. */
export function replayText(report: ReplayReport): string {
  const { head, days, messages, byKind, trades, stateHash, difference } = report;
  const count = (...kinds: number[]) =>
    formatNumber(
      kinds.reduce((sum, kind) => sum + byKind[kind]!, 0),
      0,
    );
  const { scenario, variant, seed, area, madeBy } = head;
  const calls = byKind[CALL_ENDED]! > 0 ? `, ${count(CALL_ENDED)} calls` : "";
  const lines = [
    `Area ${area.index} (${area.id}) of ${scenario}, ${variant} with seed ${seed}, written by eflex-sim ${madeBy}.`,
    `Replayed ${days} days with ${formatNumber(messages, 0)} messages: ${count(OPENED)} books opened, ` +
      `${count(CLOSED)} gates, ${count(SUBMITTED, SUBMITTED_WITH_TERMS)} orders, ` +
      `${count(CANCELLED_BY_OWNER)} withdrawals, ${count(AMENDED)} amendments, ` +
      `${count(TAKEN)} purchases by id${calls}.`,
    `${formatNumber(trades, 0)} trades, ${formatNumber(report.tradedWh / 1e6, 3)} MWh. Buyers paid ` +
      `${eur(report.buyerMicroEur)} EUR, sellers got ${eur(report.sellerMicroEur)}, DNUT took ` +
      `${eur(report.dnutMicroEur)}, network components ${eur(report.networkMicroEur)}, rounding ` +
      `${eur(report.roundingMicroEur)}.`,
    `State ${stateHash}.`,
  ];
  if (difference === null) {
    lines.push(
      `All answers, all trades and ${report.statesAgreed} states are those of the log; trades.arrow has the same trades.`,
    );
  } else {
    lines.push(`DIFFERENCE at ${placeText(head, difference)}:`, `  ${difference.says}`);
  }
  return lines.join("\n");
}

/** Where a difference is, in words. */
export function placeText(
  { firstPeriodUnixSeconds, timeZone }: MarketLogHead,
  { message, day, marketMinute, period }: ReplayDifference,
): string {
  const time =
    marketMinute === null ? [] : [localTime(firstPeriodUnixSeconds + 60 * marketMinute, timeZone)];
  const parts = [
    `message ${message}`,
    ...(day === null ? [] : [`day ${day}`]),
    ...time,
    ...(period === null ? [] : [`period ${period}`]),
  ];
  return parts.join(", ");
}

function eur(microEur: number): string {
  return formatNumber(microEur / 1e6, 2);
}
