import type { Season } from "#scenarios/scenario.ts";

const NORTH: readonly Season[] = [
  "winter",
  "winter",
  "spring",
  "spring",
  "spring",
  "summer",
  "summer",
  "summer",
  "autumn",
  "autumn",
  "autumn",
  "winter",
];

/** Meteorological season of a month (0 = January); south of the equator half a year later. */
export function seasonOfMonth(month: number, latitudeDegree: number): Season {
  return NORTH[latitudeDegree < 0 ? (month + 6) % 12 : month]!;
}

/** Spreads four seasonal values over twelve months. */
export function monthlyOf(values: Record<Season, number>, latitudeDegree: number): number[] {
  return Array.from({ length: 12 }, (_, month) => values[seasonOfMonth(month, latitudeDegree)]);
}

/** Whether a month belongs to the summer half-year, April to October in the north. */
export function isSummerHalf(month: number, latitudeDegree: number): boolean {
  const northern = month >= 3 && month <= 9;
  return latitudeDegree < 0 ? !northern : northern;
}
