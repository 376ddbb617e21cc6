import type { BookCriteria } from "#engine/market/locationalBook.ts";
import { BID, OFFER } from "#engine/market/side.ts";

/** Options of `eflex book` as they were typed. */
export interface BookOptions {
  readonly at?: string;
  readonly place?: string;
  readonly onDays?: string;
  readonly from?: string;
  readonly to?: string;
  readonly window?: string;
  readonly side?: string;
  readonly volume?: string;
  readonly price?: string;
  readonly for?: string;
}

/** Days since 1970 of a date such as 2025-01-26, in whatever calendar it stands. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** Reads the criteria that need no log to be understood; adds what is wrong to `findings`. */
export function readCriteria(options: BookOptions, findings: string[]): BookCriteria {
  const { onDays = "all", side = "both" } = options;
  if (!isKind(onDays)) findings.push(`--on-days ${onDays}: expected weekdays, weekends or all`);
  if (!["offers", "bids", "both"].includes(side)) {
    findings.push(`--side ${side}: expected offers, bids or both`);
  }
  const firstDay = dayOf("--from", options.from, findings);
  const lastDay = dayOf("--to", options.to, findings);
  if (firstDay !== undefined && lastDay !== undefined && firstDay > lastDay) {
    findings.push(`--to ${options.to}: expected a day not before --from ${options.from}`);
  }
  const window = windowOf(options.window, findings);
  const [energyWhMin, energyWhMax] = rangeOf("--volume", "Wh", options.volume, findings);
  const [priceMin, priceMax] = rangeOf("--price", "EUR/MWh", options.price, findings);
  return {
    days: isKind(onDays) ? onDays : "all",
    ...(side === "offers" ? { side: OFFER } : side === "bids" ? { side: BID } : {}),
    ...(firstDay === undefined ? {} : { firstDay }),
    ...(lastDay === undefined ? {} : { lastDay }),
    ...window,
    ...(energyWhMin === undefined ? {} : { energyWhMin }),
    ...(energyWhMax === undefined ? {} : { energyWhMax }),
    // EUR/MWh are thousands of µEUR/kWh.
    ...(priceMin === undefined ? {} : { priceMicroMin: Math.round(1000 * priceMin) }),
    ...(priceMax === undefined ? {} : { priceMicroMax: Math.round(1000 * priceMax) }),
  };
}

function isKind(text: string): text is "weekdays" | "weekends" | "all" {
  return text === "weekdays" || text === "weekends" || text === "all";
}

function dayOf(name: string, text: string | undefined, findings: string[]): number | undefined {
  if (text === undefined) return undefined;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayNumber(text) : Number.NaN;
  const isDate = !Number.isNaN(day) && new Date(day * 86_400_000).toJSON().startsWith(text);
  if (isDate) return day;
  findings.push(`${name} ${text}: expected a date such as 2025-01-26`);
  return undefined;
}

function windowOf(text: string | undefined, findings: string[]): BookCriteria {
  if (text === undefined) return {};
  const parts = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text)?.slice(1);
  const [fromHour, fromMinute, toHour, toMinute] = parts?.map(Number) ?? [];
  const start = 60 * fromHour! + fromMinute!;
  const end = 60 * toHour! + toMinute!;
  if (parts !== undefined && end <= 24 * 60 && start !== end) {
    return { fromMinute: start, toMinute: end };
  }
  findings.push(`--window ${text}: expected hours such as 17:00-20:00`);
  return {};
}

/** Both ends of `500..2000`; either may be left out. */
function rangeOf(
  name: string,
  unit: string,
  text: string | undefined,
  findings: string[],
): [number | undefined, number | undefined] {
  if (text === undefined) return [undefined, undefined];
  const parts = /^(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?$/.exec(text);
  const [low, high] = (parts?.slice(1) ?? []).map((part) =>
    part === undefined ? undefined : Number(part),
  );
  const isRange = low !== undefined || high !== undefined;
  if (isRange && (low ?? Number.NEGATIVE_INFINITY) <= (high ?? Number.POSITIVE_INFINITY)) {
    return [low, high];
  }
  findings.push(`${name} ${text}: expected ${unit} from..to, such as 100..250, 100.. or ..250`);
  return [undefined, undefined];
}
