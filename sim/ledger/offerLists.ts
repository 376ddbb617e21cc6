import { assert } from "#engine/assert.ts";

/** Layout of `IActivationLedger.publishOffers`: headers and offers of 10 bytes. */
const RECORD = 10;
const COUNT_AT = 8;
const QUANTITY_AT = 3;
const PRICE_AT = 7;
const DOWN = 2 ** 31;
const PRICE_LIMIT = 2 ** 23;
const UINT16 = 2 ** 16;
/** A byte costs at most 40 gas, so a call of this size stays below the cap of a transaction. */
const BYTES_PER_CALL = 350_000;

/** One look of an operator at a merit order list. */
export interface ListHeader {
  /** The need that the list serves: congestion management of the DSO (0) or the TSO (1), balancing (2). */
  readonly list: 0 | 1 | 2;
  /** Position of the gate among those of a period, from 0. */
  readonly gate: number;
  /** Who looks: the TSO (0) or the DSO of area `operator − 1`. */
  readonly operator: number;
  readonly period: number;
}

/** An offer as it stood on a list. */
export interface ListedOffer extends ListHeader {
  readonly unit: number;
  readonly direction: 0 | 1;
  readonly quantityWh: number;
  /** µEUR/kWh. */
  readonly priceMicro: number;
}

/** Collects, packed, the lists that operators saw on a day. */
export class OfferLists {
  #bytes: Buffer;
  #length = 0;
  /** Where the header of the list that is being written begins. */
  #header = -1;
  /** Where each call begins. */
  #cuts: number[] = [0];

  constructor(capacityBytes = 4096) {
    this.#bytes = Buffer.alloc(capacityBytes);
  }

  /** Begins a list; what is added from here on stands on it. */
  begin({ list, gate, operator, period }: ListHeader): void {
    assert(operator >= 0 && operator < UINT16, `operator ${operator} does not fit a list`);
    if (this.#length - this.#cuts.at(-1)! > BYTES_PER_CALL) this.#cuts.push(this.#length);
    this.#header = this.#grow();
    this.#bytes.writeUInt32BE(period, this.#header);
    this.#bytes[this.#header + 4] = list;
    this.#bytes[this.#header + 5] = gate;
    this.#bytes.writeUInt16BE(operator, this.#header + 6);
    this.#bytes.writeUInt16BE(0, this.#header + COUNT_AT);
  }

  /** Adds an offer to the list that was begun last; cheapest first. */
  add(unit: number, direction: 0 | 1, quantityWh: number, priceMicro: number): void {
    assert(this.#header >= 0, "an offer stands on a list");
    assert(Number.isInteger(quantityWh) && quantityWh >= 0 && quantityWh < DOWN, "quantity");
    assert(Number.isInteger(priceMicro) && Math.abs(priceMicro) < PRICE_LIMIT, "price");
    const count = this.#bytes.readUInt16BE(this.#header + COUNT_AT) + 1;
    assert(count < UINT16, "a list holds at most 65,535 offers");
    const at = this.#grow();
    this.#bytes.writeUIntBE(unit, at, 3);
    this.#bytes.writeUInt32BE(direction * DOWN + quantityWh, at + QUANTITY_AT);
    this.#bytes.writeIntBE(priceMicro, at + PRICE_AT, 3);
    this.#bytes.writeUInt16BE(count, this.#header + COUNT_AT);
  }

  /** Returns what was collected, cut between lists into calls that a transaction bears, and forgets it. */
  take(): Buffer[] {
    const ends = [...this.#cuts.slice(1), this.#length];
    const calls = ends.map((end, i) => Buffer.from(this.#bytes.subarray(this.#cuts[i], end)));
    this.#length = 0;
    this.#header = -1;
    this.#cuts = [0];
    return calls.filter(({ length }) => length > 0);
  }

  /** Makes room for one record and returns where it begins. */
  #grow(): number {
    const at = this.#length;
    this.#length += RECORD;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.alloc(2 * this.#bytes.length + RECORD);
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }
}

/** Reads lists back, offer by offer; a list without offers leaves no trace. */
export function readOffers(lists: Buffer): ListedOffer[] {
  const offers: ListedOffer[] = [];
  for (let at = 0; at < lists.length; ) {
    const header = {
      period: lists.readUInt32BE(at),
      list: lists[at + 4] as 0 | 1 | 2,
      gate: lists[at + 5]!,
      operator: lists.readUInt16BE(at + 6),
    };
    const end = at + RECORD * (1 + lists.readUInt16BE(at + COUNT_AT));
    for (at += RECORD; at < end; at += RECORD) {
      const packed = lists.readUInt32BE(at + QUANTITY_AT);
      offers.push({
        ...header,
        unit: lists.readUIntBE(at, 3),
        direction: packed >= DOWN ? 1 : 0,
        quantityWh: packed % DOWN,
        priceMicro: lists.readIntBE(at + PRICE_AT, 3),
      });
    }
  }
  return offers;
}
