// Long because it is a table of cases, one for each rule.
import { expect, test } from "vitest";
import { BAL, DOWN, DSO_CM, TSO_CM, UP } from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { netUpWh, ownEnergyWh, visibleClaims } from "#engine/coordination/visibleClaims.ts";
import { grantsOf, playPeriod, type TestNeed, type TestOffer } from "#test/support/flexGate.ts";

const { "1A": a1, "1B": b1, "1C": c1, "2A": a2, "2B": b2, "3A": a3, uncoordinated } = schemes;

const up = (unit: number, wh: number, price: number, reserved = 0): TestOffer => ({
  unit,
  direction: UP,
  wh,
  price,
  reserved,
});
const down = (unit: number, wh: number, price: number): TestOffer => ({
  ...up(unit, wh, price),
  direction: DOWN,
});

test("offers are claimed by price over effectiveness, ties by unit, until the need is met", () => {
  const { flex } = playPeriod({
    scheme: a1,
    unitCount: 4,
    offers: [up(0, 10, 100), up(1, 10, 60), up(2, 10, 100), up(3, 10, 10)],
    needs: [{ kind: DSO_CM, direction: UP, wh: 14, effectiveness: [1, 0.5, 1, 0.04] }],
  });
  expect(grantsOf(flex, DSO_CM)).toBe("0:10 2:4");
  expect(flex.needs[0]).toMatchObject({ creditedWh: 0, metWh: 14 });
});

test("less effective offers have to give more", () => {
  const { flex } = playPeriod({
    scheme: a1,
    unitCount: 2,
    offers: [up(0, 10, 10), up(1, 100, 10)],
    needs: [{ kind: DSO_CM, direction: UP, wh: 12, effectiveness: [0.5, 0.2] }],
  });
  expect(grantsOf(flex, DSO_CM)).toBe("0:10 1:35");
});

test("a need stays unmet where offers are too dear, too small or do not help", () => {
  const { flex } = playPeriod({
    scheme: a1,
    unitCount: 3,
    offers: [up(0, 300, 500_001), up(1, 249, 10), down(2, 300, 10)],
    needs: [{ kind: DSO_CM, direction: UP, wh: 100 }],
    settings: { offerWhMin: 250 },
  });
  expect(flex.claims).toEqual([]);
  expect(flex.needs[0]).toMatchObject({ metWh: 0 });
});

test("a pick counts for the operator's other needs", () => {
  const { flex } = playPeriod({
    scheme: a1,
    unitCount: 2,
    offers: [up(0, 20, 10), up(1, 20, 20)],
    needs: [
      { kind: DSO_CM, direction: UP, wh: 10, element: "feeder", effectiveness: [1, 0] },
      { kind: DSO_CM, direction: UP, wh: 14, element: "transformer" },
    ],
  });
  expect(grantsOf(flex, DSO_CM)).toBe("0:10 0:4");
  expect(flex.needs.map(({ metWh }) => metWh)).toEqual([14, 14]);
});

test("a need that a later pick hurts is met again", () => {
  const { flex } = playPeriod({
    scheme: a1,
    unitCount: 3,
    offers: [up(0, 20, 10), down(1, 4, 10)],
    needs: [
      { kind: DSO_CM, direction: UP, wh: 10, element: "transformer" },
      { kind: DSO_CM, direction: DOWN, wh: 4, element: "bus", effectiveness: [0, 1, 0] },
    ],
  });
  expect(grantsOf(flex, DSO_CM)).toBe("0:10 1:4 0:4");
  expect(flex.needs.map(({ metWh }) => metWh)).toEqual([10, 4]);
});

const dsoUp4: TestNeed = { kind: DSO_CM, direction: UP, wh: 4 };

test.each<[string, Scheme, TestOffer[], TestNeed[], string, string]>([
  [
    "separate lists: the TSO cannot reach what stands with the DSO",
    a1,
    [up(0, 10, 100)],
    [dsoUp4, { kind: TSO_CM, direction: UP, wh: 8 }],
    "0:4",
    "",
  ],
  [
    "overlapping: the TSO credits the DSO's claim and takes the residual",
    a2,
    [up(0, 10, 100)],
    [dsoUp4, { kind: TSO_CM, direction: UP, wh: 8 }],
    "0:4",
    "0:4",
  ],
  [
    "overlapping: the residual is split where the TSO needs more",
    a2,
    [up(0, 10, 100), up(1, 50, 200)],
    [dsoUp4, { kind: TSO_CM, direction: UP, wh: 20 }],
    "0:4",
    "0:6 1:10",
  ],
  [
    "overlapping: a smaller need is met by the credit alone",
    a2,
    [up(0, 10, 100)],
    [dsoUp4, { kind: TSO_CM, direction: UP, wh: 3 }],
    "0:4",
    "",
  ],
  [
    "overlapping: an opposite claim raises the need and blocks the unit",
    a2,
    [up(0, 10, 100), down(0, 10, 100), down(1, 50, 120)],
    [dsoUp4, { kind: TSO_CM, direction: DOWN, wh: 8 }],
    "0:4",
    "0:0 1:10 1:2",
  ],
  [
    "overlapping: headroom is wanted back once an opposite claim used it up",
    a2,
    [up(0, 10, 100), down(1, 50, 120)],
    [dsoUp4, { kind: TSO_CM, direction: DOWN, wh: -3 }],
    "0:4",
    "1:1",
  ],
  [
    "overlapping: headroom that suffices needs nothing",
    a2,
    [up(0, 10, 100), down(1, 50, 120)],
    [dsoUp4, { kind: TSO_CM, direction: DOWN, wh: -4 }],
    "0:4",
    "",
  ],
  [
    "overlapping: a claim that does not relieve the TSO's element is not credited",
    a2,
    [up(0, 10, 100), up(1, 50, 200)],
    [dsoUp4, { kind: TSO_CM, direction: UP, wh: 8, effectiveness: [0, 1] }],
    "0:4",
    "1:8",
  ],
  [
    "overlapping: a claim in the same direction that harms the TSO's element raises the need",
    a2,
    [up(0, 10, 100), up(1, 50, 200)],
    [dsoUp4, { kind: TSO_CM, direction: UP, wh: 8, effectiveness: [-0.5, 1] }],
    "0:4",
    "1:10",
  ],
  [
    "overlapping: a claim in the other direction that relieves the TSO's element is credited",
    a2,
    [up(0, 10, 100), down(1, 50, 200)],
    [dsoUp4, { kind: TSO_CM, direction: DOWN, wh: 8, effectiveness: [-1, 1] }],
    "0:4",
    "1:4",
  ],
  [
    "shared: the later operator on the list credits and takes the rest",
    b2,
    [up(0, 10, 100)],
    [dsoUp4, { kind: TSO_CM, direction: UP, wh: 8 }],
    "0:4",
    "0:4",
  ],
  [
    "uncoordinated: both take the same offer",
    uncoordinated,
    [up(0, 10, 100)],
    [dsoUp4, { kind: TSO_CM, direction: UP, wh: 8 }],
    "0:4",
    "0:8",
  ],
])("%s", (_, scheme, offers, needs, dso, tso) => {
  const { flex } = playPeriod({ scheme, unitCount: 2, offers, needs });
  expect(grantsOf(flex, DSO_CM)).toBe(dso);
  expect(grantsOf(flex, TSO_CM)).toBe(tso);
});

test("credits come in merit order, each as far as it is needed", () => {
  const { flex } = playPeriod({
    scheme: a2,
    unitCount: 3,
    offers: [up(0, 10, 300), up(1, 10, 100), up(2, 10, 200)],
    needs: [
      { kind: DSO_CM, direction: UP, wh: 10, dso: 0, effectiveness: [1, 0, 0] },
      { kind: DSO_CM, direction: UP, wh: 20, dso: 1, effectiveness: [0, 1, 1] },
      { kind: TSO_CM, direction: UP, wh: 17 },
    ],
  });
  const credits = flex.credits.map(({ unit, energyWh }) => [unit, energyWh]);
  expect(credits).toEqual([
    [1, 10],
    [2, 7],
  ]);
  expect(flex.needs[2]).toMatchObject({ creditedWh: 17, metWh: 0 });
});

test.each<[string, number, string]>([
  ["within the premium of half", 150, "0:0 1:8"],
  ["beyond it, the need stays unmet", 151, "0:0"],
])("after an opposite grant the TSO goes elsewhere: %s", (_, price, tso) => {
  const { flex } = playPeriod({
    scheme: { ...a2, exchange: "after" },
    unitCount: 2,
    offers: [up(0, 10, 100), down(0, 10, 100), down(1, 50, price)],
    needs: [dsoUp4, { kind: TSO_CM, direction: DOWN, wh: 8 }],
  });
  expect(grantsOf(flex, TSO_CM)).toBe(tso);
});

test("the premium limits only what the blocked offer would have given", () => {
  const { flex } = playPeriod({
    scheme: { ...a2, exchange: "after" },
    unitCount: 3,
    offers: [up(0, 4, 100), down(0, 4, 100), down(1, 4, 120), down(2, 50, 200)],
    needs: [dsoUp4, { kind: TSO_CM, direction: DOWN, wh: 10 }],
  });
  // Unit 1 replaces the blocked 4 Wh; the other 6 Wh would have been bought anyway.
  expect(grantsOf(flex, TSO_CM)).toBe("0:0 1:4 2:6");
});

test("without exchange, the registry splits what the TSO asks for", () => {
  const { flex } = playPeriod({
    scheme: { ...a2, exchange: "after" },
    unitCount: 1,
    offers: [up(0, 10, 100)],
    needs: [dsoUp4, { kind: TSO_CM, direction: UP, wh: 8 }],
  });
  expect(flex.claims[1]).toMatchObject({
    offeredWh: 10,
    requestedWh: 8,
    grantedWh: 6,
    conflict: 1,
  });
});

test("reserved quantity is kept from the TSO where its gate comes first", () => {
  const { flex } = playPeriod({
    scheme: a2,
    unitCount: 1,
    offers: [up(0, 10, 100, 7)],
    needs: [{ kind: TSO_CM, direction: UP, wh: 20 }],
    leads: { DSO_CM: 30, TSO_CM: 60, BAL: 25 },
    policy: "all-dso",
  });
  expect(grantsOf(flex, TSO_CM)).toBe("0:3");
});

test("after the DSO's gate, the TSO may claim what the DSO reserved and left", () => {
  const { flex } = playPeriod({
    scheme: a2,
    unitCount: 1,
    offers: [up(0, 10, 100, 7)],
    needs: [dsoUp4, { kind: TSO_CM, direction: UP, wh: 20 }],
    policy: "all-dso",
  });
  expect(grantsOf(flex, TSO_CM)).toBe("0:3 0:3");
});

test.each<[string, Scheme, string]>([
  ["1C: one activation serves congestion and balancing", c1, ""],
  ["1B draws both from one residual", b1, "0:3"],
  ["1A has nothing on the balancing list", a1, ""],
])("%s", (_, scheme, bal) => {
  const { flex } = playPeriod({
    scheme,
    unitCount: 1,
    offers: [up(0, 10, 100)],
    needs: [
      { kind: TSO_CM, direction: UP, wh: 7 },
      { kind: BAL, direction: UP, wh: 5 },
    ],
    policy: "all-tso",
  });
  expect(grantsOf(flex, TSO_CM)).toBe("0:7");
  expect(grantsOf(flex, BAL)).toBe(bal);
  expect(ownEnergyWh(flex, TSO_CM)).toBe(7);
});

test("an operator does not claim against its own picks", () => {
  const { flex } = playPeriod({
    scheme: b1,
    unitCount: 2,
    offers: [up(0, 10, 100), down(0, 10, 10), down(1, 10, 20)],
    needs: [
      { kind: TSO_CM, direction: UP, wh: 7 },
      { kind: BAL, direction: DOWN, wh: 5 },
    ],
    policy: "all-tso",
  });
  expect(grantsOf(flex, BAL)).toBe("1:5");
});

test("unpicked offers move on where the scheme forwards them", () => {
  const period = {
    unitCount: 1,
    offers: [up(0, 10, 100)],
    needs: [dsoUp4, { kind: BAL, direction: UP, wh: 20 } as const],
  };
  expect(grantsOf(playPeriod({ ...period, scheme: b2 }).flex, BAL)).toBe("0:6");
  const kept: Scheme = { ...b2, forwarding: "none" };
  expect(grantsOf(playPeriod({ ...period, scheme: kept }).flex, BAL)).toBe("");
});

test.each<[string, Scheme, string]>([
  ["guard `filter` caps what the TSO takes", a2, "0:3"],
  ["without a guard it takes what it needs", { ...a2, guard: "none" }, "0:5"],
])("%s", (_, scheme, tso) => {
  const { flex } = playPeriod({
    scheme,
    unitCount: 1,
    offers: [up(0, 10, 100)],
    needs: [{ kind: TSO_CM, direction: UP, wh: 5 }],
    settings: { safeWh: () => 3.9 },
  });
  expect(grantsOf(flex, TSO_CM)).toBe(tso);
});

test("the guard does not bind the DSO itself", () => {
  const { flex } = playPeriod({
    scheme: a2,
    unitCount: 1,
    offers: [up(0, 10, 100)],
    needs: [dsoUp4],
    settings: { safeWh: () => 0 },
  });
  expect(grantsOf(flex, DSO_CM)).toBe("0:4");
});

test.each<[string, Scheme, number]>([
  ["after: nothing", a1, 0],
  ["shared: claims on units of its lists that are not credited", a2, 4],
  ["platform: all that are not credited", b2, 4],
  ["shared, overlapping: all is credited", a3, 0],
])("what the TSO counts of the DSO's claims in its balancing need, %s", (_, scheme, wh) => {
  const { flex } = playPeriod({ scheme, unitCount: 1, offers: [up(0, 10, 100)], needs: [dsoUp4] });
  expect(netUpWh(visibleClaims(flex, scheme, BAL))).toBe(wh);
  expect(visibleClaims(flex, scheme, TSO_CM)).toEqual([]);
});

const overloaded: TestNeed = { kind: DSO_CM, direction: UP, wh: 20, effectiveness: [1, 0.02] };
const tsoDown: TestNeed = { kind: TSO_CM, direction: DOWN, wh: 6 };

test.each<[string, Scheme, number, string]>([
  ["what the DSO could not relieve is red: nobody loads it further", c1, 10, "1:6"],
  ["a relieved element is not red", c1, 20, "0:6"],
  ["uncoordinated, nobody is told", uncoordinated, 10, "0:6"],
])("%s", (_, scheme, offeredWh, tso) => {
  // Unit 2 takes no part in the element and is dearer.
  const { flex } = playPeriod({
    scheme: { ...scheme, acts: [DSO_CM, TSO_CM] },
    unitCount: 3,
    offers: [{ ...up(2, offeredWh, 10), reserved: offeredWh }, down(0, 10, 100), down(1, 10, 120)],
    needs: [{ ...overloaded, effectiveness: [1, 0.02, 1] }, tsoDown],
    policy: "all-tso",
  });
  expect(grantsOf(flex, TSO_CM)).toBe(tso);
});

test.each<[string, Scheme, string]>([
  ["3A: what the DSO picked counts against the band of the balance", a3, "1:7"],
  ["1A knows nothing of it", a1, ""],
])("%s", (_, scheme, bal) => {
  const { flex } = playPeriod({
    scheme,
    unitCount: 2,
    offers: [up(0, 10, 10), down(1, 50, 20)],
    needs: [
      { kind: DSO_CM, direction: UP, wh: 10, effectiveness: [1, 0] },
      { kind: BAL, direction: UP, wh: -4, element: "system" },
      { kind: BAL, direction: DOWN, wh: -3, element: "system" },
    ],
  });
  expect(grantsOf(flex, DSO_CM)).toBe("0:10");
  expect(grantsOf(flex, BAL)).toBe(bal);
});
