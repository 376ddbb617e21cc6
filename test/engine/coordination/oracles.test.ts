import fc from "fast-check";
import { expect, test } from "vitest";
import { ATTEMPTED, LATENT, REALISED } from "#engine/coordination/conflict.ts";
import { ConflictCounter } from "#engine/coordination/conflictCounter.ts";
import { BAL, DOWN, DSO_CM, NEED_PAIRS, TSO_CM, UP } from "#engine/coordination/needs.ts";
import { relation, type Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { shareLargestRemainder } from "#engine/settlement/shareLargestRemainder.ts";
import { clearingCost, roundingCost } from "#test/support/clearingCost.ts";
import { grantsOf, playPeriod, realised, type TestPeriod } from "#test/support/flexGate.ts";
import { randomFlexWorld, UNITS } from "#test/support/randomFlexWorld.ts";

/** Known relations between the schemes, in worlds drawn at random: so many for each test. */
const WORLDS = 400;
const all = Object.entries<Scheme>(schemes);
const others = all.filter(([id]) => id !== "3C");

type TestWorld = Pick<TestPeriod, "offers" | "needs">;

/** All offers stand on the lists of congestion management, with all they have. */
function play(id: string, world: TestWorld) {
  const scheme = (schemes as Record<string, Scheme>)[id]!;
  return playPeriod({ scheme, unitCount: UNITS, policy: "all-dso", ...world });
}

/** Draws worlds; there is an end to making a failing one small. */
function assertInAll<World>(worlds: fc.Arbitrary<World>, holds: (world: World) => void): void {
  fc.assert(fc.property(worlds, holds), {
    numRuns: WORLDS,
    interruptAfterTimeLimit: 20_000,
  });
}

/** Quantities large enough for whole Wh to weigh little, elements that some units harm. */
const large = { whMax: 20_000, sensitivities: [1, 1, 0.5, -0.5, 0.2, 0.01, 0] };

// Oracle 1. Every scheme sees the same bids, needs and values of what stays unmet.
test.each(others)("joint clearing of everything is never dearer than %s", (id) => {
  assertInAll(randomFlexWorld(large), (world) => expectNotDearer("3C", id, world));
});

test.each(["2A", "2B"])("joint clearing of congestion (2C) is never dearer than %s", (id) => {
  const worlds = randomFlexWorld({ ...large, kinds: [DSO_CM, TSO_CM] });
  assertInAll(worlds, (world) => expectNotDearer("2C", id, world));
});

function expectNotDearer(joint: string, other: string, world: TestWorld): void {
  const { orders } = play(joint, world);
  const cost = clearingCost(play(other, world).orders, world.needs);
  expect(clearingCost(orders, world.needs)).toBeLessThanOrEqual(
    cost + roundingCost(orders, world.needs),
  );
}

// Oracle 2.
test("where nothing is congested, 3A, 3B and 3C balance for the same money", () => {
  const worlds = randomFlexWorld({ kinds: [BAL], sensitivities: [1] });
  assertInAll(worlds, ({ offers, needs }) => {
    const world = { offers, needs: needs.slice(0, 1) };
    const costs = ["3A", "3B", "3C"].map((id) => clearingCost(play(id, world).orders, world.needs));
    expect(new Set(costs).size).toBe(1);
  });
});

// Oracle 3.
const coordinated = all.filter(([, { registry }]) => registry === "one");
test.each(coordinated)("%s realises no double activation, on whatever lists", (id, scheme) => {
  assertInAll(randomFlexWorld(), (world) => {
    const { conflicts } = play(id, world);
    expect(realised(conflicts)).toEqual([]);
    if (scheme.clearing !== "joint") return;
    // Needs of one list are cleared together: their claims never collide.
    const collided = conflicts.filter(
      ({ set, pair }) => set === ATTEMPTED && relation(scheme, ...NEED_PAIRS[pair]!) === "shared",
    );
    expect(collided).toEqual([]);
  });
});

// Oracle 4.
test.each<[string, 0 | 1]>([
  ["same", UP],
  ["opposite", DOWN],
])("one unit, both operators, nobody who arbitrates: %s direction, realised", (_, direction) => {
  const offers = ([UP, DOWN] as const).map((way) => {
    return { unit: 0, direction: way, wh: 4000, price: 80_000 };
  });
  const world: TestWorld = {
    offers,
    needs: [
      { kind: DSO_CM, direction: UP, wh: 3000 },
      { kind: TSO_CM, direction, wh: 2000 },
    ],
  };
  expect(realised(play("uncoordinated", world).conflicts)).toMatchObject([
    { unit: 0, pair: 0, kind: direction, overlapWh: 2000, costMicroEur: 160_000 },
  ]);
  for (const [id] of coordinated) expect(realised(play(id, world).conflicts)).toEqual([]);
});

// Oracle 5. One element for each DSO; with several, joint clearing may find a cheaper set.
test("where only DSOs have needs, all schemes in which they act pick the same", () => {
  const worlds = randomFlexWorld({ kinds: [DSO_CM], priceMin: 1 });
  assertInAll(worlds, ({ offers, needs }) => {
    const first = needs.filter((one, at) => needs.findIndex(({ dso }) => dso === one.dso) === at);
    const picks = all
      .filter(([id]) => id !== "tso-only")
      .map(([id]) => sorted(grantsOf(play(id, { offers, needs: first }).flex, DSO_CM)));
    expect(new Set(picks).size).toBe(1);
  });
});

/** Joint clearing claims by unit, merit order by price. */
function sorted(grants: string): string {
  return grants.split(" ").sort().join(" ");
}

test.each(all)("%s: cost shares come to the payment, to the Wh", (id) => {
  assertInAll(randomFlexWorld(large), (world) => {
    for (const { orderedWh, operator, payer, shares } of play(id, world).orders) {
      const weights = shares.map(({ weight }) => weight);
      expect(weights.every((weight) => Number.isInteger(weight) && weight >= 0)).toBe(true);
      const parts = shareLargestRemainder(orderedWh, weights);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(orderedWh);
      expect(shares.map((share) => share.operator)).toContain(payer);
      if (shares.length === 1 && schemes[id as keyof typeof schemes].cost !== "larger-pays")
        expect(payer).toBe(operator);
    }
  });
});

test.each(all)("%s: sets of conflicts differ by what the rules say", (id) => {
  assertInAll(randomFlexWorld(), (world) => {
    const counter = new ConflictCounter();
    const { conflicts } = play(id, world);
    counter.add(conflicts);
    const keys = (set: number) =>
      new Set(
        conflicts
          .filter((conflict) => conflict.set === set && conflict.pair < 2)
          .map(({ unit, pair }) => `${unit}/${pair}`),
      );
    const [latent, attempted, done] = [keys(LATENT), keys(ATTEMPTED), keys(REALISED)];
    const count = (outcome: Parameters<typeof counter.tally>[0]) => counter.tally(outcome).count;
    expect(count("preventedByDesign")).toBe(without(latent, attempted));
    expect(count("avoidedAtClaim")).toBe(without(attempted, done));
    expect(count("induced")).toBe(without(attempted, latent));
    expect(without(done, attempted)).toBe(0);
    expect(counter.avoidedDoubleActivations().count).toBe(
      count("preventedByDesign") + count("avoidedAtClaim"),
    );
  });
});

/** How many of `one` are not in `other`. */
function without(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return [...one].filter((key) => !other.has(key)).length;
}
