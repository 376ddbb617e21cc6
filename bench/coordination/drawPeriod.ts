import {
  BAL,
  type Direction,
  DOWN,
  DSO_CM,
  type Need,
  type NeedKind,
  TSO_CM,
  TSO_OPERATOR,
  UP,
} from "#engine/coordination/needs.ts";
import { type StreamKey, streamKey, uniform } from "#sim/random/randomStream.ts";

const UNITS_PER_AREA_MAX = 50;
const WH_MIN = 500;
const WH_MAX = 5000;
const PRICE_MICRO_MIN = 50_000;
const PRICE_MICRO_MAX = 350_000;
const RESERVED_SHARE = 0.3;
/** Of what stands on offer in an element's reach, drawn up to this share. */
const NEED_SHARE_MAX = 0.4;
const LINES = 2;

/** Offers by 2 × unit + direction, and what the operators need. */
export interface DrawnPeriod {
  readonly quantityWh: Int32Array;
  readonly priceMicro: Int32Array;
  readonly reservedWh: Int32Array;
  readonly needs: readonly Need[];
}

/** Where units lie. */
export interface Place {
  readonly unitCount: number;
  readonly areaCount: number;
  readonly areaOf: Int32Array;
}

/** Spreads units evenly over areas, two or more. */
export function placeOf(unitCount: number): Place {
  const areaCount = Math.max(2, Math.ceil(unitCount / UNITS_PER_AREA_MAX));
  const areaOf = Int32Array.from({ length: unitCount }, (_, unit) => unit % areaCount);
  return { unitCount, areaCount, areaOf };
}

/**
 * Draws one period: both directions of every unit on offer; each DSO lacks something at its transformer,
 * and half of them at a feeder that half of their units are on; the TSO on two lines, on which areas
 * have effects of either sign, and in the balance.
 */
export function drawPeriod(place: Place, period: number): DrawnPeriod {
  const { unitCount, areaCount, areaOf } = place;
  const key = streamKey(1, `bench/coordination/${unitCount}/${period}`);
  const draw = drawer(key);
  const between = (low: number, high: number) => Math.floor(low + draw() * (high - low));
  const length = 2 * unitCount;
  const quantityWh = Int32Array.from({ length }, () => between(WH_MIN, WH_MAX));
  const priceMicro = Int32Array.from({ length }, () => between(PRICE_MICRO_MIN, PRICE_MICRO_MAX));
  const reservedWh = quantityWh.map((wh) => (draw() < RESERVED_SHARE ? wh : 0));
  const needs: Need[] = [];
  const add = (kind: NeedKind, area: number, element: string, perWh: (unit: number) => number) => {
    const direction: Direction = draw() < 0.5 ? UP : DOWN;
    const effectiveness = Float64Array.from({ length: unitCount }, (_, unit) => perWh(unit));
    let reachWh = 0;
    for (const [unit, effect] of effectiveness.entries())
      reachWh += Math.max(0, effect) * quantityWh[2 * unit + direction]!;
    needs.push({
      kind,
      operator: area < 0 ? TSO_OPERATOR : area,
      area,
      element,
      direction,
      quantityWh: Math.ceil(draw() * NEED_SHARE_MAX * reachWh),
      effectiveness,
      shown: 0,
    });
  };
  for (let area = 0; area < areaCount; area++) {
    add(DSO_CM, area, "transformer", (unit) => (areaOf[unit] === area ? 0.9 : 0));
    const isOnFeeder = (unit: number) => areaOf[unit] === area && (unit / areaCount) % 2 < 1;
    if (draw() < 0.5) add(DSO_CM, area, "feeder", (unit) => (isOnFeeder(unit) ? 1 : 0));
  }
  for (let line = 0; line < LINES; line++) {
    const factors = Array.from({ length: areaCount }, () => draw() - 0.4);
    add(TSO_CM, -1, `line ${line}`, (unit) => factors[areaOf[unit]!]!);
  }
  add(BAL, -1, "system", () => 1);
  return { quantityWh, priceMicro, reservedWh, needs };
}

function drawer(key: StreamKey): () => number {
  let drawn = 0;
  return () => uniform(key, drawn++);
}
