import type { ScenarioEvent } from "#scenarios/scenario.ts";
import { type Calendar, indexAt } from "#sim/world/calendar.ts";

const PERIOD_MINUTES = 15;

/** An event on the calendar, in period indices. */
export interface TimedEvent {
  readonly event: ScenarioEvent;
  /** First period in force, and the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** First instant at which operators know of it. */
  readonly knownFrom: number;
}

/** Lays the events of one grid on the calendar: of an area, or "" for the transmission system. */
export function timedEvents(
  events: readonly ScenarioEvent[],
  area: string,
  calendar: Calendar,
): TimedEvent[] {
  return events
    .filter((event) => event.area === area)
    .map((event) => {
      const { announcedMinutes } = event;
      const from = periodAt(calendar, event.from);
      const knownFrom =
        announcedMinutes === null
          ? Number.NEGATIVE_INFINITY
          : Math.ceil(from - announcedMinutes / PERIOD_MINUTES);
      return { event, from, to: periodAt(calendar, event.to), knownFrom };
    });
}

/** First period whose local clock shows `time` ("2025-01-10T06:00") or later. */
function periodAt(calendar: Calendar, time: string): number {
  const [date = "", clock = ""] = time.split("T");
  const day = calendar.isoDate.indexOf(date);
  if (day < 0) return date < calendar.isoDate[0]! ? 0 : calendar.count;
  return indexAt(calendar, day, Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)));
}

/**
 * The states that events bring a grid into, each built once when it is first met. What an operator
 * may know of a period depends on the instant at which it looks.
 */
export class EventStates<State> {
  readonly #events: readonly TimedEvent[];
  readonly #build: (events: readonly ScenarioEvent[]) => State;
  readonly #normal: State;
  readonly #states = new Map<string, State>();

  constructor(
    events: readonly TimedEvent[],
    normal: State,
    build: (events: readonly ScenarioEvent[]) => State,
  ) {
    this.#events = events;
    this.#normal = normal;
    this.#build = build;
  }

  /** State in period `i` as known at the start of period `knownAt`; what is in force then is known. */
  at(i: number, knownAt: number): State {
    let key = "";
    for (let k = 0; k < this.#events.length; k++) {
      const { from, to, knownFrom } = this.#events[k]!;
      if (from <= i && i < to && knownFrom <= knownAt) key += `${k} `;
    }
    if (key === "") return this.#normal;
    let state = this.#states.get(key);
    if (state === undefined) {
      const active = key.trim().split(" ").map(Number);
      state = this.#build(active.map((k) => this.#events[k]!.event));
      this.#states.set(key, state);
    }
    return state;
  }
}
