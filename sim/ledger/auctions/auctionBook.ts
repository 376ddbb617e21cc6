import { assert } from "#engine/assert.ts";

/** Layouts of `IReservationAuction`, big-endian: sealed offers, offers in the book, accepted offers. */
const SEALED = 15;
const RECORD = 18;
const ACCEPTED = 16;
/** A sensitivity of 5 %: offers below do not reach the constraint. */
const EFFECTIVENESS_MIN = 50;
const TWO_TO_32 = 2 ** 32;

/** An offer to hold flexibility ready; power in W, prices in µEUR. */
export interface SealedOffer {
  /** The unit, of which there is one offer in an auction. */
  readonly id: number;
  readonly powerW: number;
  /** Asked for holding ready, µEUR per kW and hour; below 2^24. */
  readonly reservationMicroEurPerKwH: number;
  /** Asked for each kWh activated, µEUR/kWh; at most 2^23 either way. */
  readonly activationMicroEurPerKwh: number;
  readonly divisible: boolean;
}

/** The same in the book of an auction. */
export interface BookOffer extends Omit<SealedOffer, "id"> {
  readonly unit: number;
  /** Number of the provider's seal; the earlier one has priority. */
  readonly sequence: number;
}

export interface AcceptedOnChain {
  readonly unit: number;
  readonly powerW: number;
  readonly reservationMicroEurPerKwH: number;
}

/** Packs what a provider seals, units ascending. */
export function packOffers(offers: readonly SealedOffer[]): Buffer {
  const bytes = Buffer.alloc(offers.length * SEALED);
  for (const [i, offer] of offers.entries()) {
    assert(i === 0 || offers[i - 1]!.id < offer.id, "units ascend");
    bytes.writeUInt32BE(offer.id, i * SEALED);
    writeTerms(bytes, i * SEALED + 4, offer);
  }
  return bytes;
}

/** Packs a book as an auction hashes it. */
export function packBook(book: readonly BookOffer[]): Buffer {
  const bytes = Buffer.alloc(book.length * RECORD);
  for (const [i, offer] of book.entries()) {
    bytes.writeUInt32BE(offer.unit, i * RECORD);
    bytes.writeUIntBE(offer.sequence, i * RECORD + 4, 3);
    writeTerms(bytes, i * RECORD + 7, offer);
  }
  return bytes;
}

/** Reads a book, from the event that opened it. */
export function readBook(bytes: Buffer): BookOffer[] {
  return Array.from({ length: bytes.length / RECORD }, (_, i) => {
    const start = i * RECORD;
    return {
      unit: bytes.readUInt32BE(start),
      sequence: bytes.readUIntBE(start + 4, 3),
      powerW: bytes.readUInt32BE(start + 7),
      reservationMicroEurPerKwH: bytes.readUIntBE(start + 11, 3),
      activationMicroEurPerKwh: bytes.readIntBE(start + 14, 3),
      divisible: bytes[start + 17] === 1,
    };
  });
}

/** Packs effectivenesses in the order of the book, thousandths; what is below zero reaches as little as zero does. */
export function packEffectiveness(permille: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * permille.length);
  for (const [i, one] of permille.entries()) bytes.writeUInt16BE(Math.max(0, one), 2 * i);
  return bytes;
}

/** Positions in the book of the offers that reach the constraint, best first, as `uncross` takes them. */
export function rankingOf(
  book: readonly BookOffer[],
  effectiveness: readonly number[],
  utilisationPermille: number,
): Buffer {
  const score = book.map(
    ({ reservationMicroEurPerKwH, activationMicroEurPerKwh }) =>
      1000 * reservationMicroEurPerKwH + utilisationPermille * activationMicroEurPerKwh,
  );
  const positions = [...book.keys()].filter(
    (i) => book[i]!.powerW > 0 && effectiveness[i]! >= EFFECTIVENESS_MIN,
  );
  positions.sort(
    (a, b) =>
      // Fractions are compared by products, which are exact.
      score[a]! * effectiveness[b]! - score[b]! * effectiveness[a]! ||
      book[a]!.activationMicroEurPerKwh - book[b]!.activationMicroEurPerKwh ||
      book[a]!.sequence - book[b]!.sequence ||
      book[a]!.unit - book[b]!.unit,
  );
  const bytes = Buffer.alloc(2 * positions.length);
  for (const [i, position] of positions.entries()) bytes.writeUInt16BE(position, 2 * i);
  return bytes;
}

/** Reads what a request was served with. */
export function readAccepted(bytes: Buffer): AcceptedOnChain[] {
  return Array.from({ length: bytes.length / ACCEPTED }, (_, i) => {
    const start = i * ACCEPTED;
    return {
      unit: bytes.readUInt32BE(start),
      powerW: bytes.readUInt32BE(start + 4),
      reservationMicroEurPerKwH:
        bytes.readUInt32BE(start + 8) * TWO_TO_32 + bytes.readUInt32BE(start + 12),
    };
  });
}

function writeTerms(bytes: Buffer, at: number, offer: Omit<SealedOffer, "id">): void {
  bytes.writeUInt32BE(offer.powerW, at);
  bytes.writeUIntBE(offer.reservationMicroEurPerKwH, at + 4, 3);
  bytes.writeIntBE(offer.activationMicroEurPerKwh, at + 7, 3);
  bytes[at + 10] = offer.divisible ? 1 : 0;
}
