import fc from "fast-check";
import { expect, test } from "vitest";
import { buildCalendar } from "#sim/world/calendar.ts";
import { EventStates, type TimedEvent, timedEvents } from "#sim/world/eventStates.ts";
import { scenarioEvent } from "#test/support/scenarioEvent.ts";

const calendar = buildCalendar({
  timeZone: "Europe/Sofia",
  start: "2025-03-29",
  days: 3,
  spinUpDays: 1,
  holidays: [],
});

/** What is in force in period `i` as known at `knownAt`, by the names of what is open. */
function namesAt(events: readonly TimedEvent[], i: number, knownAt: number): string {
  return new EventStates(events, "", (active) => active.map(({ open }) => open[0]!).join("+")).at(
    i,
    knownAt,
  );
}

test("a span runs by the local clock, also over the hour that summer time skips", () => {
  const [event] = timedEvents(
    [scenarioEvent({ from: "2025-03-29T22:00", to: "2025-03-30T06:00" })],
    "SOF",
    calendar,
  );
  // From 22:00 to 6:00 in seven hours; the run begins a day after index 0.
  expect(event!.from).toBe(96 + 22 * 4);
  expect(event!.to - event!.from).toBe(7 * 4);
});

test("what lies outside of the calendar never happens, what reaches in does", () => {
  const span = (from: string, to: string) =>
    timedEvents([scenarioEvent({ from, to })], "SOF", calendar)[0]!;
  expect(span("2024-12-01T00:00", "2024-12-02T00:00")).toMatchObject({ from: 0, to: 0 });
  const later = span("2025-06-01T00:00", "2025-06-02T00:00");
  expect([later.from, later.to]).toEqual([calendar.count, calendar.count]);
  expect(span("2024-12-01T00:00", "2025-03-29T00:00")).toMatchObject({ from: 0, to: 96 });
});

test("events of other grids are left out", () => {
  const events = [scenarioEvent({}), scenarioEvent({ area: "" }), scenarioEvent({ area: "X" })];
  expect(timedEvents(events, "", calendar)).toHaveLength(1);
});

test.each([
  ["an outage is known from the instant it happens", 0, 40, ["", "", "E", "E"]],
  ["announced an hour before, it is known an hour before", 60, 40, ["", "E", "E", "E"]],
  ["a lead between quarters is rounded down", 50, 40, ["", "", "E", "E"]],
  ["planned work is always known", null, 40, ["E", "E", "E", "E"]],
])("%s", (_, announcedMinutes, from, expected) => {
  const at = (quarter: number) =>
    `2025-03-28T${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;
  const events = timedEvents(
    [scenarioEvent({ announcedMinutes, from: at(from), to: at(from + 8), open: ["E"] })],
    "SOF",
    calendar,
  );
  const instants = [from - 8, from - 4, from, from + 1];
  expect(instants.map((knownAt) => namesAt(events, from + 4, knownAt))).toEqual(expected);
  expect(namesAt(events, from - 1, from + 4)).toBe("");
  expect(namesAt(events, from + 8, from + 8)).toBe("");
});

test("what is in force is what a plain look at every event says", () => {
  const timed = fc.record({
    from: fc.nat(20),
    length: fc.integer({ min: 1, max: 10 }),
    announced: fc.option(fc.nat(10)),
  });
  fc.assert(
    fc.property(fc.array(timed, { maxLength: 5 }), fc.nat(30), fc.nat(30), (drawn, i, lead) => {
      const events = drawn.map(({ from, length, announced }, k) => ({
        event: scenarioEvent({ open: [String(k)] }),
        from,
        to: from + length,
        knownFrom: announced === null ? Number.NEGATIVE_INFINITY : from - announced,
      }));
      const expected = events.flatMap(({ event, from, to, knownFrom }) =>
        i >= from && i < to && i - lead >= knownFrom ? event.open : [],
      );
      expect(namesAt(events, i, i - lead)).toBe(expected.join("+"));
    }),
  );
});

test("a state is built once, when it is first met", () => {
  let built = 0;
  const events = timedEvents([scenarioEvent({ announcedMinutes: null })], "SOF", calendar).map(
    (event) => ({ ...event, from: 10, to: 20 }),
  );
  const states = new EventStates(events, {}, () => {
    built++;
    return {};
  });
  expect(states.at(12, 0)).toBe(states.at(19, 19));
  expect(states.at(9, 9)).toBe(states.at(20, 20));
  expect(built).toBe(1);
});
