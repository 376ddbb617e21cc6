import fc from "fast-check";
import { expect, test } from "vitest";
import type { Capability } from "#sim/agents/devices/device.ts";
import { Vehicle } from "#sim/agents/devices/vehicle.ts";
import { planView } from "#test/support/planView.ts";

const PERIODS = 96;
const CHARGER_KW = 7.4;
const POWER_WH = CHARGER_KW * 250;

interface Stay {
  readonly arrival: number;
  readonly stay: number;
  /** Energy wanted over what the stay can give. */
  readonly share: number;
}

function car({ arrival, stay, share }: Stay, flexible = true, reserveHours = 0.25): Vehicle {
  return new Vehicle({
    chargerKw: CHARGER_KW,
    flexible,
    reserveHours,
    sessions: {
      arrival: Int32Array.of(arrival),
      departure: Int32Array.of(arrival + stay),
      energyWh: Float64Array.of(Math.floor(share * stay * POWER_WH)),
    },
  });
}

const stays = fc.record({
  arrival: fc.integer({ min: 1, max: 30 }),
  stay: fc.integer({ min: 1, max: 60 }),
  share: fc.double({ min: 0.02, max: 1, noNaN: true }),
});
const prices = fc.array(fc.integer({ min: 10_000, max: 300_000 }), {
  minLength: PERIODS,
  maxLength: PERIODS,
});

/** Lives a day with hourly plans whose first nine periods stand; returns the energy by period. */
function day(vehicle: Vehicle, retail: number[], orders: readonly number[] = []): number[] {
  return Array.from({ length: PERIODS }, (_, i) => {
    if (i % 4 === 0) vehicle.planAhead(planView([i, i + 9, PERIODS + 40], { retail }), false);
    return vehicle.step(i, orders[i] ?? 0);
  });
}

test("a car leaves with its energy, whatever prices and orders, and takes none before it came", () => {
  const orders = fc.array(fc.integer({ min: -4000, max: 4000 }), {
    minLength: PERIODS,
    maxLength: PERIODS,
  });
  fc.assert(
    fc.property(stays, prices, orders, fc.boolean(), (stay, retail, ordered, flexible) => {
      const energies = day(car(stay, flexible), retail, ordered);
      const { arrival } = stay;
      const departure = arrival + stay.stay;
      const wanted = Math.floor(stay.share * stay.stay * POWER_WH);
      const sum = (from: number, to: number) => energies.slice(from, to).reduce((a, b) => a + b, 0);
      expect(sum(0, arrival)).toBe(0);
      expect(sum(arrival, departure)).toBeCloseTo(wanted, 3);
      expect(sum(departure, PERIODS)).toBe(0);
      for (const energy of energies) {
        expect(energy).toBeGreaterThanOrEqual(0);
        expect(energy).toBeLessThanOrEqual(POWER_WH);
      }
    }),
  );
});

test("nobody plans for a car that has not come", () => {
  const vehicle = car({ arrival: 20, stay: 40, share: 0.5 });
  vehicle.planAhead(planView([0, 0, PERIODS], { retail: 100_000 }), false);
  expect(vehicle.plan.every((energy) => energy === 0)).toBe(true);
  for (let i = 0; i <= 20; i++) vehicle.step(i, 0);
  vehicle.planAhead(planView([21, 21, PERIODS], { retail: 100_000 }), false);
  expect(vehicle.plan.some((energy) => energy > 0)).toBe(true);
});

test("an owner who is not steered charges at once", () => {
  const energies = day(car({ arrival: 10, stay: 40, share: 0.25 }, false), [100_000]);
  expect(energies.slice(10, 20)).toEqual(new Array(10).fill(POWER_WH));
  expect(energies.slice(20).every((energy) => energy === 0)).toBe(true);
});

test("a car with time to spare or none charges as planned, and is ready by its reserve if it can be", () => {
  const reserves = fc.constantFrom(0.25, 0.5, 2, 12);
  fc.assert(
    fc.property(stays, prices, reserves, (stay, retail, reserveHours) => {
      const vehicle = car(stay, true, reserveHours);
      const planned = new Float64Array(PERIODS);
      let missing = Math.floor(stay.share * stay.stay * POWER_WH);
      const departure = stay.arrival + stay.stay;
      const ready = departure - 4 * reserveHours;
      // The first plan that knows of the car, and the first period that it may change.
      const known = 4 * Math.floor(stay.arrival / 4) + 4;
      const open = known + 9;
      const canBeReady = missing <= (ready - open) * POWER_WH;
      for (let i = 0; i < Math.min(departure, PERIODS); i++) {
        if (i % 4 === 0) {
          vehicle.planAhead(planView([i, i + 9, PERIODS + 40], { retail }), false);
          planned.set(vehicle.plan.subarray(0, PERIODS));
        }
        const energy = vehicle.step(i, 0);
        missing -= energy;
        if (i >= open) expect(energy).toBeCloseTo(planned[i]!, 3);
        if (canBeReady && i >= ready - 1) expect(missing).toBeCloseTo(0, 3);
      }
    }),
  );
});

test("a plan charges what is missing in the cheapest periods up to the reserve before departure", () => {
  fc.assert(
    fc.property(
      prices,
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      (prices, full, reference) => {
        const stay = 60;
        const vehicle = car({ arrival: 0, stay, share: full / stay });
        const wanted = Math.floor((full / stay) * stay * POWER_WH);
        const first = vehicle.step(0, 0);
        const values = reference ? { retail: prices, consume: 1 } : { retail: 1, consume: prices };
        vehicle.planAhead(planView([1, 1, PERIODS], values), reference);
        const plan = [...(reference ? vehicle.reference : vehicle.plan).slice(1, stay)];
        const cheapest = prices.slice(1, stay - 1).sort((a, b) => a - b);
        let missing = wanted - first;
        let least = 0;
        for (const price of cheapest) {
          const energy = Math.min(missing, POWER_WH);
          least += energy * price;
          missing -= energy;
        }
        const cost = plan.reduce((sum, energy, k) => sum + energy * prices[k + 1]!, 0);
        expect(plan.reduce((a, b) => a + b, 0)).toBeCloseTo(wanted - first, 6);
        expect(cost).toBeCloseTo(least, 3);
      },
    ),
  );
});

test("what a car says it can change, it changes in full", () => {
  const direction = fc.constantFrom<0 | 1>(0, 1);
  fc.assert(
    fc.property(stays, prices, direction, fc.nat(50), (stay, retail, way, later) => {
      const vehicle = car(stay);
      const at = stay.arrival + 1 + later;
      for (let i = 0; i <= stay.arrival; i++) vehicle.step(i, 0);
      vehicle.planAhead(planView([stay.arrival + 1, stay.arrival + 1, 160], { retail }), false);
      for (let i = stay.arrival + 1; i < at; i++) vehicle.step(i, 0);
      const can: Capability = { powerWh: 0, energyWh: 0 };
      vehicle.capability(at, way, can);
      const most = Math.min(can.powerWh, can.energyWh);
      if (most <= 0) return;
      const change = way === 0 ? -most : most;
      expect(vehicle.step(at, change)).toBeCloseTo(vehicle.plan[at]! + change, 3);
    }),
  );
});

test.each([
  ["a car with no time to spare cannot shed", 0.99, 0],
  ["a car that is gone can do nothing", 0.5, 70],
])("%s", (_, share, at) => {
  const vehicle = car({ arrival: 0, stay: 60, share });
  vehicle.step(0, 0);
  vehicle.planAhead(planView([1, 1, PERIODS], { retail: 100_000 }), false);
  const can: Capability = { powerWh: 1, energyWh: 1 };
  vehicle.capability(Math.max(1, at), 0, can);
  expect(Math.min(can.powerWh, can.energyWh)).toBe(0);
});
