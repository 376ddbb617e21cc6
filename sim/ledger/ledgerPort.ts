import type { AuctionRecord } from "#sim/ledger/auctions/auctionRecord.ts";
import type { ChainEvent } from "#sim/ledger/chainRecord.ts";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";
import type { Platform } from "#sim/ledger/evm/platform.ts";

/** Someone with a wallet: a customer, FSP, retailer, operator, or an account of the settlement. */
export interface Participant {
  /** From 0 without gaps; also the number of the wallet on chain. */
  readonly index: number;
  readonly name: string;
  /** What it may order as; nobody else pays into escrow as an operator. */
  readonly role?: "TSO" | "DSO";
}

/** A unit that may offer flexibility. */
export interface UnitRegistration {
  readonly unit: number;
  /** Index of the participant that offers it. */
  readonly owner: number;
  readonly area: number;
  /** Most it can shift up within a period, Wh. */
  readonly upWhMax: number;
  readonly downWhMax: number;
  /** Where it is connected: the bus by its index within the area. */
  readonly place: {
    readonly bus: number;
    readonly latitudeDegree: number;
    readonly longitudeDegree: number;
  };
  /** Identifiers of its meters, at least one; each belongs to one unit. */
  readonly meters: readonly string[];
  /** How it fared on its way into the market. @default green, qualified, all tests passed */
  readonly admission?: UnitAdmission;
}

/** What prequalification, qualification and the pre-delivery test found. */
export interface UnitAdmission {
  readonly light: "green" | "yellow" | "red";
  /** Largest safe quantity under a yellow light, Wh within a period. */
  readonly upWhMax: number;
  readonly downWhMax: number;
  /** Null where the product qualification approved. */
  readonly rejection: string | null;
  /** Null where the tests come later: see `recordTests`. */
  readonly tests: UnitTests | null;
}

/** The three parts of a pre-delivery test. */
export interface UnitTests {
  readonly received: boolean;
  readonly inTime: boolean;
  readonly sustained: boolean;
}

/** One claim as the registry decided it at the gate. */
export interface ClaimRecord {
  /** Which ledger took it: always 0, except where every operator keeps its own. */
  readonly ledger: number;
  /** Congestion management of the DSO (0) or the TSO (1), balancing (2). */
  readonly need: 0 | 1 | 2;
  /** Who claims: the TSO (0), or the DSO of area `operator − 1`, in other areas too where it buys counter-orders. */
  readonly operator: number;
  readonly unit: number;
  readonly period: number;
  /** Up (0) or down (1). */
  readonly direction: 0 | 1;
  /** Quantity on offer, Wh; the first claim on a unit, period and direction fixes the residual. */
  readonly offeredWh: number;
  readonly requestedWh: number;
  /** Minutes since midnight a day before the run; no claim of a ledger is before its last. */
  readonly marketMinute: number;
  readonly grantedWh: number;
  /** None (0), same direction (1), opposite direction (2). */
  readonly conflict: 0 | 1 | 2;
}

/** One posting of the day's double entry. */
export interface Posting {
  /** Index of the participant that pays. */
  readonly from: number;
  /** Index of the participant that receives. */
  readonly to: number;
  readonly kind: number;
  /** Integer, never negative, µEUR. */
  readonly amountMicroEur: number;
}

export interface DayReceipt {
  readonly transactions: number;
  readonly gas: number;
  /** Merkle root over the postings of the day, 0x and 64 hex digits. */
  readonly root: string;
  /** What the contracts emitted since the day before, in order; empty where there is no chain. */
  readonly events: readonly ChainEvent[];
}

/** What a chain says of a run, for whoever wants to look at it without the run. */
export interface LedgerRecord {
  readonly platform: Platform;
  /** What the contracts emitted since the last call and the last day that was closed, in order. */
  newEvents(): Promise<readonly ChainEvent[]>;
}

/** Of all days that are known to be closed. */
export interface LedgerTotals {
  readonly transactions: number;
  readonly gas: number;
  /** What all participants paid in, µEUR. */
  readonly depositsMicroEur: number;
  /** Stands for everything so far; equal runs have equal hashes. */
  readonly headHash: string;
}

/**
 * Where days are settled: in memory, on the in-process chain, or on any node. Calls take effect in the order in
 * which they are made.
 */
export interface LedgerPort {
  /**
   * By how many days a run may go on before it knows that a day is closed: zero where the ledger does its work
   * while it is called, more where it works in a thread of its own.
   */
  readonly daysAhead: number;
  /**
   * Opens a fresh ledger; called once, before anything else.
   *
   * @param ledgerCount how many activation ledgers; 1, except where every operator keeps its own
   */
  open(
    participants: readonly Participant[],
    units: readonly UnitRegistration[],
    ledgerCount: number,
  ): Promise<void>;
  /**
   * Keeps the merit order lists that operators saw, for the next day that is closed; its transactions
   * come first in that day's block. Lists may also be left out: nothing depends on them but the audit.
   *
   * @param lists from `OfferLists.take`
   */
  publishOffers(lists: readonly Buffer[]): void;
  /** Keeps tests of units that were not tested before the ledger was opened; for the next day, before its claims. */
  recordTests(results: readonly (UnitTests & { readonly unit: number })[]): void;
  /** Keeps reservation auctions that were held, for the next day that is closed; they come before all else. */
  holdAuctions(auctions: readonly AuctionRecord[]): void;
  /**
   * Keeps what was ordered and verified, for the next day that is closed: the price of all that was ordered and the
   * penalty if all of it were missing go into escrow after the claims, and are released by what was verified.
   * What postings move of the same amounts is not paid again.
   */
  placeOrders(terms: OrderTerms, orders: readonly OrderRecord[]): void;
  /**
   * Has claims decided by the ledger as soon as they were made, after all that waits for the next day and comes
   * before its claims. Resolves when the ledger has granted what the run did. The day gets only claims that
   * were not decided so. Where there is none, or where it is not called, the ledger hears of claims with the day.
   *
   * @param day the next that is closed
   * @throws LedgerMismatchError where the ledger grants something else, or refuses
   */
  claimNow?(day: number, claims: readonly ClaimRecord[]): Promise<void>;
  /**
   * Replays the claims of the day in order, commits to its postings, and pays net amounts where the
   * payout cycle is due. Resolves after everything was read back and found equal. Where that takes a while,
   * arguments were copied before it returns; no day is closed after one that failed.
   *
   * @param day one more than the day before; the first may be any
   * @param endUnixSeconds midnight at the end of the day
   * @param settle false where no payout is due: amounts wait for the next day that settles
   * @throws LedgerMismatchError where the ledger differs from what the run decided
   */
  closeDay(
    day: number,
    claims: readonly ClaimRecord[],
    postings: readonly Posting[],
    endUnixSeconds: number,
    settle: boolean,
  ): Promise<DayReceipt>;
  totals(): LedgerTotals;
  /** What the chain itself says, once the ledger is open; null where there is no chain. */
  readonly record: LedgerRecord | null;
  /** Releases the ledger; safe to call twice. */
  close(): Promise<void>;
}
