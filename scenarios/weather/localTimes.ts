import { Temporal } from "temporal-polyfill";

const DAY_SECONDS = 86_400;
/** "2025-01-31 13:45", with a T instead of the blank, seconds of zero, and an offset or Z where given. */
const PATTERN = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2})(?::00)?(Z|[+-]\d{2}:\d{2})?$/;

/** Reads the times of rows in their order: a local hour that comes twice is summer time first. */
export class LocalTimes {
  readonly #timeZone: string;
  readonly #midnights = new Map<string, { readonly unix: number; readonly isPlain: boolean }>();

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /**
   * Seconds since 1970 of a time in a row behind `before`; NaN where it is none, or one that the
   * clock skips. Without an offset it is local time.
   */
  unixSeconds(text: string, before: number): number {
    const [, date, hour, minute, offset] = PATTERN.exec(text) ?? [];
    if (date === undefined) return Number.NaN;
    const [hours, minutes] = [Number(hour), Number(minute)];
    if (hours > 23 || minutes > 59) return Number.NaN;
    if (offset !== undefined) return Date.parse(`${date}T${hour}:${minute}:00${offset}`) / 1000;
    const midnight = this.#midnightOf(date);
    if (midnight === null) return Number.NaN;
    if (midnight.isPlain) return midnight.unix + hours * 3600 + minutes * 60;
    return this.#onDayOfChange(`${date}T${hour}:${minute}`, before);
  }

  /** Seconds since 1970 of the first instant of a local day. */
  midnight(date: string): number {
    return this.#midnightOf(date)?.unix ?? Number.NaN;
  }

  #midnightOf(date: string): { readonly unix: number; readonly isPlain: boolean } | null {
    const known = this.#midnights.get(date);
    if (known !== undefined) return known;
    let day: Temporal.PlainDate;
    try {
      day = Temporal.PlainDate.from(date, { overflow: "reject" });
    } catch {
      return null;
    }
    const unix = seconds(day.toZonedDateTime(this.#timeZone));
    const next = seconds(day.add({ days: 1 }).toZonedDateTime(this.#timeZone));
    const found = { unix, isPlain: next - unix === DAY_SECONDS };
    this.#midnights.set(date, found);
    return found;
  }

  #onDayOfChange(time: string, before: number): number {
    const plain = Temporal.PlainDateTime.from(time);
    const earlier = plain.toZonedDateTime(this.#timeZone, { disambiguation: "earlier" });
    // A skipped time comes back as another.
    if (!earlier.toPlainDateTime().equals(plain)) return Number.NaN;
    const first = seconds(earlier);
    if (!(first <= before)) return first;
    return seconds(plain.toZonedDateTime(this.#timeZone, { disambiguation: "later" }));
  }
}

function seconds(instant: Temporal.ZonedDateTime): number {
  return instant.epochMilliseconds / 1000;
}
