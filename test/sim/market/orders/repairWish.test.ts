import fc from "fast-check";
import { expect, test } from "vitest";
import { BATTERY, RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { overtradedWh, repairWh, type Trader } from "#sim/market/orders/repairWish.ts";
import { boiler, draws } from "#test/support/deviceLives.ts";

const ROUND_TRIP = 0.8;
const END = 40;
const POWER_WH = 1250;
/** What a battery holds at first and has room for, at the grid. */
const HELD_WH = 4000;
const ROOM_WH = 5000;

/** A customer with these trades and plans by period, and a battery at rest beside other devices. */
function trader(
  trades: Record<number, number>,
  { plans = {}, devices = [restingBattery()] }: Partial<Plans> = {},
): Trader {
  const tradedWh = new Float64Array(RING);
  for (const [i, wh] of Object.entries(trades)) tradedWh[Number(i) & RING_MASK] = wh;
  return { devices, flexible: true, tradedWh, plannedWh: (i) => plans[i] ?? 0 };
}

interface Plans {
  /** Net energy that is planned, Wh. */
  plans: Record<number, number>;
  devices: Trader["devices"];
}

/** A battery that follows these energies by period, the same in and out but for what is lost. */
function restingBattery(energies: Record<number, number> = {}): Trader["devices"][number] {
  const plan = new Float64Array(RING);
  for (const [i, wh] of Object.entries(energies)) plan[Number(i) & RING_MASK] = wh;
  return {
    ...{ kind: BATTERY, flexible: true, plan },
    capability(i, direction, out) {
      let heldWh = HELD_WH;
      for (let j = 0; j < i; j++) heldWh += plan[j]! > 0 ? plan[j]! * ROUND_TRIP : plan[j]!;
      const roomWh = ROOM_WH - (heldWh - HELD_WH) / ROUND_TRIP;
      const planned = plan[i & RING_MASK]!;
      out.powerWh = direction === 0 ? POWER_WH + planned : POWER_WH - planned;
      out.energyWh = Math.max(0, direction === 0 ? heldWh + planned : roomWh - planned);
    },
  };
}

const repair = (one: Trader, period: number) =>
  repairWh(one, period, one.plannedWh(period) - one.tradedWh[period & RING_MASK]!, END, ROUND_TRIP);

test.each([
  ["sold, and less delivered", -1000, 600, 600],
  ["sold, and nothing but consumption left", -1000, 1300, 1000],
  ["sold, and more to sell", -1000, -300, 0],
  ["bought, and less consumed", 1000, -600, 600],
  ["bought, and a surplus left", 1000, -1300, 1000],
  ["bought, and more to buy", 1000, 300, 0],
  ["nothing traded", 0, 500, 0],
])("traded beyond the plan: %s", (_, tradedWh, wishWh, overWh) => {
  expect(overtradedWh(tradedWh, wishWh)).toBe(overWh);
});

test("what a battery could still deliver or take is no repair, however it planned", () => {
  expect(repair(trader({ 20: -1000 }), 20)).toBe(0);
  expect(repair(trader({ 20: 1000 }), 20)).toBe(0);
});

test("beyond the power of the battery a sale has to be bought back", () => {
  expect(repair(trader({ 20: -3000 }), 20)).toBeCloseTo(3000 - POWER_WH);
  expect(repair(trader({ 20: 3000 }), 20)).toBeCloseTo(3000 - POWER_WH);
  // Half of it is delivered by the roof.
  expect(repair(trader({ 20: -3000 }, { plans: { 20: -1500 } }), 20)).toBeCloseTo(250);
});

test("a battery keeps what later sales need, and the earliest one is repaired", () => {
  const sales = { 20: -1200, 21: -1200, 22: -1200, 23: -1200 };
  const one = trader(sales);
  expect([20, 21, 22, 23].map((i) => Math.round(repair(one, i)))).toEqual([
    4800 - HELD_WH,
    0,
    0,
    0,
  ]);
});

test("it keeps as well what it delivers later by its plan", () => {
  const plans = { 21: -1200, 22: -1200, 23: -1200 };
  const one = trader({ 20: -1200, ...plans }, { plans, devices: [restingBattery(plans)] });
  expect([20, 21, 22, 23].map((i) => repair(one, i))).toEqual([4800 - HELD_WH, 0, 0, 0]);
});

test("what the plan charges in between serves later sales", () => {
  const sales = { 20: -1200, 22: -1200, 23: -1200, 24: -1200 };
  expect(repair(trader(sales), 20)).toBeCloseTo(4800 - HELD_WH);
  const charging = trader(sales, { devices: [restingBattery({ 21: 600 })] });
  expect(repair(charging, 20)).toBeCloseTo(4800 - HELD_WH - 600 * ROUND_TRIP);
});

test("a battery keeps room for later purchases, and what it delivers in between makes some", () => {
  const purchases = { 20: 1250, 22: 1250, 23: 1250, 24: 1250, 25: 1250 };
  expect(repair(trader(purchases), 20)).toBeCloseTo(6250 - ROOM_WH);
  const delivering = trader(purchases, { devices: [restingBattery({ 21: -600 })] });
  expect(repair(delivering, 20)).toBeCloseTo(6250 - ROOM_WH - 600 / ROUND_TRIP);
});

test("what is taken back as a hedge, though the plan would deliver it, is no repair", () => {
  const one = trader({ 20: -3000 }, { plans: { 20: -2900 } });
  expect(repairWh(one, 20, 2000, END, ROUND_TRIP)).toBe(0);
  const short = trader({ 20: -3000 }, { plans: { 20: -1000 } });
  expect(repairWh(short, 20, 2500, END, ROUND_TRIP)).toBe(2000 - POWER_WH);
});

test("what nobody steers, and the cooling of an office, follow no trade", () => {
  const fixed = { ...trader({ 20: -1000 }), flexible: false };
  expect(repair(fixed, 20)).toBe(0);
  const none = trader({ 20: -1000 }, { devices: [boiler(draws(0, 0))] });
  // A tank that heats nothing has nothing to leave out.
  expect(repair(none, 20)).toBe(1000);
});

test("a repair is never more than what is traded beyond the plan, nor less for more trades", () => {
  const energies = fc.array(fc.integer({ min: -1250, max: 1250 }), { minLength: 6, maxLength: 6 });
  const sales = fc.array(fc.integer({ min: -4000, max: 4000 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(energies, sales, sales, fc.nat(2000), (charges, traded, planned, more) => {
      const at = (values: number[]) => Object.fromEntries(values.map((wh, k) => [20 + k, wh]));
      const devices = [restingBattery(at(charges))];
      const one = trader(at(traded), { plans: at(planned), devices });
      const found = repair(one, 20);
      const wishWh = planned[0]! - traded[0]!;
      expect(found).toBeLessThanOrEqual(overtradedWh(traded[0]!, wishWh));
      expect(found).toBeGreaterThanOrEqual(0);
      const beyond = traded.map((wh, k) => (k === 0 ? wh + Math.sign(wh) * more : wh));
      const further = trader(at(beyond), { plans: at(planned), devices });
      expect(repair(further, 20)).toBeGreaterThanOrEqual(found - 1e-6);
    }),
  );
});
