import { assert } from "#engine/assert.ts";
import { attemptedConflicts } from "#engine/coordination/attemptedConflicts.ts";
import {
  type Conflict,
  type ConflictSet,
  join,
  LATENT,
  larger,
  type Meeting,
  NO_MEETING,
  OPPOSITE_DIRECTION,
  REALISED,
  SAME_DIRECTION,
} from "#engine/coordination/conflict.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { type Direction, NEED_PAIRS, type NeedKind } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";

/** Energy that a need has of a unit, in one direction. */
interface Stake {
  readonly unit: number;
  readonly kind: NeedKind;
  readonly direction: Direction;
  readonly energyWh: number;
  readonly priceMicro: number;
  readonly ledger: number;
}

/**
 * Lists the conflicts of one period after its last gate, by set, unit and pair of needs.
 *
 * Latent: both needs picked the unit when each operator was alone. Attempted: conflicting claims, or
 * a claim that the other operator credited. Realised: both dispatched and standing on the same kWh,
 * or in opposite directions, which one ledger makes impossible.
 *
 * @param orders - What `dispatchOrders` made of the period.
 */
export function periodConflicts(flex: FlexPeriod, orders: readonly Order[]): Conflict[] {
  const alone = flex.latent.map(
    (pick): Stake => ({ ...pick, energyWh: pick.quantityWh, ledger: pick.operator }),
  );
  const dispatched = dispatchedStakes(orders);
  return [
    ...meetings(alone, LATENT, () => true),
    ...attemptedConflicts(flex),
    ...meetings(dispatched, REALISED, meetsPhysically),
  ];
}

/** Orders of the two rows of an offer are one stake, at what it costs on the mean. */
function dispatchedStakes(orders: readonly Order[]): Stake[] {
  const stakes: Stake[] = [];
  for (const { unit, kind, direction, ledger, orderedWh, priceMicro } of orders) {
    const at = stakes.findIndex(
      (one) =>
        one.unit === unit &&
        one.kind === kind &&
        one.direction === direction &&
        one.ledger === ledger,
    );
    const before = stakes[at];
    const energyWh = orderedWh + (before?.energyWh ?? 0);
    const spent = orderedWh * priceMicro + (before ? before.energyWh * before.priceMicro : 0);
    const mean = Math.round(spent / energyWh);
    const stake = { unit, kind, direction, ledger, energyWh, priceMicro: mean };
    if (before) stakes[at] = stake;
    else stakes.push(stake);
  }
  return stakes;
}

/** Orders of one ledger are on different kWh; opposite ones would be a hole in the registry. */
function meetsPhysically(one: Stake, other: Stake): boolean {
  if (one.ledger !== other.ledger) return true;
  assert(one.direction === other.direction, `opposite orders on unit ${one.unit} in one ledger`);
  return false;
}

function meetings(
  stakes: readonly Stake[],
  set: ConflictSet,
  meets: (one: Stake, other: Stake) => boolean,
): Conflict[] {
  const conflicts: Conflict[] = [];
  const units = [...new Set(stakes.map(({ unit }) => unit))].sort((a, b) => a - b);
  for (const unit of units) {
    const here = stakes.filter((stake) => stake.unit === unit);
    for (const [pair, [first, second]] of NEED_PAIRS.entries()) {
      const byKind: [Meeting, Meeting] = [NO_MEETING, NO_MEETING];
      for (const one of here.filter(({ kind }) => kind === first)) {
        for (const other of here.filter(({ kind }) => kind === second)) {
          if (!meets(one, other)) continue;
          const kind = one.direction === other.direction ? SAME_DIRECTION : OPPOSITE_DIRECTION;
          byKind[kind] = join(byKind[kind], {
            overlapWh: Math.min(one.energyWh, other.energyWh),
            priceMicro: Math.min(one.priceMicro, other.priceMicro),
          });
        }
      }
      const conflict = larger(set, unit, pair, byKind);
      if (conflict) conflicts.push({ ...conflict, avoidedBy: null });
    }
  }
  return conflicts;
}
