import type { Calendar } from "#sim/world/calendar.ts";

/** Minutes of a period. */
export const PERIOD_MINUTES = 15;
/** The same in hours: kilowatts held for a period, as kWh. */
export const PERIOD_HOURS = PERIOD_MINUTES / 60;

/**
 * The kinds of events of the market clock in their order at equal instants: metering of the period
 * that ended, midnight work, gates of the TSO, book closing, gates of the DSOs, round, balancing.
 */
export type EventKind = "meter" | "midnight" | "gate" | "close" | "round";

/** One event that recurs every period: `offsetMinute` after the start of the running period. */
export interface RecurringEvent {
  readonly kind: EventKind;
  /** Periods between the running period and the one the event is about. */
  readonly lead: number;
  readonly offsetMinute: number;
  /** Position of the gate in the scheme's plan; -1 for other events. */
  readonly gate: number;
}

const RANK: Record<EventKind, number> = { meter: 0, midnight: 1, gate: 2, close: 3, round: 5 };

/**
 * The agenda of every quarter hour, in order. A lead that is no multiple of a period falls inside
 * one: 25 minutes before delivery is 5 minutes into the second period before it.
 *
 * @param gates - Leads of a scheme's gates in minutes, earliest gate first.
 */
export function agenda(
  gates: readonly { leadMinutes: number }[],
  closeLeadMinutes: number,
): RecurringEvent[] {
  const at = (kind: EventKind, leadMinutes: number, gate = -1): RecurringEvent => {
    const lead = Math.ceil(leadMinutes / PERIOD_MINUTES);
    return { kind, lead, offsetMinute: lead * PERIOD_MINUTES - leadMinutes, gate };
  };
  const events = [
    at("meter", 0),
    at("midnight", 0),
    at("close", closeLeadMinutes),
    at("round", 0),
    ...gates.map(({ leadMinutes }, gate) => at("gate", leadMinutes, gate)),
  ];
  return events.sort(
    (a, b) => a.offsetMinute - b.offsetMinute || rank(a) - rank(b) || a.gate - b.gate,
  );

  /** A gate at the instant of book closing needs the frozen book: it comes after it. */
  function rank(event: RecurringEvent): number {
    if (event.kind !== "gate") return RANK[event.kind];
    return event.lead * PERIOD_MINUTES - event.offsetMinute >= closeLeadMinutes ? 4 : RANK.gate;
  }
}

/** Market minutes of an instant since the start of the run; negative in the spin-up. */
export function marketMinute(calendar: Calendar, now: number, offsetMinute: number): number {
  const seconds = calendar.startUnixSeconds[now]! - calendar.startUnixSeconds[calendar.firstRun]!;
  return seconds / 60 + offsetMinute;
}

/**
 * Market time as ledgers count it, never negative: from midnight a day before the run, because the
 * gates of its first periods close before it starts.
 */
export function ledgerMinute(minute: number): number {
  return minute + 24 * 60;
}
