/** Layout of `IActivationLedger.publishOffers`: headers and offers of 10 bytes, big-endian. */
const RECORD = 10;
const DIRECTION_BIT = 2 ** 31;

export type NeedCode = 0 | 1 | 2;

/** An offer as an operator saw it. */
export interface ListedOffer {
  readonly unit: number;
  /** Up (0) or down (1). */
  readonly direction: 0 | 1;
  readonly quantityWh: number;
  /** µEUR/kWh. */
  readonly priceMicro: number;
}

/** A merit order list as an operator saw it at a gate. */
export interface PublishedList {
  readonly period: number;
  /** The need that the list serves: congestion management of the DSO (0) or the TSO (1), balancing (2). */
  readonly need: NeedCode;
  readonly gate: number;
  /** The TSO (0), or the DSO of area `operator` − 1. */
  readonly operator: number;
  /** Cheapest first, both directions. */
  readonly offers: readonly ListedOffer[];
}

/** Reads published lists; null where the bytes are none. */
export function publishedLists(bytes: Buffer): PublishedList[] | null {
  const lists: PublishedList[] = [];
  if (bytes.length % RECORD !== 0) return null;
  for (let at = 0; at < bytes.length; ) {
    const end = at + RECORD * (1 + bytes.readUInt16BE(at + 8));
    const need = bytes[at + 4]!;
    if (end > bytes.length || need > 2) return null;
    const period = bytes.readUInt32BE(at);
    const gate = bytes[at + 5]!;
    const operator = bytes.readUInt16BE(at + 6);
    const offers: ListedOffer[] = [];
    for (at += RECORD; at < end; at += RECORD) offers.push(offerAt(bytes, at));
    lists.push({ period, need: need as NeedCode, gate, operator, offers });
  }
  return lists;
}

function offerAt(bytes: Buffer, at: number): ListedOffer {
  const packed = bytes.readUInt32BE(at + 3);
  return {
    unit: bytes.readUIntBE(at, 3),
    direction: packed >= DIRECTION_BIT ? 1 : 0,
    quantityWh: packed % DIRECTION_BIT,
    priceMicro: bytes.readIntBE(at + 7, 3),
  };
}
