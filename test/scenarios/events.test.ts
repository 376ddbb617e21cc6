import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { type Finding, ScenarioError } from "#scenarios/scenarioError.ts";
import { copyScenario } from "#test/scenarios/copyScenario.ts";

const SPAN = "from: 2025-01-10 06:00, to: 2025-01-14 18:00";
const TIED = "maintenance: {open: [SUB-F1-L1], close: [SUB-TIE]}";

/** The pilot with events written into its file. */
function withEvents(...events: readonly string[]): Scenario {
  const text = `events:\n${events.map((event) => `  - { ${event} }\n`).join("")}\nassumptions:`;
  return loadScenario(
    copyScenario("pilot", [{ file: "scenario.yaml", from: "assumptions:", to: text }]),
  );
}

function findingsOf(...events: readonly string[]): readonly Finding[] {
  try {
    withEvents(...events);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues;
    throw error;
  }
  return [];
}

test("an outage, a derating and maintenance are read with what operators know of them", () => {
  const { events } = withEvents(
    `outage: KOZL-SOFW, ${SPAN}`,
    "derate: SUB-T1, rating: 60 %, announced: 2 h, from: 2025-03-01T00:00, to: 2025-03-02 00:00",
    `${TIED}, area: SUB, ${SPAN}`,
    "outage: SUB-F2-L1, close: [SUB-TIE], from: 2025-12-31 00:00, to: 2026-01-01 00:00",
  );
  const outage = { kind: "outage", open: ["KOZL-SOFW"], close: [], derate: [], ratingShare: 1 };
  expect(events[0]).toEqual({
    ...outage,
    area: "",
    from: "2025-01-10T06:00",
    to: "2025-01-14T18:00",
    announcedMinutes: 0,
  });
  expect(events[1]).toMatchObject({ kind: "derating", area: "SUB", announcedMinutes: 120 });
  expect(events[1]).toMatchObject({ derate: ["SUB-T1"], ratingShare: 0.6, open: [] });
  expect(events[2]).toMatchObject({ kind: "maintenance", area: "SUB", announcedMinutes: null });
  expect(events[2]).toMatchObject({ open: ["SUB-F1-L1"], close: ["SUB-TIE"] });
  expect(events[3]).toMatchObject({ kind: "outage", area: "SUB", close: ["SUB-TIE"] });
});

test("without events a scenario has none, and their absence is no other content", () => {
  const pilot = loadScenario("pilot");
  expect(pilot.events).toEqual([]);
  expect(loadScenario("pilot", ["events=[]"]).hash).toBe(pilot.hash);
  const derated = `events=[{derate: SUB-T1, rating: 60 %, ${SPAN}}]`;
  expect(loadScenario("pilot", [derated]).hash).not.toBe(pilot.hash);
});

test("a normally open line is known, and no part of the tree in service", () => {
  const { network } = loadScenario("pilot").areas[0]!;
  expect(network.openLines.map(({ id }) => id)).toEqual(["SUB-TIE"]);
  expect(network.lines.map(({ id }) => id)).not.toContain("SUB-TIE");
  const text = readFileSync(join("scenarios", "pilot", "suburb", "lines.csv"), "utf8");
  expect(network.lines.length + 1).toBe(text.trimEnd().split("\n").length - 1);
});

test.each<[string, string, string, Partial<Finding>]>([
  ["no kind", SPAN, "events.0", { expected: "one of outage, derate, maintenance", found: "none" }],
  [
    "two kinds",
    `outage: SUB-T1, derate: SUB-T1, rating: 50 %, ${SPAN}`,
    "events.0",
    { found: "outage and derate" },
  ],
  ["an unknown field", `outage: KOZL-SOFW, line: x, ${SPAN}`, "events.0.line", {}],
  [
    "a derating without a rating",
    `derate: SUB-T1, ${SPAN}`,
    "events.0",
    { expected: "a rating where something is derated, and only there" },
  ],
  [
    "a rating above the rating",
    `derate: SUB-T1, rating: 120 %, ${SPAN}`,
    "events.0.rating",
    { expected: "at most 100 %" },
  ],
  [
    "lines closed by a derating",
    `derate: SUB-T1, rating: 50 %, close: [SUB-TIE], ${SPAN}`,
    "events.0",
    { expected: "close in maintenance or with an outage" },
  ],
  ["maintenance of nothing", `maintenance: {}, area: SUB, ${SPAN}`, "events.0.maintenance", {}],
  [
    "an unknown line",
    `outage: KOZL-SOFV, ${SPAN}`,
    "events.0",
    { expected: 'a line or transformer; did you mean "KOZL-SOFW"?', found: '"KOZL-SOFV"' },
  ],
  [
    "an unknown area",
    `derate: SUB-T1, rating: 50 %, area: SUBB, ${SPAN}`,
    "events.0.area",
    { expected: 'an area; did you mean "SUB"?' },
  ],
  [
    "a line of another area",
    `derate: CTY-T1, rating: 50 %, area: SUB, ${SPAN}`,
    "events.0.derate",
    { found: '"CTY-T1"' },
  ],
  [
    "lines of two grids",
    `maintenance: {open: [SUB-F1-L1, CTY-F1-L1]}, ${SPAN}`,
    "events.0",
    { found: "some in each of SUB, CITY" },
  ],
  [
    "a closed line closed",
    `maintenance: {close: [SUB-F2-L2]}, ${SPAN}`,
    "events.0.maintenance.close",
    { found: "SUB-F2-L2, which is closed anyway" },
  ],
  [
    "an open line opened",
    `maintenance: {open: [SUB-TIE]}, ${SPAN}`,
    "events.0.maintenance.open",
    { found: "SUB-TIE, which is open anyway" },
  ],
  [
    "a line opened twice",
    `maintenance: {open: [SUB-F1-L1, SUB-F1-L1], close: [SUB-TIE]}, ${SPAN}`,
    "events.0",
    { found: "SUB-F1-L1 twice" },
  ],
  [
    "a time between quarters",
    "outage: KOZL-SOFW, from: 2025-01-10 06:10, to: 2025-01-14 18:00",
    "events.0.from",
    { expected: 'a local time on a quarter hour, such as "2025-01-10 06:00"' },
  ],
  [
    "a day that is none",
    "outage: KOZL-SOFW, from: 2025-02-30 06:00, to: 2025-03-14 18:00",
    "events.0.from",
    { found: '"2025-02-30 06:00"' },
  ],
  [
    "an end before the start",
    "outage: KOZL-SOFW, from: 2025-01-14 18:00, to: 2025-01-14 18:00",
    "events.0.to",
    { expected: "a time after 2025-01-14 18:00" },
  ],
  [
    "a time that summer time skips",
    "outage: KOZL-SOFW, from: 2025-03-30 03:15, to: 2025-03-31 00:00",
    "events.0.from",
    { found: "2025-03-30 03:15, which it skips" },
  ],
  [
    "a span before the calendar",
    "outage: KOZL-SOFW, from: 2024-12-31 23:45, to: 2025-01-01 06:00",
    "events.0.from",
    { found: "2024-12-31 23:45" },
  ],
  [
    "a span beyond the calendar",
    "outage: KOZL-SOFW, from: 2025-12-31 00:00, to: 2026-01-01 00:15",
    "events.0.to",
    { expected: "a time within the calendar, 2025-01-01 00:00 to 2026-01-01 00:00" },
  ],
  [
    "a station without its transformer",
    `outage: SUB-TO1, ${SPAN}`,
    "events.0",
    { expected: "every customer and monitored bus of SUB supplied", found: "SUB-O1-LV cut off" },
  ],
  [
    "a loop",
    `maintenance: {close: [SUB-TIE]}, ${SPAN}`,
    "events.0",
    { expected: "a radial network" },
  ],
])("an event with %s is refused", (_, event, field, expected) => {
  expect(findingsOf(event)).toEqual([
    expect.objectContaining({ file: "scenario.yaml", field, ...expected }),
  ]);
});

test("a loop is told by all its branches", () => {
  const [finding] = findingsOf(`maintenance: {close: [SUB-TIE]}, ${SPAN}`);
  for (const id of ["SUB-F1-L1", "SUB-F1-L12", "SUB-F2-L1", "SUB-F2-L12", "SUB-TIE"])
    expect(finding!.found.split(/[ ,]+/)).toContain(id);
});

test("an outage that splits the transmission system is refused, alone or together with others", () => {
  expect(findingsOf(`outage: VARN-BURG, ${SPAN}`)).toEqual([]);
  expect(findingsOf(`outage: VARN-BURG, ${SPAN}`, `outage: VARN-GORN, ${SPAN}`)).toEqual([
    expect.objectContaining({
      field: "events.1",
      expected: expect.stringMatching(/^every node connected to \w+ \(together with events\.0\)$/),
      found: "an island of VARN",
    }),
  ]);
});

test("events that contradict each other are refused, those after each other are not", () => {
  const derating = "derate: SUB-F1-L1, rating: 50 %";
  const found = findingsOf(
    `${TIED}, ${SPAN}`,
    `${derating}, from: 2025-01-14 12:00, to: 2025-01-15 00:00`,
  );
  expect(found).toEqual([
    expect.objectContaining({
      field: "events.1",
      expected: "one event at a time for SUB-F1-L1",
      found: "events.0 from 2025-01-10 06:00 to 2025-01-14 18:00 as well",
    }),
  ]);
  const after = "from: 2025-01-14 18:00, to: 2025-01-15 00:00";
  expect(findingsOf(`${TIED}, ${SPAN}`, `${derating}, ${after}`)).toEqual([]);
  expect(findingsOf(`${TIED}, ${SPAN}`, `derate: SUB-TIE, rating: 50 %, ${SPAN}`)).toEqual([]);
});

test("a state that operators only believe in has to be sound as well", () => {
  const close = "maintenance: {close: [SUB-TIE]}";
  const outage = `outage: SUB-F1-L1, ${SPAN}`;
  // Both at once are a tree; but nobody knows of the outage before it happens.
  expect(findingsOf(`${close}, ${SPAN}`, outage)).toEqual([
    expect.objectContaining({ field: "events.0", expected: "a radial network" }),
  ]);
  expect(findingsOf(`${close}, announced: 0 min, ${SPAN}`, outage)).toEqual([]);
});

test("a spur without customers may be left dark", () => {
  const scenario = copyScenario("pilot", [
    {
      file: "suburb/lines.csv",
      from: "SUB-F3-L1,",
      to: "SPUR,SUB-M9,SUB-M10,NA2XS2Y 1x150 12/20 kV,500\nSUB-F3-L1,",
    },
    { file: "suburb/buses.csv", from: "SUB-LV,0.4", to: "SUB-M10,20,0,\nSUB-LV,0.4" },
  ]);
  expect(loadScenario(scenario, [`events=[{outage: SPUR, ${SPAN}}]`]).events).toHaveLength(1);
});

test("everything that is wrong with events is told at once, with its line", () => {
  const found = findingsOf(
    `outage: KOZL-SOFV, ${SPAN}`,
    "derate: SUB-T2, rating: 50 %, from: 2025-01-10 06:00, to: 2025-01-09 06:00",
    `maintenance: {open: [SUB-F1-L1], close: [SUB-TIF]}, ${SPAN}`,
  );
  expect(found.map(({ field }) => field)).toEqual([
    "events.0",
    "events.1",
    "events.2.maintenance.close",
    "events.1.to",
  ]);
  expect(found[2]!.expected).toContain('did you mean "SUB-TIE"?');
  const lines = found.map(({ line }) => line!);
  expect(lines[1]! - lines[0]!).toBe(1);
  expect(lines[2]! - lines[0]!).toBe(2);
});

test("a run over a part of the calendar may leave out events", () => {
  const folder = copyScenario("pilot", [
    {
      file: "scenario.yaml",
      from: "assumptions:",
      to: `events:\n  - { outage: KOZL-SOFW, ${SPAN} }\nassumptions:`,
    },
  ]);
  expect(loadScenario(folder, ["calendar.days=3"]).events).toHaveLength(1);
  expect(loadScenario(folder, ["calendar.start=2025-06-01"]).events).toHaveLength(1);
});

test("an open line that is none is refused", () => {
  const wrong = { file: "scenario.yaml", from: "openLines: [SUB-TIE]", to: "openLines: [SUB-TIF]" };
  const load = () => loadScenario(copyScenario("pilot", [wrong]));
  expect(load).toThrow(/areas\.SUB\.openLines\.0: expected a line; did you mean "SUB-TIE"\?/);
  expect(load).toThrow(/a loop of the branches/);
});
