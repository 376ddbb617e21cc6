import {
  ATTEMPTED,
  type Avoidance,
  type Conflict,
  join,
  larger,
  type Meeting,
  NO_MEETING,
  OPPOSITE_DIRECTION,
  SAME_DIRECTION,
} from "#engine/coordination/conflict.ts";
import type { ClaimEntry, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { NEED_PAIRS, type NeedKind } from "#engine/coordination/needs.ts";
import { CONFLICT_OPPOSITE, CONFLICT_SAME } from "#engine/coordination/registry.ts";

/**
 * Lists the (unit, pair of needs) of a period on which claims met: one wanted what another had been
 * granted, or credited it, or worked against it.
 *
 * Claims of one ledger meet where it says so. Claims of different ledgers stand on the same kWh
 * wherever both were granted. Claims on different parts of an offer, as when it was divided among
 * separate lists, do not meet.
 */
export function attemptedConflicts(flex: FlexPeriod): Conflict[] {
  const conflicts: Conflict[] = [];
  const units = [...new Set(flex.claims.map(({ unit }) => unit))].sort((a, b) => a - b);
  for (const unit of units) {
    const claims = positionsOn(flex, unit);
    for (const [pair, [first, second]] of NEED_PAIRS.entries()) {
      const attempts = [
        ...claims.flatMap((claim) => refusals(flex, claims, claim, first, second)),
        ...acrossLedgers(flex, claims, first, second),
        ...merges(flex, unit, first, second),
      ];
      const conflict = summarise(unit, pair, attempts);
      if (conflict) conflicts.push(conflict);
    }
  }
  return conflicts;
}

interface Attempt extends Meeting {
  readonly kind: typeof SAME_DIRECTION | typeof OPPOSITE_DIRECTION;
  readonly avoidedBy: Avoidance | null;
}

function positionsOn(flex: FlexPeriod, unit: number): number[] {
  const positions: number[] = [];
  for (const [position, claim] of flex.claims.entries()) {
    if (claim.unit === unit) positions.push(position);
  }
  return positions;
}

/** What the ledger refused to one need because the other had been granted it before. */
function refusals(
  flex: FlexPeriod,
  here: readonly number[],
  position: number,
  first: NeedKind,
  second: NeedKind,
): Attempt[] {
  const claim = flex.claims[position]!;
  if (claim.kind !== first && claim.kind !== second) return [];
  const other = claim.kind === first ? second : first;
  const opposes = claim.conflict === CONFLICT_OPPOSITE;
  if (!opposes && claim.conflict !== CONFLICT_SAME) return [];
  let standingWh = 0;
  let priceMicro = claim.priceMicro;
  for (const earlier of here) {
    const entry = flex.claims[earlier]!;
    if (earlier >= position || entry.kind !== other || entry.ledger !== claim.ledger) continue;
    if ((entry.direction !== claim.direction) !== opposes) continue;
    standingWh += entry.grantedWh;
    if (entry.grantedWh > 0) priceMicro = Math.min(priceMicro, entry.priceMicro);
  }
  const overlapWh = Math.min(standingWh, claim.requestedWh - claim.grantedWh);
  const kind = opposes ? OPPOSITE_DIRECTION : SAME_DIRECTION;
  return [{ kind, overlapWh, priceMicro, avoidedBy: howAvoided(flex, position) }];
}

function howAvoided(flex: FlexPeriod, position: number): Avoidance {
  const claim = flex.claims[position]!;
  if (claim.grantedWh > 0) return "split";
  const wentElsewhere = flex.claims.some(
    ({ need, grantedWh }, later) => later > position && need === claim.need && grantedWh > 0,
  );
  return wentElsewhere ? "reroute" : "reject";
}

function acrossLedgers(
  flex: FlexPeriod,
  here: readonly number[],
  first: NeedKind,
  second: NeedKind,
): Attempt[] {
  const attempts: Attempt[] = [];
  for (const one of granted(flex, here, first)) {
    for (const other of granted(flex, here, second)) {
      if (one.ledger === other.ledger) continue;
      const kind = one.direction === other.direction ? SAME_DIRECTION : OPPOSITE_DIRECTION;
      attempts.push({
        kind,
        overlapWh: Math.min(one.grantedWh, other.grantedWh),
        priceMicro: Math.min(one.priceMicro, other.priceMicro),
        avoidedBy: null,
      });
    }
  }
  return attempts;
}

/** What a need was granted of a unit, by direction; the claims of one need are of one ledger. */
function granted(flex: FlexPeriod, here: readonly number[], kind: NeedKind): ClaimEntry[] {
  const sums: ClaimEntry[] = [];
  for (const position of here) {
    const claim = flex.claims[position]!;
    if (claim.kind !== kind || claim.grantedWh === 0) continue;
    const at = sums.findIndex(({ direction }) => direction === claim.direction);
    if (at < 0) sums.push(claim);
    else sums[at] = joined(sums[at]!, claim);
  }
  return sums;
}

/** Two claims as one, at what they cost on the mean. */
function joined(one: ClaimEntry, other: ClaimEntry): ClaimEntry {
  const grantedWh = one.grantedWh + other.grantedWh;
  const spent = one.grantedWh * one.priceMicro + other.grantedWh * other.priceMicro;
  return { ...other, grantedWh, priceMicro: Math.round(spent / grantedWh) };
}

/** What one need counts of the other's claims; several needs of one operator count the same energy. */
function merges(flex: FlexPeriod, unit: number, first: NeedKind, second: NeedKind): Attempt[] {
  const byNeed = new Map<number, Attempt>();
  for (const credit of flex.credits) {
    if (credit.unit !== unit) continue;
    const { kind, priceMicro } = flex.claims[credit.claim]!;
    const isPair =
      (credit.kind === first && kind === second) || (credit.kind === second && kind === first);
    if (!isPair) continue;
    const overlapWh = credit.energyWh + (byNeed.get(credit.need)?.overlapWh ?? 0);
    byNeed.set(credit.need, { kind: SAME_DIRECTION, overlapWh, priceMicro, avoidedBy: "merge" });
  }
  return [...byNeed.values()].sort((a, b) => b.overlapWh - a.overlapWh).slice(0, 1);
}

function summarise(unit: number, pair: number, attempts: readonly Attempt[]): Conflict | null {
  const sum = (kind: number) =>
    attempts.filter((attempt) => attempt.kind === kind).reduce<Meeting>(join, NO_MEETING);
  const conflict = larger(ATTEMPTED, unit, pair, [sum(SAME_DIRECTION), sum(OPPOSITE_DIRECTION)]);
  if (!conflict) return null;
  const most = attempts
    .filter(({ kind, overlapWh }) => kind === conflict.kind && overlapWh > 0)
    .reduce((one, other) => (other.overlapWh > one.overlapWh ? other : one));
  return { ...conflict, avoidedBy: most.avoidedBy };
}
