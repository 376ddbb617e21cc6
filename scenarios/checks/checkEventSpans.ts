import { Temporal } from "temporal-polyfill";
import type { AddEventFinding } from "#scenarios/readEvents.ts";
import type { Sections } from "#scenarios/readSections.ts";
import type { ScenarioEvent } from "#scenarios/scenario.ts";

/**
 * Checks when events happen: within the calendar, forwards in time, at times that the local clock
 * shows, and no two of them with the same line or transformer at once.
 *
 * @param isCut - The calendar was cut to a part of its own: events outside just do not happen.
 */
export function checkEventSpans(
  events: readonly ScenarioEvent[],
  { calendar, place }: Sections,
  isCut: boolean,
  add: AddEventFinding,
): void {
  if (calendar === undefined || place === undefined) return;
  const first = Temporal.PlainDate.from(calendar.start);
  const start = `${first}T00:00`;
  const end = `${first.add({ days: calendar.days })}T00:00`;
  for (const [index, { from, to }] of events.entries()) {
    if (from >= to) add(index, "to", `a time after ${shown(from)}`, shown(to));
    if (!isCut && (from < start || to > end))
      add(
        index,
        from < start ? "from" : "to",
        `a time within the calendar, ${shown(start)} to ${shown(end)}`,
        shown(from < start ? from : to),
      );
    for (const [field, time] of Object.entries({ from, to }))
      if (!isShown(time, place.timeZone))
        add(index, field, "a time that the local clock shows", `${shown(time)}, which it skips`);
  }
  checkContradictions(events, add);
}

function checkContradictions(events: readonly ScenarioEvent[], add: AddEventFinding): void {
  for (const [index, event] of events.entries())
    for (const [k, earlier] of events.slice(0, index).entries()) {
      if (earlier.area !== event.area || earlier.to <= event.from || event.to <= earlier.from)
        continue;
      const id = sharedId(earlier, event);
      if (id === undefined) continue;
      add(
        index,
        "",
        `one event at a time for ${id}`,
        `events.${k} from ${shown(earlier.from)} to ${shown(earlier.to)} as well`,
      );
    }
}

/** What two events both decide on. A line that one closes may bear less by the other. */
function sharedId(a: ScenarioEvent, b: ScenarioEvent): string | undefined {
  const switched = [...b.open, ...b.close];
  return (
    [...a.open, ...a.close].find((id) => switched.includes(id)) ??
    a.derate.find((id) => b.derate.includes(id) || b.open.includes(id)) ??
    a.open.find((id) => b.derate.includes(id))
  );
}

/** Whether a local time exists: it does not in the hour that summer time leaves out. */
function isShown(time: string, timeZone: string): boolean {
  const plain = Temporal.PlainDateTime.from(time);
  return plain.toZonedDateTime(timeZone).toPlainDateTime().equals(plain);
}

function shown(time: string): string {
  return time.replace("T", " ");
}
