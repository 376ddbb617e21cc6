import { beforeAll, expect, test } from "vitest";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";
import { mean, quantile } from "#test/support/statistics.ts";

const CARS = 60;
const base = smallScenario();
const scenario = smallScenario({
  areas: [
    {
      ...base.areas[0]!,
      prosumers: Array.from({ length: CARS }, (_, k) =>
        smallHome(`V${k}`, { chargerKw: [3.7, 7.4, 11][k % 3]!, vehicleKwh: 30 + (k % 5) * 10 }),
      ),
    },
  ],
});

let world: World;
beforeAll(() => {
  world = buildWorld(scenario, { seed: 2, days: 365 });
});

const weeks = () => world.calendar.dayCount / 7;
const sessionsOf = (k: number) => world.prosumers[k]!.sessions!;

test("stays are in order, apart, inside the world, and can be served", () => {
  for (const { sessions, prosumer } of world.prosumers) {
    const { arrival, departure, energyWh } = sessions!;
    arrival.forEach((at, k) => {
      const stay = departure[k]! - at;
      expect(stay).toBeGreaterThan(0);
      expect(departure[k]!).toBeLessThanOrEqual(arrival[k + 1] ?? world.calendar.count);
      expect(Number.isInteger(energyWh[k])).toBe(true);
      expect(energyWh[k]!).toBeGreaterThan(0);
      expect(energyWh[k]!).toBeLessThanOrEqual(prosumer.chargerKw * 250 * stay);
      expect(energyWh[k]!).toBeLessThanOrEqual(prosumer.vehicleKwh * 1000);
    });
  }
});

test("cars come 3.6 times a week and take about 38 kWh", () => {
  const perWeek = mean(
    Array.from({ length: CARS }, (_, k) => sessionsOf(k).arrival.length / weeks()),
  );
  expect(Math.abs(perWeek - 3.6)).toBeLessThan(0.1);
  const kwh = mean(
    Array.from({ length: CARS }, (_, k) => {
      return sessionsOf(k).energyWh.reduce((a, b) => a + b, 0) / 1000 / weeks();
    }),
  );
  // lognormal mean exp(2.05 + 0.75²/2) = 10.3 kWh, a little cut by short stays
  expect(kwh).toBeGreaterThan(31);
  expect(kwh).toBeLessThan(39);
});

test("arrivals follow the hours of the scenario, evenings stay overnight", () => {
  const { minuteOfDay, dayType } = world.calendar;
  const counts = new Float64Array(24);
  const evenings: number[] = [];
  const mornings: number[] = [];
  for (let k = 0; k < CARS; k++) {
    const { arrival, departure } = sessionsOf(k);
    arrival.forEach((at, s) => {
      const hour = Math.floor(minuteOfDay[at]! / 60);
      if (dayType[at] === 0) counts[hour]!++;
      if (hour >= 14 && hour < 23) {
        const nextDay = world.calendar.day[departure[s]!] === world.calendar.day[at]! + 1;
        const long = departure[s]! - at > 8 * 4;
        evenings.push(nextDay && long ? 1 : 0);
        if (nextDay && long) mornings.push(minuteOfDay[departure[s]!]! / 60);
      }
    });
  }
  const share = base.behaviour.electricVehicle.arrivalShare.weekday;
  const total = share.reduce((a, b) => a + b, 0);
  const all = counts.reduce((a, b) => a + b, 0);
  counts.forEach((count, hour) => {
    expect(Math.abs(count / all - share[hour]! / total)).toBeLessThan(0.012);
  });
  expect(mean(evenings)).toBeGreaterThan(0.6);
  expect(mean(evenings)).toBeLessThan(0.75);
  expect(quantile(mornings, 0.5)).toBeCloseTo(9, 0);
});

test("energies spread as a lognormal", () => {
  const energies = Array.from({ length: CARS }, (_, k) => [...sessionsOf(k).energyWh]).flat();
  // exp(2.05) = 7.8 kWh in the middle, 3.0 and 20 kWh at 10 and 90 %
  expect(quantile(energies, 0.1) / 1000).toBeCloseTo(3, 0);
  expect(quantile(energies, 0.5) / 1000).toBeGreaterThan(7);
  expect(quantile(energies, 0.5) / 1000).toBeLessThan(8.2);
  expect(quantile(energies, 0.9) / 1000).toBeGreaterThan(16);
  expect(quantile(energies, 0.9) / 1000).toBeLessThan(21);
});
