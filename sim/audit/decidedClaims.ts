import type { NeedCode } from "#sim/audit/publishedLists.ts";

/** Layout of `IActivationLedger.claimBatch`: headers and claims of 12 bytes, grants of 4, big-endian. */
const RECORD = 12;
const GRANT = 4;
const DIRECTION_BIT = 2 ** 31;
const CONFLICT_UNIT = 2 ** 30;

/** A claim and what the ledger answered. */
export interface DecidedClaim {
  readonly ledger: number;
  /** Minutes since midnight a day before the run. */
  readonly marketMinute: number;
  readonly period: number;
  readonly need: NeedCode;
  /** The TSO (0), or the DSO of area `operator` − 1. */
  readonly operator: number;
  readonly unit: number;
  /** Up (0) or down (1). */
  readonly direction: 0 | 1;
  readonly offeredWh: number;
  readonly requestedWh: number;
  readonly grantedWh: number;
  /** None (0), same direction (1), opposite direction (2). */
  readonly conflict: number;
}

/** Reads a batch of claims with its grants; null where the bytes are none, or do not fit each other. */
export function decidedClaims(
  ledger: number,
  claims: Buffer,
  grants: Buffer,
): DecidedClaim[] | null {
  if (claims.length % RECORD !== 0 || grants.length % GRANT !== 0) return null;
  const decided: DecidedClaim[] = [];
  for (let at = 0; at < claims.length; ) {
    const end = at + RECORD * (1 + claims.readUInt16BE(at + 10));
    const need = claims[at + 8]!;
    if (end > claims.length || need > 2) return null;
    const group = {
      ledger,
      marketMinute: claims.readUInt32BE(at),
      period: claims.readUInt32BE(at + 4),
      need: need as NeedCode,
      operator: claims[at + 9]!,
    };
    for (at += RECORD; at < end; at += RECORD) {
      const grantAt = decided.length * GRANT;
      if (grantAt >= grants.length) return null;
      const packed = claims.readUInt32BE(at + 4);
      const grant = grants.readUInt32BE(grantAt);
      decided.push({
        ...group,
        unit: claims.readUInt32BE(at),
        direction: packed >= DIRECTION_BIT ? 1 : 0,
        requestedWh: packed % DIRECTION_BIT,
        offeredWh: claims.readUInt32BE(at + 8),
        grantedWh: grant % CONFLICT_UNIT,
        conflict: Math.floor(grant / CONFLICT_UNIT),
      });
    }
  }
  return decided.length * GRANT === grants.length ? decided : null;
}
