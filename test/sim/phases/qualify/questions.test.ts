import { expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { UnitEntry } from "#sim/run/unitEntry.ts";
import { buildWorld } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const DAY = 1440;
const base = smallScenario();

type Qualification = Scenario["flexibility"]["qualification"];

/** The steps of both units, as `unit day from>to note`, days counted from the registration. */
function lives(changes: Partial<Pick<Qualification, "answer" | "missing">>) {
  const qualification = { ...base.flexibility.qualification, ...changes };
  const flexibility = { ...base.flexibility, qualification };
  const community = buildCommunity(buildWorld({ ...base, flexibility }, { seed: 1 }));
  const entry = new UnitEntry(community, { of: () => new Int32Array(0) });
  const { steps } = entry.register;
  const first = steps[0]!.marketMinute;
  const rows = steps
    .filter(({ to }) => to !== "registered" && to !== "gridPrequalified")
    .map(({ unit, marketMinute, from, to, note }) => {
      return `${unit} ${(marketMinute - first) / DAY} ${from}>${to} ${note}`;
    });
  return { rows, entry };
}

const { missing, answer } = base.flexibility.qualification;
const proofless = { ...missing, responseProof: 1 };
const always = { ...answer, daysMin: 4, daysMax: 4 };

test("who left something out is asked, answers after some days, and is approved", () => {
  const { rows, entry } = lives({ missing: proofless, answer: always });
  expect(rows).toEqual([
    "0 0 gridPrequalified>asked responseProof for TSO_CM, BAL",
    "0 4 asked>answered after 4 days",
    "0 4 answered>productQualified DSO_CM, TSO_CM, BAL, reservation",
    "1 0 gridPrequalified>asked responseProof for TSO_CM, BAL",
    "1 4 asked>answered after 4 days",
    "1 4 answered>productQualified DSO_CM, TSO_CM, BAL, reservation",
  ]);
  // The ledger knows no state between the light and the decision.
  expect(entry.admission(0)).toMatchObject({ light: "green", rejection: null });
});

test.each([
  ["never answers", { ...always, never: 1 }],
  ["answers too late", { ...always, deadlineDays: 3 }],
])("who %s is decided by what is there when the time is over", (_, late) => {
  const days = late.deadlineDays;
  const half = lives({ missing: proofless, answer: late });
  expect(half.rows.slice(0, 2)).toEqual([
    "0 0 gridPrequalified>asked responseProof for TSO_CM, BAL",
    `0 ${days} asked>productQualified DSO_CM, reservation; not TSO_CM: no responseProof; not BAL: no responseProof`,
  ]);
  const { rows, entry } = lives({ missing: { ...missing, meter: 1 }, answer: late });
  expect(rows[1]).toMatch(`0 ${days} asked>rejected not DSO_CM: no meter; `);
  expect(entry.admission(0).rejection).toMatch("no meter");
});

test("left alone nobody is asked; who is asked and when is the unit's own draw", () => {
  expect(lives({}).rows.filter((row) => row.includes("asked"))).toEqual([]);
  const share = { meter: 0.5, coordinates: 0.5, responseProof: 0.5, longestRun: 0.5 };
  const drawn = lives({ missing: share, answer: { ...answer, daysMax: 9 } });
  expect(lives({ missing: share, answer: { ...answer, daysMax: 9 } }).rows).toEqual(drawn.rows);
  const days = drawn.rows
    .filter((row) => row.includes(">answered"))
    .map((row) => row.split(" ")[1]);
  expect(days.every((day) => Number(day) >= 1 && Number(day) <= 9)).toBe(true);
  expect(days.length).toBeGreaterThan(0);
});

test.each([
  [["answer.daysMin=5", "answer.daysMax=4"], /daysMin that is at most daysMax/],
  [["missing.meter=3 %", "answer.deadlineDays=60"], /answer\.deadlineDays/],
])("%j is refused", (overrides, message) => {
  const load = () =>
    loadScenario(
      "pilot",
      overrides.map((text) => `flexibility.qualification.${text}`),
    );
  expect(load).toThrow(message);
});
