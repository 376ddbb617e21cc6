/** A claim as it reaches the gate, before it is decided. */
export interface Claim {
  readonly unit: number;
  readonly period: number;
  readonly direction: 0 | 1;
  readonly offeredWh: number;
  readonly requestedWh: number;
}

export interface Grant {
  readonly grantedWh: number;
  /** None (0), same direction (1), opposite direction (2). */
  readonly conflict: 0 | 1 | 2;
}

/**
 * The registry of residual flexibility as the rules word it, slow and obvious; others are held against it.
 * Every claim is kept, and each decision looks at all that came before.
 */
export class ClaimRegistry {
  readonly #decided: (Claim & Grant)[] = [];

  claim(claim: Claim): Grant {
    const grant = this.#decide(claim);
    this.#decided.push({ ...claim, ...grant });
    return grant;
  }

  #decide(claim: Claim): Grant {
    const earlier = this.#decided.filter(
      ({ unit, period }) => unit === claim.unit && period === claim.period,
    );
    const same = earlier.filter(({ direction }) => direction === claim.direction);
    const opposite = earlier.filter(({ direction }) => direction !== claim.direction);
    if (granted(opposite) > 0) return { grantedWh: 0, conflict: 2 };
    const offeredWh = same[0]?.offeredWh ?? claim.offeredWh;
    const grantedWh = Math.min(claim.requestedWh, offeredWh - granted(same));
    return { grantedWh, conflict: grantedWh < claim.requestedWh ? 1 : 0 };
  }
}

function granted(claims: readonly Grant[]): number {
  return claims.reduce((total, { grantedWh }) => total + grantedWh, 0);
}
