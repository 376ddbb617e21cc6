import { heldWh } from "#engine/coordination/claimedEnergy.ts";
import type { ClaimEntry, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { refuseClaim } from "#engine/coordination/refusals.ts";
import { bearableWh } from "#sim/agents/acknowledgement.ts";
import { marketMinute } from "#sim/clock.ts";
import type { Run } from "#sim/run/run.ts";

/** Where the claims and needs of a gate begin, and how it was cleared. */
export interface ClearedGate {
  readonly firstClaim: number;
  readonly firstNeed: number;
  readonly isJoint: boolean;
}

/**
 * Providers answer what was claimed of their units right after the gate: all that the devices bear as they
 * stand and plan at that instant, the rest is refused. In time, what is refused is not ordered; later it
 * stands and counts as not delivered. Either way the operator knows.
 *
 * @param now - Running period.
 * @param minute - Market time of the gate.
 */
export function answerGate(
  { community, world }: Pick<Run, "community" | "world">,
  flex: FlexPeriod,
  gate: ClearedGate,
  { now, minute }: { now: number; minute: number },
): void {
  const { inTimeMinutes } = world.scenario.flexibility.acknowledgement;
  const leadMinutes = marketMinute(world.calendar, flex.period, 0) - minute;
  const isInTime = leadMinutes >= inTimeMinutes;
  for (let position = gate.firstClaim; position < flex.claims.length; position++) {
    const claim = flex.claims[position]!;
    if (claim.grantedWh === 0) continue;
    const unit = community.units[claim.unit]!;
    const ableWh = Math.floor(bearableWh(unit, now, flex.period, claim.direction));
    const leftWh = Math.max(0, ableWh - acceptedBefore(flex.claims, position));
    const energyWh = claim.grantedWh - Math.min(claim.grantedWh, leftWh);
    if (energyWh > 0) refuseClaim(flex, position, { energyWh, isInTime }, gate);
  }
}

/** What was accepted of the same unit and direction before, Wh; other ledgers stand on the same kWh. */
function acceptedBefore(claims: readonly ClaimEntry[], position: number): number {
  const { unit, direction, ledger } = claims[position]!;
  return claims.slice(0, position).reduce((sum, claim) => {
    const isSame = claim.unit === unit && claim.direction === direction && claim.ledger === ledger;
    return isSame ? sum + heldWh(claim) : sum;
  }, 0);
}
