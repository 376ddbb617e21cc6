import { exp } from "#sim/world/transcendental.ts";
import type { World } from "#sim/world/world.ts";

const QUARTERS = 96;
/** Local hours in which a steered car is expected to charge. */
const NIGHT_FROM = 22;
const NIGHT_TO = 6;

/**
 * What a car that is not plugged in is expected to take, Wh by kind of day (weekday, weekend) and
 * quarter of the day: statistics of the scenario, nothing of the car's own future. A car that is not
 * steered charges from its arrival on, a steered one at night.
 */
export function expectedCharging(world: World, chargerKw: number, flexible: boolean): Float64Array {
  const { electricVehicle } = world.scenario.behaviour;
  const { sessionsPerWeek, energyLogMean, energyLogSd, arrivalShare } = electricVehicle;
  const perDay = sessionsPerWeek / 7;
  const sessionWh = 1000 * exp(energyLogMean + (energyLogSd * energyLogSd) / 2);
  const result = new Float64Array(2 * QUARTERS);
  if (flexible) {
    const quarters = 4 * (24 - NIGHT_FROM + NIGHT_TO);
    for (let k = 0; k < result.length; k++) {
      const hour = Math.floor((k % QUARTERS) / 4);
      if (hour >= NIGHT_FROM || hour < NIGHT_TO) result[k] = (perDay * sessionWh) / quarters;
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
