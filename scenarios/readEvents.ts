import { checkEventGrids } from "#scenarios/checks/checkEventGrids.ts";
import { checkEventSpans } from "#scenarios/checks/checkEventSpans.ts";
import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import type { ScenarioSource, Sections } from "#scenarios/readSections.ts";
import type { Area, ScenarioEvent } from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";
import type { EventFile } from "#scenarios/schema/eventSchema.ts";

/** Adds a finding about one event, by its number and the field within it. */
export type AddEventFinding = (
  index: number,
  field: string,
  expected: string,
  found: string,
) => void;

/** A grid that events happen to: an area, or the transmission system under the name "". */
interface Grid {
  readonly area: string;
  readonly branches: ReadonlySet<string>;
  readonly openLines: ReadonlySet<string>;
}

/**
 * Looks up what the events of a scenario are about and checks that they can happen. Quiet while
 * anything else is wrong with the scenario: what is unknown then may only be unread.
 */
export function readEvents(
  sections: Sections,
  areas: readonly Area[],
  { file, locate }: ScenarioSource,
  findings: Finding[],
): ScenarioEvent[] {
  const { transmission, events = [] } = sections;
  if (findings.length > 0 || transmission === undefined || events.length === 0) return [];
  const add: AddEventFinding = (index, field, expected, found) => {
    const path = ["events", String(index), ...(field === "" ? [] : field.split("."))];
    findings.push({ file, ...locate(path), field: path.join("."), expected, found });
  };
  const lines = new Set(transmission.lines.map(({ id }) => id));
  const grids = [
    { area: "", branches: lines, openLines: new Set<string>() },
    ...areas.map(({ id, network }) => ({
      area: id,
      branches: new Set(
        [...network.lines, ...network.transformers, ...network.openLines].map((one) => one.id),
      ),
      openLines: new Set(network.openLines.map((line) => line.id)),
    })),
  ];
  const placed = events.map((event, index) => place(event, index, grids, add));
  const isCut = ["start", "days"].some((field) => locate(["calendar", field]).file === "--set");
  checkEventSpans(placed, sections, isCut, add);
  if (findings.length === 0) checkEventGrids(placed, sections, areas, add);
  return placed;
}

/** Finds the grid of an event and looks up its ids there. */
function place(
  { area, ...event }: EventFile,
  index: number,
  grids: readonly Grid[],
  add: AddEventFinding,
): ScenarioEvent {
  const grid = gridOf(area, [...event.open, ...event.close, ...event.derate], grids, index, add);
  if (grid === undefined) return { ...event, area: "" };
  const fields = fieldsOf(event.kind);
  if (event.kind === "maintenance" && event.open.length + event.close.length === 0)
    add(index, "maintenance", "lines or transformers to open or close", "none");
  for (const [field, ids] of Object.entries({ open: event.open, derate: event.derate }))
    for (const id of ids) {
      if (!grid.branches.has(id))
        add(index, fields[field]!, what(grid, grid.branches, id), JSON.stringify(id));
      else if (field === "open" && grid.openLines.has(id))
        add(index, fields[field]!, "what is normally closed", `${id}, which is open anyway`);
    }
  for (const id of event.close) {
    if (grid.openLines.has(id)) continue;
    const known = grid.branches.has(id) ? `${id}, which is closed anyway` : JSON.stringify(id);
    const hint = grid.branches.has(id) ? "" : didYouMean(id, grid.openLines);
    add(index, fields["close"]!, `a normally open line (openLines of an area)${hint}`, known);
  }
  const all = [...event.open, ...event.close];
  const twice = all.find((id, k) => all.indexOf(id) !== k);
  if (twice !== undefined) add(index, "", "each line and transformer once", `${twice} twice`);
  return { ...event, area: grid.area };
}

/** Where the ids of an event stand in scenario.yaml. */
function fieldsOf(kind: ScenarioEvent["kind"]): Readonly<Record<string, string>> {
  return kind === "maintenance"
    ? { open: "maintenance.open", close: "maintenance.close" }
    : { open: "outage", derate: "derate", close: "close" };
}

function gridOf(
  area: string | undefined,
  ids: readonly string[],
  grids: readonly Grid[],
  index: number,
  add: AddEventFinding,
): Grid | undefined {
  if (area !== undefined) {
    const names = grids.slice(1).map((grid) => grid.area);
    const found = grids.find((grid) => grid.area === area);
    if (found === undefined)
      add(index, "area", `an area${didYouMean(area, names)}`, JSON.stringify(area));
    return found;
  }
  const holding = grids.filter(({ branches }) => ids.some((id) => branches.has(id)));
  if (holding.length > 1) {
    const names = holding.map((grid) => grid.area || "transmission").join(", ");
    add(index, "", "lines and transformers of one grid, or its area", `some in each of ${names}`);
    return undefined;
  }
  if (holding[0] !== undefined || ids.length === 0) return holding[0];
  const known = grids.flatMap(({ branches }) => [...branches]);
  const expected = `a line or transformer${didYouMean(ids[0]!, known)}`;
  add(index, "", expected, JSON.stringify(ids[0]));
  return undefined;
}

function what({ area }: Grid, known: ReadonlySet<string>, id: string): string {
  const place = area === "" ? "a transmission line" : `a line or transformer of ${area}`;
  return `${place}${didYouMean(id, known)}`;
}
