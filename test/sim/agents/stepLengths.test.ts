import fc from "fast-check";
import { expect, test } from "vitest";
import { Appliance } from "#sim/agents/devices/appliance.ts";
import { Battery } from "#sim/agents/devices/battery.ts";
import { Vehicle } from "#sim/agents/devices/vehicle.ts";
import { byDay, DAYS, furthest, HOURS, inAllLengths, liveSteps } from "#test/support/stepLives.ts";

/** Energies of a day are the same but for the rounding of a meter. */
const ROUNDING_WH = 1;

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const ofDays = <T>(each: fc.Arbitrary<T>) => fc.array(each, { minLength: DAYS, maxLength: DAYS });
const prices = fc.array(fc.integer({ min: 20_000, max: 300_000 }), {
  minLength: 24,
  maxLength: 24,
});

test("a battery takes, gives and holds the same at any length of a step, hour by hour", () => {
  const sizes = fc.record({
    powerKw: between(1, 20),
    capacityKwh: between(2, 30),
    shareMin: between(0, 0.3),
    shareMax: between(0.6, 1),
    efficiency: between(0.8, 1),
  });
  const orders = fc.array(between(-25, 25), { minLength: HOURS, maxLength: HOURS });
  fc.assert(
    fc.property(sizes, orders, (size, orderKw) => {
      const { usual, others } = inAllLengths((perHour) => {
        const stepHours = 1 / perHour;
        const device = new Battery({ ...size, wearMicroEurPerKwh: 0, flexible: true, stepHours });
        const energies = liveSteps(device, { perHour, orderKw });
        return [...energies, device.storedWh()];
      });
      for (const other of others) expect(furthest(usual, other)).toBeLessThan(ROUNDING_WH / 24);
    }),
  );
});

test.each([
  ["at once", false],
  ["when it is cheapest", true],
])("a car that charges %s takes the same at any length of a step", (_, flexible) => {
  const cars = fc.record({
    chargerKw: between(2, 22),
    arrivalHour: fc.integer({ min: 13, max: 22 }),
    stayHours: fc.integer({ min: 2, max: 14 }),
    /** Energy wanted over what the stay can give. */
    share: ofDays(between(0, 1.2)),
  });
  fc.assert(
    fc.property(cars, prices, ({ chargerKw, arrivalHour, stayHours, share }, retail) => {
      const stayWh = stayHours * chargerKw * 1000;
      const { usual, others } = inAllLengths((perHour) => {
        const arrival = Int32Array.from(share, (_, day) => (day * 24 + arrivalHour) * perHour);
        const departure = arrival.map((at) => at + stayHours * perHour);
        const energyWh = Float64Array.from(share, (part) => part * stayWh);
        const sessions = { arrival, departure, energyWh };
        const device = new Vehicle({ chargerKw, flexible, sessions, stepHours: 1 / perHour });
        return liveSteps(device, flexible ? { perHour, retail } : { perHour });
      });
      const wanted = share.slice(0, -1).map((part) => Math.min(part, 1) * stayWh);
      expect(furthest(wanted, byDay(usual, 12))).toBeLessThan(ROUNDING_WH);
      for (const other of others) {
        // Once a step a steered car looks whether it has time to spare: even from noon to noon.
        expect(furthest(byDay(usual, 12), byDay(other, 12))).toBeLessThan(ROUNDING_WH);
        if (!flexible) expect(furthest(usual, other)).toBeLessThan(ROUNDING_WH / 24);
      }
    }),
    { numRuns: 50 },
  );
});

/** Energies of a run by step, Wh; `profileKw` is its power by quarter hour. */
function profileIn(profileKw: readonly number[], perHour: number): Float64Array {
  const steps = Math.ceil((profileKw.length * perHour) / 4);
  return Float64Array.from({ length: steps }, (_, step) => {
    // Twelfths of a quarter hour fit into steps of all lengths.
    const parts = 48 / perHour;
    let wh = 0;
    for (let k = 0; k < parts; k++) {
      wh += ((profileKw[Math.floor((step * parts + k) / 12)] ?? 0) * 1000) / 48;
    }
    return wh;
  });
}

test.each([
  ["when it is ready", false],
  ["when its run is cheapest", true],
])("a machine that starts %s takes the same at any length of a step", (_, flexible) => {
  const machines = fc.record({
    profileKw: fc.array(between(0.05, 2.5), { minLength: 3, maxLength: 10 }),
    readyHours: ofDays(fc.integer({ min: 0, max: 10 })),
    waitHours: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(machines, prices, ({ profileKw, readyHours, waitHours }, retail) => {
      const { usual, others } = inAllLengths((perHour) => {
        const earliest = Int32Array.from(readyHours, (hour, day) => (day * 24 + hour) * perHour);
        const device = new Appliance({
          flexible,
          runs: {
            name: "dishwasher",
            profileWh: profileIn(profileKw, perHour),
            earliest,
            latest: earliest.map((at) => at + waitHours * perHour),
            known: earliest.map((at) => at - 2 * perHour),
            knownPeriods: 2 * perHour,
            threshold: new Float64Array(DAYS),
          },
        });
        return liveSteps(device, flexible ? { perHour, retail } : { perHour });
      });
      const runWh = profileKw.reduce((sum, kw) => sum + kw * 250, 0);
      const wanted = readyHours.map(() => runWh);
      expect(furthest(wanted, byDay(usual))).toBeLessThan(ROUNDING_WH);
      for (const other of others) {
        // In shorter steps a steered one finds more starts: its hours differ, its days do not.
        expect(furthest(byDay(usual), byDay(other))).toBeLessThan(ROUNDING_WH);
        if (!flexible) expect(furthest(usual, other)).toBeLessThan(ROUNDING_WH / 24);
      }
    }),
    { numRuns: 50 },
  );
});
