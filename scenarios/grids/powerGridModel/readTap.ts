import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

/** What the tap position of a transformer makes of its plate. */
export interface Tap {
  readonly side: "from" | "to";
  /** Added to the rated voltage of that side. */
  readonly addedKv: number;
  /** Short-circuit voltage and copper loss at this position. */
  readonly uk: number;
  readonly pkKw: number;
  readonly regulates: boolean;
}

/**
 * Reads the tap changer. Voltage goes with the position, in steps of `tap_size` from `tap_nom`,
 * downwards where `tap_max` is below `tap_min`; `uk` and `pk` go straight from their value at
 * `tap_nom` to those at the ends, where these are given.
 */
export function readTap(row: SourceRow): Tap {
  const side = row.integer("tap_side", { min: 0, max: 1 }) === 1 ? "to" : "from";
  const nominal = row.integer("tap_nom", { otherwise: 0 });
  const min = row.integer("tap_min", { otherwise: nominal });
  const max = row.integer("tap_max", { otherwise: nominal });
  const position = row.integer("tap_pos", {
    min: Math.min(min, max),
    max: Math.max(min, max),
    otherwise: nominal,
  });
  const size = row.number("tap_size", { min: 0, otherwise: 0 });
  const steps = position - nominal;
  const at = (plain: string, range: { above?: number; min?: number }) => {
    const value = row.number(plain, range);
    const atMin = row.number(`${plain}_min`, { ...range, otherwise: value });
    const atMax = row.number(`${plain}_max`, { ...range, otherwise: value });
    const towardsMax = position <= Math.max(nominal, max) && position >= Math.min(nominal, max);
    const [end, valueAtEnd] = towardsMax ? [max, atMax] : [min, atMin];
    return end === nominal ? value : value + (steps * (valueAtEnd - value)) / (end - nominal);
  };
  return {
    side,
    addedKv: ((max > min ? steps : -steps) * size) / 1000,
    uk: at("uk", { above: 0 }),
    pkKw: at("pk", { min: 0 }) / 1000,
    regulates: size > 0 && min !== max,
  };
}
