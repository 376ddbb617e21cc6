import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";
import type { Heating } from "#sim/agents/devices/heating.ts";
import { preheat } from "#sim/agents/devices/preheat.ts";
import { heating, liveThrough, PERIODS } from "#test/support/deviceLives.ts";
import { ring } from "#test/support/planView.ts";

const LENGTH = 40;
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const ofLength = { minLength: LENGTH, maxLength: LENGTH };
const prices = fc.array(fc.integer({ min: -5, max: 30 }), ofLength);
const usedShares = fc.array(between(0, 1), ofLength);

test("stored heat is worth what it spares in each later period, as far as it is still there", () => {
  const houses = fc.record({ keptShare: between(0.9, 1), gainMin: between(0, 0.2) });
  fc.assert(
    fc.property(prices, usedShares, houses, (price, used, house) => {
      const lift = ring(-1);
      const rings = { heatPrice: ring(price), usedShare: ring(used), lift };
      preheat({ from: 0, to: LENGTH, mostK: 2, ...house, ...rings });
      const mean = price.reduce((a, b) => a + b, 0) / LENGTH;
      for (let i = 0; i < LENGTH; i++) {
        let [left, spared] = [house.keptShare, 0];
        for (let j = i + 1; j < LENGTH; j++) {
          spared += left * used[j]! * price[j]!;
          left *= (1 - used[j]!) * house.keptShare;
        }
        const gain = spared + left * mean - price[i]! * (1 + house.gainMin);
        const worth = spared + left * mean;
        // Where it makes no difference either answer is right.
        if (Math.abs(gain) < 1e-6 || Math.abs(worth) < 1e-6) continue;
        const isWorth = worth > 0 && gain > 0;
        const share = price[i]! > 0 ? Math.min(1, gain / (0.15 * price[i]!)) : 1;
        expect(lift[i]).toBeCloseTo(isWorth ? 2 * share : 0, 6);
      }
    }),
  );
});

interface House {
  readonly outsideC: number;
  readonly lossKwPerK: number;
  readonly capacityKwhPerK: number;
}

function heatingOf({ outsideC, ...house }: House, preheatK: number): Heating {
  const settings = { ...defaultDevices, heating: { ...defaultDevices.heating, preheatK } };
  return heating(outsideC, { ...house, powerKw: 6, settings });
}

const DAY = 150_000;
const twoRates = (night: number) =>
  Array.from({ length: 96 }, (_, quarter) => (quarter < 24 || quarter >= 88 ? night : DAY));

/** Energy of the days that follow the first, Wh by quarter hour of the day, and where rooms end. */
function livedOf(house: House, preheatK: number, prices: readonly number[]) {
  const device = heatingOf(house, preheatK);
  const energies = liveThrough(device, [0, PERIODS], prices).slice(96);
  const byQuarter = Array.from({ length: 96 }, (_, quarter) =>
    energies.reduce((sum, wh, i) => (i % 96 === quarter ? sum + wh : sum), 0),
  );
  const bill = byQuarter.reduce((sum, wh, quarter) => sum + wh * prices[quarter]!, 0);
  return { byQuarter, bill, roomC: device.roomC };
}

const houses = fc.record({
  outsideC: fc.integer({ min: -10, max: 10 }),
  lossKwPerK: between(0.06, 0.3),
  capacityKwhPerK: between(5, 12),
});
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

test("under a night tariff rooms are heated before the dear hours, and the bill is never higher", () => {
  fc.assert(
    fc.property(houses, between(0.3, 1), (house, ratio) => {
      const prices = twoRates(ratio * DAY);
      const steered = livedOf(house, 1, prices);
      const asEver = livedOf(house, 0, prices);
      expect(steered.bill).toBeLessThan(asEver.bill * 1.002);
      // No room is colder for it.
      expect(steered.roomC).toBeGreaterThan(asEver.roomC - 0.05);
      const before = (life: typeof steered) => sum(life.byQuarter.slice(12, 24));
      const after = (life: typeof steered) => sum(life.byQuarter.slice(24, 32));
      if (ratio < 0.65 && before(asEver) > 500) {
        expect(before(steered)).toBeGreaterThan(1.05 * before(asEver));
        expect(after(steered)).toBeLessThan(after(asEver));
      }
    }),
    { numRuns: 30 },
  );
});

test("at one price and an even climate nobody heats ahead", () => {
  fc.assert(
    fc.property(houses, (house) => {
      const flat = new Array<number>(96).fill(DAY);
      expect(livedOf(house, 1, flat)).toEqual(livedOf(house, 0, flat));
    }),
    { numRuns: 20 },
  );
});

test("a night at half the price moves a tenth of a pump's energy and more into the night", () => {
  const house = { outsideC: 0, lossKwPerK: 0.14, capacityKwhPerK: 8.5 };
  const prices = twoRates(0.59 * DAY);
  const night = ({ byQuarter }: ReturnType<typeof livedOf>) =>
    sum([...byQuarter.slice(0, 24), ...byQuarter.slice(88)]) / sum(byQuarter);
  const [steered, asEver] = [livedOf(house, 1, prices), livedOf(house, 0, prices)];
  expect(night(asEver)).toBeCloseTo(8 / 24, 2);
  expect(night(steered)).toBeGreaterThan(8 / 24 + 0.1);
  expect(steered.bill / asEver.bill).toBeLessThan(0.97);
});
