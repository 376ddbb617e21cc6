import { expect, test } from "vitest";
import { gatePlan, isBefore } from "#engine/coordination/gatePlan.ts";
import { BAL, DSO_CM, TSO_CM } from "#engine/coordination/needs.ts";
import { listGroups, type Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { leads } from "#test/support/flexGate.ts";

const row = (id: keyof typeof schemes): Scheme => schemes[id];

test.each<[keyof typeof schemes, [number, number[]][]]>([
  [
    "1A",
    [
      [120, [0]],
      [60, [1]],
      [25, [2]],
    ],
  ],
  [
    "1C",
    [
      [120, [0]],
      [25, [1, 2]],
    ],
  ],
  [
    "2A",
    [
      [120, [0]],
      [60, [1]],
      [25, [2]],
    ],
  ],
  [
    "2B",
    [
      [60, [0, 1]],
      [25, [2]],
    ],
  ],
  [
    "tso-only",
    [
      [60, [1]],
      [25, [2]],
    ],
  ],
  [
    "uncoordinated",
    [
      [120, [0]],
      [60, [1]],
      [25, [2]],
    ],
  ],
])("%s clears each list once, at its latest gate", (id, gates) => {
  const plan = gatePlan(row(id), leads);
  expect(plan.map(({ leadMinutes, kinds }) => [leadMinutes, [...kinds]])).toEqual(gates);
});

test("gates move with their leads, and with them who comes first", () => {
  const gates = gatePlan(row("2A"), { DSO_CM: 30, TSO_CM: 60, BAL: 25 });
  expect(gates.map(({ kinds }) => kinds[0])).toEqual([TSO_CM, DSO_CM, BAL]);
  expect(isBefore(gates, TSO_CM, DSO_CM)).toBe(true);
  expect(isBefore(gates, DSO_CM, TSO_CM)).toBe(false);
  expect(isBefore(gatePlan(row("tso-only"), leads), DSO_CM, TSO_CM)).toBe(false);
});

test.each<[keyof typeof schemes, number[][]]>([
  ["1A", [[0], [1], [2]]],
  ["1C", [[0], [1, 2]]],
  ["2A", [[0, 1], [2]]],
  ["2B", [[0, 1], [2]]],
  ["3A", [[0, 1, 2]]],
])("%s leaves a provider the choice among its groups of lists", (id, groups) => {
  expect(listGroups(row(id))).toEqual(groups);
});

test("lists that overlap only through a third are one choice", () => {
  const chain: Scheme = {
    ...row("2A"),
    dsoTso: "separate",
    dsoBal: "overlapping",
    tsoBal: "overlapping",
  };
  expect(listGroups(chain)).toEqual([[0, 1, 2]]);
});
