import { hoursWithin, isWithin } from "#sim/world/localHours.ts";
import { exp } from "#sim/world/transcendental.ts";
import type { World } from "#sim/world/world.ts";

const QUARTERS = 96;

/**
 * What a car that is not plugged in is expected to take, Wh by kind of day (weekday, weekend) and
 * quarter of the day: statistics of the scenario, nothing of the car's own future. A car that is not
 * steered charges from its arrival on, a steered one in hours of the scenario.
 */
export function expectedCharging(world: World, chargerKw: number, flexible: boolean): Float64Array {
  const { electricVehicle } = world.scenario.behaviour;
  const { chargerEfficiency, expectedHours } = world.scenario.devices.electricVehicle;
  const { sessionsPerWeek, energyLogMean, energyLogSd, arrivalShare } = electricVehicle;
  const perDay = sessionsPerWeek / 7;
  const sessionWh =
    (1000 * exp(energyLogMean + (energyLogSd * energyLogSd) / 2)) / chargerEfficiency;
  const result = new Float64Array(2 * QUARTERS);
  if (flexible) {
    const quarters = 4 * hoursWithin(expectedHours);
    for (let k = 0; k < result.length; k++) {
      const hour = Math.floor((k % QUARTERS) / 4);
      if (isWithin(hour, expectedHours)) result[k] = (perDay * sessionWh) / quarters;
    }
    return result;
  }
  const powerWh = chargerKw * 250;
  for (const [day, shares] of [arrivalShare.weekday, arrivalShare.weekend].entries()) {
    for (let quarter = 0; quarter < QUARTERS; quarter++) {
      const arrivals = (perDay * shares[Math.floor(quarter / 4)]!) / 4;
      for (let left = sessionWh, k = quarter; left > 0; left -= powerWh, k++) {
        result[day * QUARTERS + (k % QUARTERS)]! += arrivals * Math.min(left, powerWh);
      }
    }
  }
  return result;
}
