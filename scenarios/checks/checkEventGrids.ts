import { Temporal } from "temporal-polyfill";
import {
  type BranchTree,
  connect,
  pathBetween,
  reach,
  type TreeBranch,
} from "#scenarios/checks/branchTree.ts";
import type { AddEventFinding } from "#scenarios/readEvents.ts";
import type { Sections } from "#scenarios/readSections.ts";
import type { Area, ScenarioEvent, Transmission } from "#scenarios/scenario.ts";

/** An event, its number, and when it is in force and known: minutes since 1970. */
interface TimedEvent {
  readonly index: number;
  readonly event: ScenarioEvent;
  readonly from: number;
  readonly to: number;
  readonly knownFrom: number;
}

/**
 * Checks every state that events bring the grids into: areas stay trees that reach all customers,
 * the transmission system stays whole. States that operators believe in, while they do not know of
 * all events yet, are computed too and have to be sound as well.
 */
export function checkEventGrids(
  events: readonly ScenarioEvent[],
  { transmission, place }: Sections,
  areas: readonly Area[],
  add: AddEventFinding,
): void {
  if (transmission === undefined || place === undefined) return;
  const timed = events.map((event, index) => timedEvent(event, index, place.timeZone));
  const inGrid = (area: string) => timed.filter(({ event }) => event.area === area);
  for (const state of statesOf(inGrid(""))) checkTransmission(state, transmission, add);
  for (const area of areas)
    for (const state of statesOf(inGrid(area.id))) checkArea(state, area, add);
}

function timedEvent(event: ScenarioEvent, index: number, timeZone: string): TimedEvent {
  const minute = (time: string) =>
    Temporal.PlainDateTime.from(time).toZonedDateTime(timeZone).epochMilliseconds / 60_000;
  const { announcedMinutes } = event;
  const from = minute(event.from);
  const knownFrom = announcedMinutes === null ? Number.NEGATIVE_INFINITY : from - announcedMinutes;
  return { index, event, from, to: minute(event.to), knownFrom };
}

/** Sets of events that are in force, and known to be, at the same time; each once. */
function statesOf(events: readonly TimedEvent[]): TimedEvent[][] {
  const states = new Map<string, TimedEvent[]>();
  for (const { from: start } of events) {
    const active = events.filter(({ from, to }) => from <= start && start < to);
    for (const { knownFrom: instant } of active) {
      const known = active.filter(({ knownFrom }) => knownFrom <= instant);
      states.set(known.map(({ index }) => index).join(), known);
    }
  }
  return [...states.values()];
}

function checkTransmission(
  state: readonly TimedEvent[],
  { lines, referenceNode, nodes }: Transmission,
  add: AddEventFinding,
): void {
  const open = new Set(state.flatMap(({ event }) => event.open));
  const tree: BranchTree = new Map();
  for (const { id, nodeFrom, nodeTo } of lines)
    if (!open.has(id)) connect(tree, { id, busFrom: nodeFrom, busTo: nodeTo });
  const reached = reach(tree, referenceNode);
  const lost = nodes.filter(({ id }) => !reached.has(id)).map(({ id }) => id);
  if (lost.length === 0) return;
  const expected = `every node connected to ${referenceNode}${alongside(state)}`;
  add(state.at(-1)!.index, "", expected, `an island of ${lost.join(", ")}`);
}

function checkArea(state: readonly TimedEvent[], area: Area, add: AddEventFinding): void {
  const { network } = area;
  const open = new Set(state.flatMap(({ event }) => event.open));
  const close = new Set(state.flatMap(({ event }) => event.close));
  const branches: TreeBranch[] = [
    ...network.transformers.map(({ id, busHv, busLv }) => ({ id, busFrom: busHv, busTo: busLv })),
    ...network.lines,
    ...network.openLines.filter(({ id }) => close.has(id)),
  ];
  const { index } = state.at(-1)!;
  const tree: BranchTree = new Map();
  for (const branch of branches) {
    if (open.has(branch.id)) continue;
    const path = pathBetween(tree, branch.busFrom, branch.busTo);
    if (path === undefined) connect(tree, branch);
    else {
      const loop = [...path, branch.id].join(", ");
      add(index, "", `a radial network${alongside(state)}`, `a loop of the branches ${loop}`);
    }
  }
  const reached = reach(tree, network.sourceBus);
  const lost = neededBuses(area).filter((id) => !reached.has(id));
  if (lost.length === 0) return;
  const expected = `every customer and monitored bus of ${area.id} supplied${alongside(state)}`;
  add(index, "", expected, `${lost.join(", ")} cut off`);
}

/** Buses that may not be cut off: those with customers, other load, or a voltage to be watched. */
function neededBuses({ network, prosumers }: Area): string[] {
  const needed = new Set([...prosumers.map(({ bus }) => bus), ...network.monitoredBuses]);
  return network.buses
    .filter(({ id, backgroundKwPeak }) => backgroundKwPeak > 0 || needed.has(id))
    .map(({ id }) => id);
}

/** Names the other events of a state. */
function alongside(state: readonly TimedEvent[]): string {
  const others = state.slice(0, -1).map(({ index }) => `events.${index}`);
  return others.length === 0 ? "" : ` (together with ${others.join(", ")})`;
}
