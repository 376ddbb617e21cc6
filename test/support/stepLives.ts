import type { Device } from "#sim/agents/devices/device.ts";
import { planView } from "#test/support/planView.ts";

/** Steps of an hour: of 15 minutes as in the market, and of 5, 30 and 60. */
const MARKET = 4;
const OTHERS = [12, 2, 1];
export const DAYS = 3;
export const HOURS = DAYS * 24;
/** Plans reach so far: 240 of the shortest steps, which a ring holds. */
const HORIZON_HOURS = 20;
/** Series reach to the end of the last plan. */
export const KNOWN_HOURS = HOURS + HORIZON_HOURS;

/** What a life comes to in steps of the market's length, and in steps of each other. */
export function inAllLengths<T>(live: (perHour: number) => T): { usual: T; others: T[] } {
  return { usual: live(MARKET), others: OTHERS.map((perHour) => live(perHour)) };
}

/** A series that holds its value of each hour over all steps in it. */
export function held(byHour: readonly number[], perHour: number): Float32Array {
  return Float32Array.from(
    { length: byHour.length * perHour },
    (_, step) => byHour[Math.floor(step / perHour)]!,
  );
}

/** The same of energies: each step gets an equal part of its hour's, Wh. */
export function spread(byHour: readonly number[], perHour: number): Float32Array {
  return held(byHour, perHour).map((wh) => wh / perHour);
}

export interface Life {
  readonly perHour: number;
  /** Prices of a day by hour, where the device plans at each full hour. */
  readonly retail?: readonly number[];
  /** Power ordered beyond the plan by hour, kW. */
  readonly orderKw?: readonly number[];
  /** Looks at the device behind the last step of each hour. */
  readonly look?: (step: number) => void;
}

/** Lives all days; returns the energy taken by hour, Wh. */
export function liveSteps(device: Device, { perHour, retail, orderKw, look }: Life): number[] {
  return Array.from({ length: HOURS }, (_, hour) => {
    const now = hour * perHour;
    if (retail !== undefined) planFrom(device, now, perHour, retail);
    const orderWh = ((orderKw?.[hour] ?? 0) * 1000) / perHour;
    let taken = 0;
    for (let i = now; i < now + perHour; i++) taken += device.step(i, orderWh);
    look?.(now + perHour - 1);
    return taken;
  });
}

function planFrom(device: Device, now: number, perHour: number, retail: readonly number[]): void {
  const end = now + HORIZON_HOURS * perHour;
  const view = planView([now, now, end], { retail: 0 });
  for (let i = now; i < end; i++) {
    const price = retail[Math.floor(i / perHour) % retail.length]!;
    view.retailPrice[i & 255] = price;
    view.consumePrice[i & 255] = price;
  }
  device.planAhead(view, false);
}

/** Energy up to the end of each hour, Wh. */
export function accumulated(byHour: readonly number[]): number[] {
  let sum = 0;
  return byHour.map((wh) => {
    sum += wh;
    return sum;
  });
}

/** Energy of each day of 24 hours, counted from an hour of the first on, Wh. */
export function byDay(byHour: readonly number[], from = 0): number[] {
  const days = Math.floor((byHour.length - from) / 24);
  return Array.from({ length: days }, (_, day) => {
    const start = from + 24 * day;
    return byHour.slice(start, start + 24).reduce((a, b) => a + b, 0);
  });
}

/** The greatest distance between two series. */
export function furthest(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, k) => Math.abs(value - b[k]!)));
}
