import fc from "fast-check";
import { expect, test } from "vitest";
import { RING } from "#sim/agents/devices/device.ts";
import { planRefill, type RefillProblem } from "#sim/agents/devices/planRefill.ts";
import { plainRefill } from "#test/support/plainRefill.ts";
import { ring } from "#test/support/planView.ts";

const PERIODS = 6;
/** All energies are multiples of this, so that some cheapest plan is one too. */
const PORTION_WH = 500;

const portions = (max: number) => fc.integer({ min: 0, max }).map((n) => n * PORTION_WH);
const problems = fc.record({
  storedWh: portions(4),
  reserveWh: portions(2),
  powerWh: fc.constantFrom(500, 1000),
  draws: fc.array(portions(2), { minLength: PERIODS, maxLength: PERIODS }),
  price: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: PERIODS, maxLength: PERIODS }),
});
const CAPACITY_WH = 2000;
const FINAL_WH = CAPACITY_WH / 2;

type Case = typeof problems extends fc.Arbitrary<infer T> ? T : never;

function solve({ draws, price, ...rest }: Case): RefillProblem {
  const problem = {
    ...rest,
    from: 0,
    to: PERIODS,
    capacityWh: CAPACITY_WH,
    finalWh: FINAL_WH,
    lossWh: 0,
    drawWh: Float32Array.from(draws),
    price: ring(price),
    plan: new Float64Array(RING),
    ahead: new Float64Array(RING),
  };
  planRefill(problem);
  return problem;
}

/** Least cost of keeping the store between reserve and capacity, trying everything; Infinity where none does. */
function cheapest(problem: Case, i = 0, stored = problem.storedWh): number {
  if (i === PERIODS) return 0;
  const wanted = i === PERIODS - 1 ? Math.max(problem.reserveWh, FINAL_WH) : problem.reserveWh;
  let best = Number.POSITIVE_INFINITY;
  for (let heated = 0; heated <= problem.powerWh; heated += PORTION_WH) {
    const after = stored - problem.draws[i]! + heated;
    if (after < wanted || after > CAPACITY_WH) continue;
    best = Math.min(best, heated * problem.price[i]! + cheapest(problem, i + 1, after));
  }
  return best;
}

test("no refill that keeps the reserve is cheaper than the plan", () => {
  let feasible = 0;
  fc.assert(
    fc.property(problems, (problem) => {
      const best = cheapest(problem);
      if (best === Number.POSITIVE_INFINITY) return;
      feasible++;
      const { plan, ahead } = solve(problem);
      let stored = problem.storedWh;
      let cost = 0;
      for (let i = 0; i < PERIODS; i++) {
        const wanted =
          i === PERIODS - 1 ? Math.max(problem.reserveWh, FINAL_WH) : problem.reserveWh;
        stored += plan[i]! - problem.draws[i]!;
        cost += plan[i]! * problem.price[i]!;
        expect(plan[i]!).toBeGreaterThanOrEqual(0);
        expect(plan[i]!).toBeLessThanOrEqual(problem.powerWh);
        expect(stored).toBeGreaterThanOrEqual(wanted - 1);
        expect(stored).toBeLessThanOrEqual(CAPACITY_WH + 1);
        expect(ahead[i]!).toBeCloseTo(stored, 6);
      }
      expect(cost).toBeCloseTo(best, 6);
    }),
    { numRuns: 1500 },
  );
  expect(feasible).toBeGreaterThan(200);
});

test("a store that no refill keeps above its reserve is filled at full power", () => {
  const { plan, ahead } = solve({
    storedWh: 500,
    reserveWh: 1000,
    powerWh: 500,
    draws: [1000, 1000, 1000, 500, 0, 0],
    price: [1, 2, 3, 4, 5, 6],
  });
  expect([...plan.slice(0, PERIODS)]).toEqual([500, 500, 500, 500, 500, 500]);
  expect(Math.min(...ahead.slice(0, PERIODS))).toBe(0);
});

test("a later draw is served from the cheapest time since the store was last full", () => {
  const { plan } = solve({
    storedWh: 2000,
    reserveWh: 0,
    powerWh: 1000,
    draws: [0, 1000, 0, 1000, 1000, 0],
    price: [0, 5, 3, 4, 9, 9],
  });
  // Period 0 is the cheapest, but the store is full.
  expect([...plan.slice(0, PERIODS)]).toEqual([0, 0, 1000, 1000, 0, 0]);
});

test("keeping the cheapest period in mind finds what looking through all of them finds", () => {
  const length = 60;
  const many = fc.record({
    storedWh: fc.double({ min: 0, max: 5000, noNaN: true }),
    reserveWh: fc.double({ min: 0, max: 2000, noNaN: true }),
    powerWh: fc.constantFrom(0.5, 300, 500, 2000),
    lossWh: fc.double({ min: 0, max: 60, noNaN: true }),
    draws: fc.array(fc.double({ min: 0, max: 900, noNaN: true }), {
      minLength: length,
      maxLength: length,
    }),
    price: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: length, maxLength: length }),
  });
  const from = RING - 20;
  fc.assert(
    fc.property(many, ({ draws, price, ...rest }) => {
      const problem = () => ({
        ...rest,
        from,
        to: from + length,
        capacityWh: 5000,
        finalWh: 2500,
        drawWh: Float32Array.from([...new Array(from).fill(0), ...draws]),
        price: Float64Array.from({ length: RING }, (_, slot) => price[(slot + 20) % RING] ?? 0),
        plan: new Float64Array(RING),
        ahead: new Float64Array(RING),
      });
      const [kept, looked] = [problem(), problem()];
      planRefill(kept);
      plainRefill(looked);
      for (let slot = 0; slot < RING; slot++) {
        expect(kept.plan[slot]).toBeCloseTo(looked.plan[slot]!, 6);
        expect(kept.ahead[slot]).toBeCloseTo(looked.ahead[slot]!, 6);
      }
    }),
    { numRuns: 500 },
  );
});
