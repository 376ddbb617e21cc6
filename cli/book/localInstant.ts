import { localTime } from "#reports/explain/localTime.ts";

const HOUR = 3600;
/** Clocks are that far from UTC at most, hours. */
const OFFSET_HOURS_MAX = 14;

/**
 * Reads local time such as `2025-01-26 17:00`; of an hour that comes twice the first. Null where it
 * is no such text or where clocks jump over it.
 */
export function localInstant(text: string, timeZone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(text)) return null;
  const asUtc = Date.parse(`${text.replace(" ", "T")}:00Z`) / 1000;
  if (Number.isNaN(asUtc)) return null;
  // Offsets are whole quarters of an hour; the largest is the earliest instant.
  for (
    let offset = OFFSET_HOURS_MAX * HOUR;
    offset >= -OFFSET_HOURS_MAX * HOUR;
    offset -= HOUR / 4
  ) {
    if (localTime(asUtc - offset, timeZone) === text) return asUtc - offset;
  }
  return null;
}
