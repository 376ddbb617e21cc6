import { AbiCoder, encodeBytes32String, id, keccak256, solidityPackedKeccak256 } from "ethers";
import {
  type BookOffer,
  packBook,
  packEffectiveness,
  packOffers,
  rankingOf,
  type SealedOffer,
} from "#sim/ledger/auctions/auctionBook.ts";
import type { AuctionRecord, ServedRequest } from "#sim/ledger/auctions/auctionRecord.ts";
import { encodeCall } from "#sim/ledger/evm/contractCodec.ts";

/** One call to the auction contract, and what it may take. */
export interface AuctionStep {
  readonly data: string;
  readonly gas: number;
}

/** Offers of one provider in one auction, and the seal on them. */
export interface SealedBundle {
  /** Participant. */
  readonly provider: number;
  readonly account: string;
  readonly offers: readonly SealedOffer[];
  readonly salt: string;
  readonly commitment: string;
}

const SEALS = ["tuple(uint32 auction,bytes32 commitment)[]"];
const TERMS =
  "tuple(bytes32 constraint,uint32 quantityW,uint40 scoreCap,uint16 utilisationPermille," +
  "uint16 overshootPermille,bool uniform,bool proRata)";
const REQUESTS = [`tuple(uint32 auction,${TERMS} terms)[]`];
const coder = AbiCoder.defaultAbiCoder();

/** Groups the offers of an auction by provider, ascending: they seal in this order. */
export function bundlesOf(
  auction: number,
  { product, offers }: AuctionRecord,
  ownerOf: (unit: number) => { provider: number; account: string },
): SealedBundle[] {
  const byProvider = new Map<number, { account: string; own: SealedOffer[] }>();
  for (const offer of offers) {
    const { provider, account } = ownerOf(offer.id);
    const bundle = byProvider.get(provider) ?? { account, own: [] };
    bundle.own.push(offer);
    byProvider.set(provider, bundle);
  }
  return [...byProvider.entries()]
    .sort(([a], [b]) => a - b)
    .map(([provider, { account, own }]) => {
      // Equal runs have equal seals; on a public chain a provider would draw its salt.
      const salt = id(`${product}/${provider}`);
      const commitment = solidityPackedKeccak256(
        ["uint32", "address", "bytes32", "bytes"],
        [auction, account, salt, packOffers(own)],
      );
      return { provider, account, offers: own, salt, commitment };
    });
}

/** What a provider signs for its seals in some auctions. */
export function sealsHash(seals: readonly { auction: number; commitment: string }[]): string {
  return keccak256(coder.encode(SEALS, [seals]));
}

/** What an operator signs for its requests in some auctions. */
export function requestsHash(requests: readonly { auction: number; terms: object }[]): string {
  return keccak256(coder.encode(REQUESTS, [requests]));
}

/** A request as contracts take it. */
export function termsOf(request: ServedRequest) {
  return {
    constraint: id(request.constraint),
    quantityW: request.quantityW,
    scoreCap: request.scoreCapMicro,
    utilisationPermille: request.utilisationPermille,
    overshootPermille: request.overshootPermille,
    uniform: request.pricing === "uniform",
    proRata: request.marginTies === "proRata",
  };
}

export function openStep(auction: number, { product, ...record }: AuctionRecord): AuctionStep {
  const args = [auction, id(product), record.freezeMinute, record.powerWMin];
  return { data: encodeCall("ReservationAuction", "open", args), gas: 110_000 };
}

export function freezeStep(auction: number, { freezeMinute }: AuctionRecord): AuctionStep {
  const data = encodeCall("ReservationAuction", "freeze", [auction, freezeMinute]);
  return { data, gas: 40_000 };
}

export function publishStep(auction: number): AuctionStep {
  return { data: encodeCall("ReservationAuction", "publish", [auction]), gas: 40_000 };
}

/** Opens the seals, then serves the requests, each with what the one before left. */
export function uncrossSteps(
  auction: number,
  { offers, requests }: AuctionRecord,
  bundles: readonly SealedBundle[],
): AuctionStep[] {
  const openings = bundles.map(({ account, salt, offers: own }) => {
    return { provider: account, salt, offers: packOffers(own) };
  });
  const opening = {
    data: encodeCall("ReservationAuction", "openBook", [auction, openings]),
    gas: 90_000 + 30_000 * bundles.length + 9_000 * offers.length,
  };
  const place = new Map(offers.map((offer, i) => [offer.id, i]));
  let book: BookOffer[] = bundles.flatMap(({ offers: own }, i) =>
    own.map(({ id: unit, ...terms }) => ({ ...terms, unit, sequence: i + 1 })),
  );
  const serving = requests.map((request, number) => {
    const effectiveness = book.map(({ unit }) => request.effectivenessPermille[place.get(unit)!]!);
    const ranking = rankingOf(book, effectiveness, request.utilisationPermille);
    const packed = [packBook(book), packEffectiveness(effectiveness), ranking];
    const args = [auction, number, termsOf(request), ...packed];
    const taken = new Map(request.accepted.map(({ unit, powerW }) => [unit, powerW]));
    book = book.map((one) => ({ ...one, powerW: one.powerW - (taken.get(one.unit) ?? 0) }));
    const data = encodeCall("ReservationAuction", "uncross", args);
    return { data, gas: 120_000 + 9_000 * offers.length };
  });
  return [opening, ...serving];
}

/** Records an auction by its hash: keccak256 of its record as JSON, which the dataset's reader can rebuild. */
export function outcomeStep(auction: number, record: AuctionRecord, reason: string): AuctionStep {
  const outcome = id(JSON.stringify(record));
  const args = [auction, id(record.product), outcome, encodeBytes32String(reason)];
  return { data: encodeCall("ReservationAuction", "recordOutcome", args), gas: 130_000 };
}
