import type { DecidedClaim } from "#sim/audit/decidedClaims.ts";
import { type AuditFinding, claimFinding } from "#sim/audit/finding.ts";

const NONE = 0;
const SAME = 1;
const OPPOSITE = 2;
const CONFLICT_WORDS = ["no conflict", "conflict in one direction", "opposite conflict"];

interface Position {
  /** What the first claim said was on offer, Wh. */
  offeredWh: number | null;
  /** What the ledger granted, Wh. */
  grantedWh: number;
  isLocked: boolean;
}

/**
 * Replays the claims of one ledger by the rule: the first claim on a unit, period and direction fixes
 * what is on offer; a claim is granted the smaller of what it requests and what is left; nothing where
 * the opposite direction holds a grant. The grants of the log are what counts from there on.
 */
export class ResidualReplay {
  readonly #positions = new Map<string, Position>();
  #marketMinute = 0;

  /** Follows a claim and returns what is wrong with it. */
  follow(claim: DecidedClaim): AuditFinding[] {
    const findings: AuditFinding[] = [];
    const { unit, period, direction, requestedWh, offeredWh, grantedWh, conflict } = claim;
    const say = (check: AuditFinding["check"], energyWh: number | null, says: string) =>
      findings.push(claimFinding(check, claim, energyWh, says));
    const position = this.#at(unit, period, direction);
    const opposite = this.#at(unit, period, 1 - direction);
    position.offeredWh ??= offeredWh;
    const residualWh = Math.max(0, position.offeredWh - position.grantedWh);
    const expected = decide(requestedWh, residualWh, opposite.grantedWh > 0);
    // Quantities held by a lock leave the residual; how much was on offer then stands in no event.
    const isBounded = position.isLocked || opposite.isLocked;
    const isRight = isBounded
      ? grantedWh <= expected.grantedWh
      : grantedWh === expected.grantedWh && conflict === expected.conflict;
    if (!isRight) {
      say(
        "otherGrant",
        grantedWh,
        `granted ${grantedWh} Wh with ${CONFLICT_WORDS[conflict] ?? `conflict ${conflict}`} of ` +
          `${requestedWh} Wh requested; the rule gives ${expected.grantedWh} Wh with ` +
          CONFLICT_WORDS[expected.conflict]!,
      );
    }
    position.grantedWh += grantedWh;
    const beyondWh = position.grantedWh - position.offeredWh;
    if (grantedWh > 0 && beyondWh > 0) {
      say("beyondOffer", beyondWh, `${position.grantedWh} Wh granted of ${position.offeredWh} Wh`);
    }
    if (claim.marketMinute < this.#marketMinute) {
      const minutes = `minute ${claim.marketMinute} after minute ${this.#marketMinute}`;
      say("order", null, `market time went back: ${minutes}`);
    }
    this.#marketMinute = Math.max(this.#marketMinute, claim.marketMinute);
    return findings;
  }

  /** Remembers that an operator locked a quantity here, or released it. */
  lock(unit: number, period: number, direction: number): void {
    this.#at(unit, period, direction).isLocked = true;
  }

  /** How much more was granted than stood on offer, Wh. */
  beyondWh(unit: number, period: number, direction: number): number {
    const { offeredWh, grantedWh } = this.#at(unit, period, direction);
    return Math.max(0, grantedWh - (offeredWh ?? 0));
  }

  #at(unit: number, period: number, direction: number): Position {
    const key = `${period}/${unit}/${direction}`;
    let position = this.#positions.get(key);
    if (position === undefined) {
      position = { offeredWh: null, grantedWh: 0, isLocked: false };
      this.#positions.set(key, position);
    }
    return position;
  }
}

function decide(requestedWh: number, residualWh: number, isOppositeHeld: boolean) {
  if (isOppositeHeld) return { grantedWh: 0, conflict: OPPOSITE };
  const grantedWh = Math.min(requestedWh, residualWh);
  return { grantedWh, conflict: grantedWh < requestedWh ? SAME : NONE };
}
