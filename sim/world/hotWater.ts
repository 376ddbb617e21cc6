import type { Behaviour, Prosumer } from "#scenarios/scenario.ts";
import { type StreamKey, uniform } from "#sim/random/randomStream.ts";
import { type Calendar, indexAt } from "#sim/world/calendar.ts";
import { exp, log } from "#sim/world/transcendental.ts";

/** Draws of hot water worth a boiler's while (basin, shower, sink) per person and day. */
const DRAWS_PER_PERSON = 3;
/** Heat of a draw over its mean: exponential, cut where it would empty the store at once. */
const LONGEST = 4;
const CUT = exp(-LONGEST);
const CUT_MEAN = 1 - (LONGEST * CUT) / (1 - CUT);

const SLOTS_PER_DAY = 256;
const SIZES = 128;
const DRAWS_MAX = 127;
const WH_PER_KWH = 1000;

/** Expected heat drawn by period, Wh. */
export function expectedDraws(
  calendar: Calendar,
  hotWater: Behaviour["hotWater"],
  persons: number,
): Float32Array {
  const whPerDay = dailyWh(hotWater, persons);
  const share = shares(hotWater.drawShare);
  return Float32Array.from(calendar.minuteOfDay, (minute) => {
    return (whPerDay * share[Math.floor(minute / 60)]!) / 4;
  });
}

/** Sporadic draws of one home, Wh by period; on average they are the expected ones. */
export function drawHotWater(
  calendar: Calendar,
  hotWater: Behaviour["hotWater"],
  prosumer: Prosumer,
  key: StreamKey,
): Float32Array {
  const out = new Float32Array(calendar.count);
  const cumulated = cumulative(shares(hotWater.drawShare));
  const drawsPerDay = Math.min(DRAWS_MAX - 1, prosumer.persons * DRAWS_PER_PERSON);
  if (drawsPerDay === 0) return out;
  const whPerDraw = dailyWh(hotWater, prosumer.persons) / drawsPerDay;
  for (let d = 0; d < calendar.dayCount; d++) {
    const slot = (calendar.firstUnixDay + d) * SLOTS_PER_DAY;
    const draws = Math.floor(drawsPerDay + uniform(key, slot + DRAWS_MAX));
    for (let draw = 0; draw < draws; draw++) {
      const minute = minuteOf(cumulated, uniform(key, slot + draw));
      const size = -log(1 - uniform(key, slot + SIZES + draw) * (1 - CUT)) / CUT_MEAN;
      const index = Math.min(indexOf(calendar, d, minute), calendar.dayStart[d + 1]! - 1);
      out[index] = out[index]! + whPerDraw * size;
    }
  }
  return out;
}

/** `indexAt` of the quarter hour, without the search on days without a clock change. */
function indexOf(calendar: Calendar, day: number, minute: number): number {
  const quarter = Math.floor(minute / 15);
  const from = calendar.dayStart[day]!;
  if (calendar.dayStart[day + 1]! - from !== 96) return indexAt(calendar, day, quarter * 15);
  return from + quarter;
}

function dailyWh(hotWater: Behaviour["hotWater"], persons: number): number {
  return (persons * hotWater.kwhPerPersonYear * WH_PER_KWH) / 365;
}

function shares(drawShare: readonly number[]): number[] {
  const sum = drawShare.reduce((a, b) => a + b, 0);
  return drawShare.map((share) => share / sum);
}

function cumulative(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

function minuteOf(cumulated: readonly number[], at: number): number {
  let hour = 0;
  while (hour < 23 && cumulated[hour]! <= at) hour++;
  const below = hour === 0 ? 0 : cumulated[hour - 1]!;
  const within = (at - below) / (cumulated[hour]! - below);
  return hour * 60 + Math.min(59, Math.max(0, Math.floor(within * 60)));
}
