import { beforeAll, expect, test } from "vitest";
import { type ClaimEntry, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { BAL, type Need, TSO_CM, TSO_OPERATOR, UP } from "#engine/coordination/needs.ts";
import { bearableWh } from "#sim/agents/acknowledgement.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { Unit } from "#sim/agents/unit.ts";
import { marketMinute } from "#sim/clock.ts";
import { answerGate } from "#sim/phases/operate/gateAnswers.ts";
import type { Run } from "#sim/run/run.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { FixedDevice } from "#test/support/fixedDevice.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const NOW = 104;
const PERIOD = NOW + 4;

let world: World;
beforeAll(() => {
  const calendar = { start: "2025-02-01", days: 2, spinUpDays: 1 };
  world = buildWorld(smallScenario({ calendar }), { seed: 4 });
});

/** Two units that can change 2,000 Wh in a period and 4,000 Wh in all. */
function unitsOf(): Unit[] {
  return [0, 1].map((index) => {
    const device = new FixedDevice(0, { powerWh: 2000, energyWh: 4000 });
    const member = new Prosumer(index, 2, world.prosumers[0]!, [device], world);
    const place = { name: `X${index}`, area: 0, feeder: "F1", aggregator: 9 };
    return new Unit(world, index, place, [member]);
  });
}

function claimed(unit: number, grantedWh: number, changes: Partial<ClaimEntry> = {}): ClaimEntry {
  return {
    ledger: 0,
    need: 0,
    kind: TSO_CM,
    operator: TSO_OPERATOR,
    unit,
    direction: UP,
    offeredWh: 9000,
    requestedWh: grantedWh,
    grantedWh,
    conflict: 0,
    priceMicro: 100_000,
    effectiveness: 1,
    marketMinute: 0,
    ...changes,
  };
}

/** Answers all claims from `firstClaim` on, so many minutes before delivery: refused Wh and in time or not. */
function answers(claims: readonly ClaimEntry[], leadMinutes = 60, firstClaim = 0) {
  const flex = new FlexPeriod(2, []);
  flex.open(PERIOD);
  const need: Need = {
    kind: TSO_CM,
    operator: TSO_OPERATOR,
    area: -1,
    element: "line",
    direction: UP,
    quantityWh: 9000,
    effectiveness: new Float64Array(2).fill(1),
    shown: 0,
  };
  flex.needs.push({ need, creditedWh: 0, metWh: 9000 });
  for (const claim of claims) flex.record(claim);
  const run = { community: { units: unitsOf() }, world } as unknown as Run;
  const minute = marketMinute(world.calendar, PERIOD, 0) - leadMinutes;
  const gate = { firstClaim, firstNeed: 0, isJoint: false };
  answerGate(run, flex, gate, { now: NOW, minute });
  return flex.claims.map(({ refusal }) =>
    refusal === undefined ? "all" : `-${refusal.energyWh} ${refusal.isInTime ? "in time" : "late"}`,
  );
}

test("a unit takes what its devices bear, in the order of the claims", () => {
  expect(answers([claimed(0, 2000)])).toEqual(["all"]);
  expect(answers([claimed(0, 1500), claimed(0, 700), claimed(1, 900), claimed(0, 10)])).toEqual([
    "all",
    "-200 in time",
    "all",
    "-10 in time",
  ]);
});

test("it does not answer twice, but remembers what it took", () => {
  const claims = [claimed(0, 1500), claimed(0, 700, { kind: BAL })];
  expect(answers(claims, 25, 1)).toEqual(["all", "-200 late"]);
});

test.each([
  [30, "-500 in time"],
  [29, "-500 late"],
])("%i minutes before delivery it is %s", (leadMinutes, expected) => {
  expect(answers([claimed(0, 2500)], leadMinutes)).toEqual([expected]);
});

test("operators with ledgers of their own stand on the same kWh and do not know of each other", () => {
  expect(answers([claimed(0, 1500), claimed(0, 1500, { ledger: 1 })])).toEqual(["all", "all"]);
});

test("what was granted for earlier periods will have used energy up", () => {
  const [unit] = unitsOf();
  expect(bearableWh(unit!, NOW, PERIOD, UP)).toBe(2000);
  unit!.pendingWh[UP][NOW + 1] = 3000;
  // 4,000 Wh less 3,000 that are pending.
  expect(bearableWh(unit!, NOW, PERIOD, UP)).toBe(1000);
  expect(bearableWh(unit!, NOW + 2, PERIOD, UP)).toBe(2000);
});
