import { assert } from "#engine/assert.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";

/** Layout of `IActivationLedger.claimBatch`: group headers and claims of 12 bytes, grants of 4. */
const RECORD = 12;
const GRANT = 4;
const CONFLICT_UNIT = 2 ** 30;
const ENERGY_MAX = 2 ** 28 - 1;

/** Packs claims in their order; neighbours of one minute, period and need share a header. */
export function packClaims(claims: readonly ClaimRecord[]): Buffer {
  const bytes = Buffer.alloc(2 * claims.length * RECORD);
  let offset = 0;
  for (let i = 0; i < claims.length; ) {
    const first = claims[i]!;
    let end = i + 1;
    while (end < claims.length && sameGroup(first, claims[end]!)) end++;
    bytes.writeUInt32BE(first.marketMinute, offset);
    bytes.writeUInt32BE(first.period, offset + 4);
    bytes.writeUInt32BE(first.need * 2 ** 24 + (end - i), offset + 8);
    offset += RECORD;
    for (; i < end; i++, offset += RECORD) writeClaim(bytes, offset, claims[i]!);
  }
  return bytes.subarray(0, offset);
}

/** Returns the position of the first claim whose grant differs from the record, or −1. */
export function firstDifference(claims: readonly ClaimRecord[], grants: Buffer): number {
  if (grants.length !== claims.length * GRANT) return 0;
  return claims.findIndex(
    ({ conflict, grantedWh }, i) =>
      grants.readUInt32BE(i * GRANT) !== conflict * CONFLICT_UNIT + grantedWh,
  );
}

/** A grant in words, for messages. */
export function describeGrant(grants: Buffer, index: number): string {
  if (grants.length < (index + 1) * GRANT) return "nothing";
  const packed = grants.readUInt32BE(index * GRANT);
  return `${packed % CONFLICT_UNIT} Wh with conflict ${packed >>> 30}`;
}

function sameGroup(a: ClaimRecord, b: ClaimRecord): boolean {
  return a.marketMinute === b.marketMinute && a.period === b.period && a.need === b.need;
}

function writeClaim(bytes: Buffer, offset: number, claim: ClaimRecord): void {
  const { unit, direction, requestedWh, offeredWh } = claim;
  assert(isEnergy(requestedWh) && isEnergy(offeredWh), "a claim's energy does not fit the ledger");
  bytes.writeUInt32BE(unit, offset);
  bytes.writeUInt32BE(direction * 2 ** 31 + requestedWh, offset + 4);
  bytes.writeUInt32BE(offeredWh, offset + 8);
}

function isEnergy(wh: number): boolean {
  return Number.isInteger(wh) && wh >= 0 && wh <= ENERGY_MAX;
}
