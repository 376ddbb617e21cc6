import type { ScenarioEvent } from "#scenarios/scenario.ts";
import { timedEvents } from "#sim/world/eventStates.ts";
import type { World } from "#sim/world/world.ts";

/** Says in one sentence what befell the grids during the run; nothing where nothing did. */
export function eventSentences({ scenario, calendar }: World): string[] {
  const grids = ["", ...scenario.areas.map(({ id }) => id)];
  const told = grids
    .flatMap((area) => timedEvents(scenario.events, area, calendar))
    .filter(({ from, to }) => to > calendar.firstRun && from < calendar.endRun)
    .toSorted((a, b) => a.from - b.from)
    .map(({ event }) => eventText(event));
  if (told.length === 0) return [];
  const count = told.length === 1 ? "1 event" : `${told.length} events`;
  return [`${count}: ${told.join("; ")}.`];
}

function eventText(event: ScenarioEvent): string {
  const { kind, area, from, to, announcedMinutes, open, close, derate, ratingShare } = event;
  const parts = [
    ...(open.length > 0 ? [`${open.join(", ")} open`] : []),
    ...(close.length > 0 ? [`${close.join(", ")} closed`] : []),
    ...(derate.length > 0
      ? [`${derate.join(", ")} at ${Number((100 * ratingShare).toPrecision(4))} % of its rating`]
      : []),
  ];
  const place = area === "" ? "transmission" : area;
  const span = `${from.replace("T", " ")} to ${to.replace("T", " ")}`;
  return `${kind} in ${place}, ${span}: ${parts.join(", ")}, ${announcement(announcedMinutes)}`;
}

function announcement(minutes: number | null): string {
  if (minutes === null) return "known from the start";
  return minutes === 0 ? "known when it begins" : `announced ${minutes} min before`;
}
