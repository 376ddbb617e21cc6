import type { Mix } from "#scenarios/population/population.ts";

/** How far roofs are turned from the noon sun, degrees: to the east below zero, to the west above. */
const TURNS: Mix<number> = [
  [-30, 1],
  [-15, 2],
  [0, 4],
  [15, 2],
  [30, 1],
];

/** Side on which the sun stands at noon over the year: 180 = south, 0 = north. */
export function noonAzimuth(latitudeDegree: number): number {
  return latitudeDegree < 0 ? 0 : 180;
}

/** Azimuths of roofs where nobody says them; those of the south mirror those of the north. */
export function roofAzimuths(latitudeDegree: number): Mix<number> {
  const noon = noonAzimuth(latitudeDegree);
  const way = latitudeDegree < 0 ? -1 : 1;
  return TURNS.map(([turn, weight]) => [(noon + way * turn + 360) % 360, weight]);
}
