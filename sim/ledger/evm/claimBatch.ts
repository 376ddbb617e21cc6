import { assert } from "#engine/assert.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";

/** Layout of `IActivationLedger.claimBatch`: group headers and claims of 12 bytes, grants of 4. */
const RECORD = 12;
const GRANT = 4;
const CONFLICT_UNIT = 2 ** 30;
const ENERGY_MAX = 2 ** 28 - 1;

/** Packs claims in their order; neighbours of one minute, period, need and operator share a header. */
export function packClaims(claims: readonly ClaimRecord[]): Buffer {
  const bytes = Buffer.alloc(2 * claims.length * RECORD);
  let offset = 0;
  for (let i = 0; i < claims.length; ) {
    const first = claims[i]!;
    const { operator } = first;
    assert(operator >= 0 && operator < 256, "an operator's number does not fit the ledger");
    let end = i + 1;
    while (end < claims.length && sameGroup(first, claims[end]!)) end++;
    bytes.writeUInt32BE(first.marketMinute, offset);
    bytes.writeUInt32BE(first.period, offset + 4);
    bytes[offset + 8] = first.need;
    bytes[offset + 9] = operator;
    bytes.writeUInt16BE(end - i, offset + 10);
    offset += RECORD;
    for (; i < end; i++, offset += RECORD) writeClaim(bytes, offset, claims[i]!);
  }
  return bytes.subarray(0, offset);
}

/** The operators that claim in a batch, ascending. */
export function operatorsOf(batch: Buffer): number[] {
  const operators = new Set<number>();
  for (let at = 0; at < batch.length; at += RECORD * (1 + batch.readUInt16BE(at + 10))) {
    operators.add(batch[at + 9]!);
  }
  return [...operators].sort((a, b) => a - b);
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
  return (
    a.marketMinute === b.marketMinute &&
    a.period === b.period &&
    a.need === b.need &&
    a.operator === b.operator
  );
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
