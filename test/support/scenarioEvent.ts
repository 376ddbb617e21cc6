import type { ScenarioEvent } from "#scenarios/scenario.ts";

/** An event of the area SOF of the small scenario; `changes` say what happens and when. */
export function scenarioEvent(changes: Partial<ScenarioEvent>): ScenarioEvent {
  return {
    kind: "outage",
    area: "SOF",
    from: "2025-05-05T06:00",
    to: "2025-05-05T12:00",
    announcedMinutes: 0,
    open: [],
    close: [],
    derate: [],
    ratingShare: 1,
    ...changes,
  };
}
