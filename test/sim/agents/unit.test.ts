import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { BOILER, type Capability, HEATING, RING_MASK } from "#sim/agents/devices/device.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { Unit, type UnitOffer } from "#sim/agents/unit.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { FixedDevice } from "#test/support/fixedDevice.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

let world: World;
beforeAll(() => {
  const calendar = { start: "2025-02-01", days: 60, spinUpDays: 1 };
  world = buildWorld(smallScenario({ calendar }), { seed: 4 });
});

/** A pool whose members hold one device each. */
function pool(devices: readonly FixedDevice[], at: World = world): Unit {
  const members = devices.map((device, agent) => {
    return new Prosumer(agent, 1, at.prosumers[0]!, [device], at);
  });
  return new Unit(at, 0, { name: "AGG@F1", area: 0, feeder: "F1", aggregator: 9 }, members);
}

const device = (powerWh: number, energyWh: number, kind: typeof BOILER | typeof HEATING = BOILER) =>
  new FixedDevice(0, { powerWh, energyWh }, kind);

function offerOf(unit: Unit, now: number, i: number, direction: 0 | 1): UnitOffer {
  const out = { quantityWh: -1, priceMicro: -1, marginalMicro: -1 };
  unit.offer(now, i, direction, out);
  return out;
}

const changes = (unit: Unit) => unit.members.map(({ changeWh }) => changeWh[0]!);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const capabilities = fc.array(
  fc.record({
    powerWh: fc.integer({ min: -50, max: 2000 }),
    energyWh: fc.integer({ min: 0, max: 4000 }),
  }),
  { minLength: 1, maxLength: 6 },
);

test("an offer is the pooled capability at the offered quantile, or nothing below the least offer", () => {
  fc.assert(
    fc.property(capabilities, fc.constantFrom<0 | 1>(0, 1), (can, way) => {
      const unit = pool(can.map(({ powerWh, energyWh }) => device(powerWh, energyWh)));
      // Grants of later periods and of the other direction take nothing from it.
      unit.pendingWh[way][109] = 1e6;
      unit.pendingWh[way === 0 ? 1 : 0][105] = 1e6;
      const able = sum(can.map((one) => Math.max(0, Math.min(one.powerWh, one.energyWh))));
      const expected = Math.floor(0.8 * able);
      const { quantityWh, priceMicro, marginalMicro } = offerOf(unit, 100, 108, way);
      expect(quantityWh).toBe(expected >= 250 ? expected : 0);
      if (quantityWh === 0) expect([priceMicro, marginalMicro]).toEqual([0, 0]);
      else expect(marginalMicro).toBeGreaterThanOrEqual(5000);
    }),
  );
});

test("the more is granted in the periods before, the less is offered, and nothing when all is", () => {
  fc.assert(
    fc.property(capabilities, fc.array(fc.nat(1500), { maxLength: 5 }), (can, grants) => {
      const unit = pool(can.map(({ powerWh, energyWh }) => device(powerWh, energyWh)));
      let before = offerOf(unit, 100, 108, 0).quantityWh;
      for (const [k, granted] of grants.entries()) {
        unit.pendingWh[0][101 + k] = granted;
        const { quantityWh } = offerOf(unit, 100, 108, 0);
        expect(quantityWh).toBeLessThanOrEqual(before);
        before = quantityWh;
      }
      unit.pendingWh[0][100] = 1e9;
      expect(offerOf(unit, 100, 108, 0).quantityWh).toBe(0);
    }),
  );
});

test.each([
  ["a boiler's shedding: comfort and heating again at night", BOILER, 0, 50_000 + 88_000],
  ["a boiler's filling: comfort less half the night price", BOILER, 1, 50_000 - 44_000],
  [
    "heating's shedding: comfort and what comes back at the price of the hour",
    HEATING,
    0,
    150_000 + 0.8 * 150_000,
  ],
  ["heating's filling", HEATING, 1, 150_000 - 44_000],
] as const)("the cost of %s", (_, kind, direction, cost) => {
  const noon = 96 + 48;
  expect(world.retailImportMicroEurPerKwh[noon]).toBe(150_000);
  const offer = offerOf(pool([device(1000, 1000, kind)]), noon - 8, noon, direction);
  expect(offer.marginalMicro).toBe(cost);
});

test("a mixed pool costs the mean of what it pools", () => {
  const mixed = pool([device(1000, 1000, BOILER), device(3000, 3000, HEATING)]);
  const { marginalMicro } = offerOf(mixed, 136, 144, 0);
  expect(marginalMicro).toBe((138_000 + 3 * 270_000) / 4);
});

test("mark-ups follow the date alone: not the state, not where the run starts", () => {
  const calendar = { start: "2025-02-03", days: 5, spinUpDays: 1 };
  const later = buildWorld(smallScenario({ calendar }), { seed: 4 });
  const shift = later.calendar.firstUnixQuarter - world.calendar.firstUnixQuarter;
  const rich = pool([device(1000, 5000)]);
  const poor = pool([device(400, 400, HEATING)], later);
  const markUp = ({ priceMicro, marginalMicro }: UnitOffer) => priceMicro / marginalMicro;
  const seen = new Set<number>();
  for (let i = 20; i < 300; i++) {
    for (const direction of [0, 1] as const) {
      const one = markUp(offerOf(rich, i + shift - 8, i + shift, direction));
      const other = markUp(offerOf(poor, i - 8, i, direction));
      expect(one).toBeCloseTo(other, 3);
      seen.add(Math.round(1000 * one));
    }
  }
  expect(seen.size).toBeGreaterThan(50);
});

test("an order is split by capability, in full where the pool can", () => {
  fc.assert(
    fc.property(capabilities, fc.integer({ min: -6000, max: 6000 }), (can, orderedWh) => {
      const parts = can.map((one) => Math.max(0, Math.min(one.powerWh, one.energyWh)));
      const unit = pool(can.map(({ powerWh, energyWh }) => device(powerWh, energyWh)));
      const i = firstPeriod("full");
      unit.dispatch(i, orderedWh);
      const able = sum(parts);
      const expected = Math.sign(orderedWh) * Math.min(Math.abs(orderedWh), able);
      expect(sum(changes(unit))).toBeCloseTo(expected, 6);
      for (const [m, change] of changes(unit).entries()) {
        expect(change).toBeCloseTo(able > 0 ? (expected * parts[m]!) / able : 0, 6);
        expect(unit.members[m]!.dispatchedWh[i & RING_MASK]).toBeCloseTo(Math.abs(change), 6);
      }
    }),
  );
});

test("after the period nothing is ordered or pending any more", () => {
  const unit = pool([device(1000, 1000)]);
  unit.pendingWh[0][50] = 300;
  unit.pendingWh[0][51] = 300;
  unit.dispatch(50, -300);
  unit.release(50);
  expect(changes(unit)).toEqual([0]);
  expect([unit.pendingWh[0][50], unit.pendingWh[0][51]]).toEqual([0, 300]);
});

type Response = "full" | "partial" | "late" | "none";

/** How a unit responds to an order of 1 kWh in period `i`, seen from outside. */
function responseIn(i: number): { response: Response; share: number } {
  const probe = pool([device(1e6, 1e6)]);
  probe.dispatch(i, -1000);
  const share = Math.abs(sum(changes(probe))) / 1000;
  probe.release(i);
  probe.dispatch(i + 1, 0);
  const late = Math.abs(sum(changes(probe))) / 1000;
  if (late > 0) return { response: "late", share: late };
  if (share === 0) return { response: "none", share };
  return { response: share > 0.999 ? "full" : "partial", share };
}

/** The first period in which units respond that way, and in the next one that way. */
function firstPeriod(wanted: Response, then?: Response): number {
  for (let i = 10; i < 5000; i++) {
    const isNext = then === undefined || responseIn(i + 1).response === then;
    if (isNext && responseIn(i).response === wanted) return i;
  }
  throw new Error(`no response is ${wanted}`);
}

test("orders are missed, late, partly or fully served as often as the scenario says", () => {
  const counts: Record<Response, number> = { full: 0, partial: 0, late: 0, none: 0 };
  const shares: number[] = [];
  const n = 5000;
  for (let i = 10; i < 10 + n; i++) {
    const { response, share } = responseIn(i);
    counts[response]++;
    if (response === "partial") shares.push(share);
    if (response === "late") expect(share).toBeCloseTo(1, 9);
  }
  const { noResponse, oneLate, partial, partialLow } = world.scenario.behaviour.delivery;
  const within = (count: number, p: number) =>
    expect(Math.abs(count - n * p)).toBeLessThan(4 * Math.sqrt(n * p * (1 - p)));
  within(counts.none, noResponse);
  within(counts.late, oneLate);
  within(counts.partial, partial);
  within(counts.full, 1 - noResponse - oneLate - partial);
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(partialLow);
  expect(sum(shares) / shares.length).toBeCloseTo((1 + partialLow) / 2, 1);
});

test("a late delivery comes on top of the next order", () => {
  const unit = pool([device(1e6, 1e6)]);
  const late = firstPeriod("late", "full");
  unit.dispatch(late, -400);
  expect(sum(changes(unit))).toBeCloseTo(0, 9);
  unit.release(late);
  unit.dispatch(late + 1, -100);
  expect(sum(changes(unit))).toBeCloseTo(-500, 9);
});

test("a replay starts with an order and ends a day after the last", () => {
  const unit = pool([device(1000, 1000)]);
  const member = unit.members[0]!;
  unit.dispatch(10, 0);
  expect(member.shadow).toBeNull();
  member.dirty = false;
  unit.dispatch(11, -300);
  const first = member.shadow;
  expect(first).not.toBeNull();
  expect(first![0]).not.toBe(member.devices[0]);
  expect(member.dirty).toBe(true);
  unit.dispatch(12, -300);
  expect(member.shadow).toBe(first);
  for (let i = 13; i < 13 + 95; i++) {
    unit.dispatch(i, 0);
    expect(member.shadow).not.toBeNull();
  }
  unit.dispatch(13 + 95, 0);
  expect(member.shadow).toBeNull();
});

test("what can be registered is the rating of what can be steered", () => {
  const capability: Capability = { powerWh: 0, energyWh: 0 };
  const member = new Prosumer(
    0,
    1,
    world.prosumers[0]!,
    [new FixedDevice(0, capability, BOILER)],
    world,
  );
  const unit = new Unit(world, 0, { name: "x", area: 0, feeder: "F1", aggregator: 9 }, [member]);
  expect(unit.registeredWh()).toEqual({ upWhMax: 500, downWhMax: 500 });
});

test("a unit that learns how reliable it is offers less after it has failed", () => {
  const { flexibility } = world.scenario;
  const pooling = { capability: "share" as const, reliabilityLearning: 0.2 };
  const learning = { ...world.scenario, flexibility: { ...flexibility, pooling } };
  const unit = pool([device(2000, 4000)], { ...world, scenario: learning });
  expect(offerOf(unit, 100, 108, 0).quantityWh).toBe(1600);
  unit.memory.verify(0, 1000, 0);
  expect(offerOf(unit, 100, 108, 0).quantityWh).toBe(1280);
  expect(offerOf(unit, 100, 108, 1).quantityWh).toBe(1600);
});

test("by quantile a unit looks at delivery for what it saw at the freeze", () => {
  const { flexibility } = world.scenario;
  const pooling = { capability: "quantile" as const, reliabilityLearning: 0 };
  const careful = { ...world.scenario, flexibility: { ...flexibility, pooling } };
  const can = { powerWh: 2000, energyWh: 4000 };
  const unit = pool([new FixedDevice(0, can, BOILER)], { ...world, scenario: careful });
  for (let i = 100; i < 300; i++) {
    can.powerWh = 2000;
    unit.offer(i, i, 0, { quantityWh: 0, priceMicro: 0, marginalMicro: 0 });
    can.powerWh = 1200;
    unit.dispatch(i, 0);
  }
  can.powerWh = 2000;
  expect(offerOf(unit, 300, 308, 0).quantityWh).toBe(1200);
});
