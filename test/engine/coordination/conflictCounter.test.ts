import { expect, test } from "vitest";
import {
  ATTEMPTED,
  type Conflict,
  LATENT,
  OPPOSITE_DIRECTION,
  REALISED,
  SAME_DIRECTION,
} from "#engine/coordination/conflict.ts";
import { CONFLICT_OUTCOMES, ConflictCounter } from "#engine/coordination/conflictCounter.ts";

const conflict = (change: Partial<Conflict>): Conflict => ({
  set: LATENT,
  unit: 0,
  pair: 0,
  kind: SAME_DIRECTION,
  overlapWh: 10,
  costMicroEur: 100,
  avoidedBy: null,
  ...change,
});

const attempt = (change: Partial<Conflict>) => conflict({ set: ATTEMPTED, ...change });

function counted(): ConflictCounter {
  const counter = new ConflictCounter();
  counter.add([
    conflict({ unit: 0 }),
    conflict({ unit: 1, kind: OPPOSITE_DIRECTION, overlapWh: 7 }),
    conflict({ unit: 2, pair: 2, overlapWh: 1000 }),
    attempt({ unit: 1, kind: OPPOSITE_DIRECTION, overlapWh: 6, avoidedBy: "reroute" }),
    attempt({ unit: 3, pair: 1, overlapWh: 5, avoidedBy: "merge" }),
    attempt({ unit: 4, pair: 1, overlapWh: 4 }),
    conflict({ set: REALISED, unit: 4, pair: 1, overlapWh: 4, costMicroEur: 40 }),
  ]);
  counter.add([conflict({ unit: 0 })]);
  return counter;
}

test("differences of sets are counted by unit and pair of needs in each period", () => {
  const counter = counted();
  const counts = CONFLICT_OUTCOMES.map((outcome) => {
    const { count, energyWh } = counter.tally(outcome);
    return [outcome, count, energyWh];
  });
  expect(counts).toEqual([
    ["latent", 3, 27],
    ["attempted", 3, 15],
    ["realised", 1, 4],
    ["preventedByDesign", 2, 20],
    ["avoidedAtClaim", 2, 11],
    ["induced", 2, 9],
  ]);
  expect(counter.avoidedDoubleActivations()).toEqual({
    count: 4,
    energyWh: 31,
    costMicroEur: 400,
  });
});

test("a filter shows pairs, kinds and how they were avoided; the pair within the TSO only so", () => {
  const counter = counted();
  expect(counter.tally("latent", { kind: OPPOSITE_DIRECTION }).energyWh).toBe(7);
  expect(counter.tally("latent", { pair: 2 }).energyWh).toBe(1000);
  expect(counter.tally("realised", { pair: 1 }).costMicroEur).toBe(40);
  expect(counter.tally("avoidedAtClaim", { avoidedBy: "merge" }).count).toBe(1);
  expect(counter.tally("avoidedAtClaim", { avoidedBy: "split" }).count).toBe(0);
});

test("what was realised without being attempted stops the run", () => {
  expect(() => new ConflictCounter().add([conflict({ set: REALISED })])).toThrow(/attempted/);
});

test("a conflict that stands twice in a set stops the run", () => {
  expect(() => new ConflictCounter().add([conflict({}), conflict({})])).toThrow(/twice/);
});
