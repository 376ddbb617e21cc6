/** Heated rooms as one body, and what leaves it through the walls and through open windows. */
export interface Room {
  readonly lossKwPerK: number;
  /** `kelvinPerKw` of these losses over a period. */
  readonly riseKPerKw: number;
  /** Loss with the windows open, and the rise that goes with it. */
  readonly openLossKwPerK: number;
  readonly openRiseKPerKw: number;
  /** Somebody opens them where it gets warmer than this and is cooler outside, °C. */
  readonly openAboveC: number;
  /** Share of the sun that blinds let through where it is warmer than that. */
  readonly shadedShare: number;
}

/**
 * Room temperature at the end of a period, °C. Windows are opened as far as it takes to get down to
 * `openAboveC`, and no further; while it is warmer outside than within they stay shut.
 *
 * @param heatKw - Heat of the device, of people and machines, and of the sun.
 */
export function roomAfter(
  { lossKwPerK, riseKPerKw, openLossKwPerK, openRiseKPerKw, openAboveC }: Room,
  roomC: number,
  outsideC: number,
  heatKw: number,
): number {
  const shut = roomC + riseKPerKw * (heatKw - lossKwPerK * (roomC - outsideC));
  if (shut <= openAboveC || shut <= outsideC) return shut;
  const open = roomC + openRiseKPerKw * (heatKw - openLossKwPerK * (roomC - outsideC));
  return Math.min(shut, Math.max(openAboveC, open));
}

/** Part of the sun on the windows that gets in, kW per kW/m² and m² of aperture. */
export function sunShare({ openAboveC, shadedShare }: Room, roomC: number): number {
  return roomC > openAboveC ? shadedShare : 1;
}
