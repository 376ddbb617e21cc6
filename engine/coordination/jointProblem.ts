import type { ClearingProblem, ClearingRow } from "#engine/coordination/clearingProblem.ts";
import type { NeedState } from "#engine/coordination/flexPeriod.ts";
import type { Direction, Need } from "#engine/coordination/needs.ts";

/** A row of an offer as one column of the problem. */
export interface JointOffer {
  readonly unit: number;
  readonly direction: Direction;
  /** Whether it is what a DSO has reserved of the offer. */
  readonly isReserved: boolean;
  /** µEUR/kWh. */
  readonly priceMicro: number;
  /** Most that may be taken, Wh. */
  readonly upperWh: number;
}

/** Relief that may be forgone at less than the value of the need: what a blocked offer would have given. */
export interface Forgone {
  /** Position among the states of the problem. */
  readonly state: number;
  readonly reliefWh: number;
  /** What it may cost elsewhere at most, µEUR per kWh of relief. */
  readonly costMax: number;
}

/**
 * Puts the needs of a gate and the offers of its list into one linear programme: least payment, plus
 * the value of what stays unmet, so that every element has its relief. One row a need, lower bound
 * what is still missing; columns are the offers, then the forgone parts.
 *
 * @param unmetMicro - Value of an unmet kWh by kind of need, µEUR.
 */
export function jointProblem(
  states: readonly NeedState[],
  columns: readonly JointOffer[],
  forgone: readonly Forgone[],
  unmetMicro: readonly [number, number, number],
): ClearingProblem {
  const width = columns.length + forgone.length;
  const cost = new Float64Array(width);
  const upper = new Float64Array(width);
  for (const [k, { priceMicro, upperWh }] of columns.entries()) {
    cost[k] = priceMicro;
    upper[k] = upperWh;
  }
  for (const [k, { costMax, reliefWh }] of forgone.entries()) {
    cost[columns.length + k] = costMax;
    upper[columns.length + k] = reliefWh;
  }
  const rows = states.map(({ need, creditedWh, metWh }, position): ClearingRow => {
    const effect = new Float64Array(width);
    for (const [k, { unit, direction }] of columns.entries()) {
      effect[k] = reliefPerWh(need, unit, direction);
    }
    for (const [k, { state }] of forgone.entries()) {
      if (state === position) effect[columns.length + k] = 1;
    }
    return {
      effect,
      lower: need.quantityWh - creditedWh - metWh,
      upper: Number.POSITIVE_INFINITY,
      violationCost: unmetMicro[need.kind],
    };
  });
  return { cost, quadratic: null, lower: new Float64Array(width), upper, rows };
}

/** Relief of a need by one Wh of a unit in a direction; negative where it does harm. */
export function reliefPerWh(need: Need, unit: number, direction: Direction): number {
  return (direction === need.direction ? 1 : -1) * need.effectiveness[unit]!;
}
