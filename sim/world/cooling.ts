import type { Behaviour, Prosumer } from "#scenarios/scenario.ts";
import { WEEKDAY } from "#sim/world/calendar.ts";

/**
 * Electric power for cooling, kW, as a function of the outside temperature; no choice is in it.
 * Offices cool while `occupied`; homes whenever it is warm.
 */
export function coolingKw(
  prosumer: Prosumer,
  behaviour: Behaviour,
  temperatureC: number,
  occupied = true,
): number {
  if (prosumer.kind === "office") {
    const { startC, wPerM2K } = behaviour.officeCooling;
    const warmer = occupied ? Math.max(0, temperatureC - startC) : 0;
    return (warmer * wPerM2K * prosumer.floorM2) / 1000;
  }
  if (!prosumer.cooling) return 0;
  const { startC, kwPerK, kwMax } = behaviour.cooling;
  return Math.min(kwMax, Math.max(0, temperatureC - startC) * kwPerK);
}

/** Offices are open on weekdays from 8 to 19 h. */
export function isOfficeOccupied(dayType: number, minuteOfDay: number): boolean {
  return dayType === WEEKDAY && minuteOfDay >= 8 * 60 && minuteOfDay < 19 * 60;
}
