/** Layout of `IOrderEscrow`: head of 12 bytes, wallets of 4, orders of 22, big-endian. */
const HEAD = 12;
const PARTIES_AT = 11;
const PARTY = 4;
const ORDER = 22;
const DIRECTION_BIT = 2 ** 31;
const CONTINUES_BIT = 2 ** 30;

/** What was ordered of a unit, and paid into escrow. */
export interface EscrowedOrder {
  readonly unit: number;
  readonly period: number;
  readonly direction: 0 | 1;
  readonly orderedWh: number;
}

/** Reads a batch of orders; null where the bytes are none. */
export function escrowedOrders(bytes: Buffer): EscrowedOrder[] | null {
  const start = bytes.length < HEAD ? 0 : HEAD + PARTY * bytes[PARTIES_AT]!;
  if (start === 0 || bytes.length <= start || (bytes.length - start) % ORDER !== 0) return null;
  return Array.from({ length: (bytes.length - start) / ORDER }, (_, i) => {
    const at = start + ORDER * i;
    const packed = bytes.readUInt32BE(at + 6);
    return {
      unit: bytes.readUInt32BE(at + 2),
      period: packed % CONTINUES_BIT,
      direction: packed >= DIRECTION_BIT ? 1 : 0,
      orderedWh: bytes.readUInt32BE(at + 10),
    };
  });
}
