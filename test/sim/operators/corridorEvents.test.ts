import { beforeAll, expect, test } from "vitest";
import { DcNetwork } from "#engine/grid/dcNetwork.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { ScenarioEvent, Transmission } from "#scenarios/scenario.ts";
import { Corridor } from "#sim/operators/corridor.ts";
import { CorridorState } from "#sim/operators/corridorState.ts";
import { corridorNeeds } from "#sim/operators/transmissionNeeds.ts";
import { buildWorld } from "#sim/world/world.ts";
import { scenarioEvent } from "#test/support/scenarioEvent.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

/** 06:00 of the first day of the run, when the events begin, and noon, when they end. */
const START = 2 * 96 + 24;
const END = 2 * 96 + 48;
const OUTAGE = scenarioEvent({ area: "", open: ["KOZL-SOFW"] });
const DERATING = scenarioEvent({
  kind: "derating",
  area: "",
  derate: ["SOFW-BLAG"],
  ratingShare: 0.4,
});

let transmission: Transmission;
beforeAll(() => {
  transmission = loadScenario("pilot").transmission;
});

function corridorWith(events: readonly ScenarioEvent[], without: readonly string[] = []): Corridor {
  const lines = transmission.lines.filter(({ id }) => !without.includes(id));
  const world = buildWorld(
    smallScenario({
      calendar: { start: "2025-05-05", days: 1, spinUpDays: 2 },
      transmission: { ...transmission, lines },
      events,
    }),
    { seed: 1 },
  );
  return new Corridor(world);
}

const flowsOf = (corridor: Corridor): Record<string, number> =>
  Object.fromEntries(corridor.lineIds.map((id, line) => [id, corridor.flowMw[line]!]));

test("during an outage flows and factors are those of a network built without the line", () => {
  const corridor = corridorWith([OUTAGE]);
  const other = corridorWith([], ["KOZL-SOFW"]);
  const change = Float64Array.of(120);
  for (const i of [START, END - 1]) {
    corridor.realise(i, change);
    other.realise(i, change);
    expect(flowsOf(corridor)).toEqual({ ...flowsOf(other), "KOZL-SOFW": 0 });
    expect(corridor.loadingPercent()).toBe(other.loadingPercent());
    for (const [line, id] of corridor.lineIds.entries()) {
      const there = other.lineIds.indexOf(id);
      expect(corridor.ptdf(line, 0)).toBe(there < 0 ? 0 : other.ptdf(there, 0));
    }
  }
});

test("before and after the outage nothing differs", () => {
  const corridor = corridorWith([OUTAGE]);
  const normal = corridorWith([]);
  for (const i of [START - 1, END]) {
    corridor.realise(i, Float64Array.of(0));
    normal.realise(i, Float64Array.of(0));
    expect(flowsOf(corridor)).toEqual(flowsOf(normal));
  }
});

test("the outage shifts flows as the line outage factors of the whole network say", () => {
  const nodes = transmission.nodes.map(({ id }) => id);
  const whole = new DcNetwork(nodes, transmission.lines, transmission.referenceNode);
  const injection = Float64Array.from(nodes, (_, n) => 100 * Math.sin(n + 1));
  const before = new Float64Array(transmission.lines.length);
  whole.flows(injection, before);
  const after = new Float64Array(transmission.lines.length);
  new CorridorState(transmission, [OUTAGE]).flows(injection, after);
  const out = transmission.lines.findIndex(({ id }) => id === "KOZL-SOFW");
  const { nodeFrom, nodeTo } = transmission.lines[out]!;
  const transfer = (line: number) =>
    whole.ptdf.get(line, nodes.indexOf(nodeFrom)) - whole.ptdf.get(line, nodes.indexOf(nodeTo));
  for (const [line, flow] of after.entries()) {
    const factor = line === out ? -1 : transfer(line) / (1 - transfer(out));
    expect(flow).toBeCloseTo(before[line]! + factor * before[out]!, 6);
  }
});

test("the TSO forecasts the outage only once it has happened", () => {
  const corridor = corridorWith([OUTAGE]);
  const normal = corridorWith([]);
  const announced = corridorWith([{ ...OUTAGE, announcedMinutes: 60 }]);
  const line = corridor.lineIds.indexOf("KOZL-SOFW");
  const i = START + 3;
  for (const [lead, isKnown, isAnnounced] of [
    [8, false, false],
    [7, false, true],
    [4, false, true],
    [3, true, true],
    [1, true, true],
  ] as const) {
    normal.forecast(i, lead);
    corridor.forecast(i, lead);
    if (isKnown) expect(corridor.flowMw[line]).toBe(0);
    else expect(flowsOf(corridor)).toEqual(flowsOf(normal));
    announced.forecast(i, lead);
    expect(announced.flowMw[line] === 0).toBe(isAnnounced);
  }
});

test("a derated line keeps its flow, bears less, and asks for relief that it did not need", () => {
  const corridor = corridorWith([DERATING]);
  const normal = corridorWith([]);
  const line = normal.lineIds.indexOf("SOFW-BLAG");
  // A unit is known to the need by its area alone.
  const units = [{ area: 0 }] as unknown as Parameters<typeof corridorNeeds>[1];
  const overloaded = (which: Corridor, i: number, lead: number) =>
    corridorNeeds(which, units, i, lead).map(({ element }) => element);
  const periods = Array.from({ length: END - START }, (_, k) => START + k);
  const needy = periods.filter((i) => {
    const isNew = !overloaded(normal, i, 1).includes("SOFW-BLAG");
    return isNew && overloaded(corridor, i, i - START).includes("SOFW-BLAG");
  });
  expect(needy.length).toBeGreaterThan(0);
  for (const i of needy) {
    expect(overloaded(corridor, i, i - START + 1)).not.toContain("SOFW-BLAG");
    corridor.realise(i, Float64Array.of(0));
    normal.realise(i, Float64Array.of(0));
    expect(flowsOf(corridor)).toEqual(flowsOf(normal));
    expect(corridor.limitMw[line]).toBeCloseTo(0.4 * normal.limitMw[line]!, 9);
  }
});
