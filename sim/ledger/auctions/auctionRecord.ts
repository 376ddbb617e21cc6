import type { AcceptedOnChain, SealedOffer } from "#sim/ledger/auctions/auctionBook.ts";

/** One request of an operator, and what it was served with. */
export interface ServedRequest {
  /** The TSO (0), or the DSO of area `operator − 1`. */
  readonly operator: number;
  /** The element to relieve, in words. */
  readonly constraint: string;
  readonly quantityW: number;
  /** µEUR per kW and hour. */
  readonly scoreCapMicro: number;
  readonly utilisationPermille: number;
  readonly overshootPermille: number;
  readonly pricing: "payAsBid" | "uniform";
  readonly selection: "meritOrder" | "exact";
  readonly marginTies: "time" | "proRata";
  /** What one W of an offer does at the constraint, thousandths, by position among the offers. */
  readonly effectivenessPermille: readonly number[];
  /** In the order in which they were accepted. */
  readonly accepted: readonly AcceptedOnChain[];
  readonly reliefW: number;
  readonly unmetW: number;
}

/** A reservation auction of a run, with its outcome. */
export interface AuctionRecord {
  /** What is auctioned, in words: product, area, direction, service window. */
  readonly product: string;
  /** Minutes since midnight a day before the run; zero for what was frozen before. */
  readonly freezeMinute: number;
  /** Smallest offer, W. */
  readonly powerWMin: number;
  /** Units ascending. */
  readonly offers: readonly SealedOffer[];
  /** Caps descending, as they were served. */
  readonly requests: readonly ServedRequest[];
}
