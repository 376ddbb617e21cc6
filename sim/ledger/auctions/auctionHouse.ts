import { whyNotOnChain } from "#sim/ledger/auctions/auctionLimits.ts";
import type { AuctionRecord } from "#sim/ledger/auctions/auctionRecord.ts";
import {
  type AuctionStep,
  bundlesOf,
  freezeStep,
  openStep,
  outcomeStep,
  publishStep,
  requestsHash,
  type SealedBundle,
  sealsHash,
  termsOf,
  uncrossSteps,
} from "#sim/ledger/auctions/auctionSteps.ts";
import { checkServed } from "#sim/ledger/auctions/servedRequests.ts";
import type { DayStep } from "#sim/ledger/day/dayStep.ts";
import { type Addressee, requestsStatement, sealsStatement } from "#sim/ledger/day/statements.ts";
import type { Receipt } from "#sim/ledger/evm/chain.ts";
import { chunks } from "#sim/ledger/evm/chunks.ts";
import { encodeCall, topicOf } from "#sim/ledger/evm/contractCodec.ts";
import type { Signer, Signers } from "#sim/ledger/evm/signers.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import type { UnitRegistration } from "#sim/ledger/ledgerPort.ts";

const BASE_GAS = 60_000;
/** Below what a transaction may use. */
const CALL_GAS = 15_000_000;
const SEAL_GAS = 90_000;
const REQUEST_GAS = 75_000;
const SIGNED_GAS = 40_000;
/** Fewer than fill a transaction. */
const SIGNED_AT_ONCE = 100;

const requestServed = topicOf("ReservationAuction", "RequestServed");

/** An auction under its number on chain. */
interface Held {
  readonly auction: number;
  readonly record: AuctionRecord;
  readonly bundles: readonly SealedBundle[];
}

/**
 * Holds the auctions of a run on chain: a call with seals and requests signed by those who make them,
 * a freeze, an uncrossing, a publication; each phase of all auctions together, in as many transactions as gas allows.
 */
export class AuctionHouse {
  readonly #to: Addressee;
  readonly #signers: Signers;
  readonly #ownerOf: ReadonlyMap<number, number>;
  /** How often an account has signed. */
  readonly #nonces = new Map<string, number>();
  #auctions = 0;

  constructor(to: Addressee, signers: Signers, units: readonly UnitRegistration[]) {
    this.#to = to;
    this.#signers = signers;
    this.#ownerOf = new Map(units.map(({ unit, owner }) => [unit, owner]));
  }

  /**
   * What has to be sent, phase by phase, each in a block of its own, and how each receipt is held against the
   * outcomes of the run.
   */
  phases(records: readonly AuctionRecord[]): DayStep[][] {
    const held: Held[] = [];
    const recorded: AuctionStep[] = [];
    for (const record of records) {
      const auction = this.#auctions++;
      const reason = whyNotOnChain(record);
      if (reason !== null) recorded.push(outcomeStep(auction, record, reason));
      else held.push({ auction, record, bundles: this.#bundles(auction, record) });
    }
    const expected = new Map(held.map(({ auction, record }) => [auction, record.requests]));
    const check = (receipt: Receipt) => {
      checkServed(
        expected,
        receipt.logs.filter(({ topics }) => topics[0] === requestServed),
      );
    };
    const checkAll = () => {
      const [missing] = expected.keys();
      if (missing !== undefined) {
        throw new LedgerMismatchError(`auction ${missing} was published and not served`);
      }
    };
    const served = held.flatMap(({ auction, record, bundles }) =>
      uncrossSteps(auction, record, bundles),
    );
    const phases = [
      this.#calls([
        ...recorded,
        ...held.map(({ auction, record }) => openStep(auction, record)),
        ...this.#seals(held),
        ...this.#requests(held),
      ]),
      this.#calls(held.map(({ auction, record }) => freezeStep(auction, record))),
      this.#calls(served, check),
      this.#calls(
        held.map(({ auction }) => publishStep(auction)),
        checkAll,
      ),
    ];
    return phases.filter(({ length }) => length > 0);
  }

  #bundles(auction: number, record: AuctionRecord): SealedBundle[] {
    return bundlesOf(auction, record, (unit) => {
      const provider = this.#ownerOf.get(unit)!;
      return { provider, account: this.#signers.participant(provider).address };
    });
  }

  /** The seals of each provider, in all auctions, under one signature. */
  #seals(held: readonly Held[]): AuctionStep[] {
    const byProvider = new Map<number, { auction: number; commitment: string }[]>();
    for (const { auction, bundles } of held) {
      for (const { provider, commitment } of bundles) {
        const seals = byProvider.get(provider) ?? [];
        seals.push({ auction, commitment });
        byProvider.set(provider, seals);
      }
    }
    const ascending = [...byProvider.entries()].sort(([a], [b]) => a - b);
    const some = ascending.flatMap(([provider, seals]) =>
      chunks(seals, SIGNED_AT_ONCE).map((part) => ({ provider, seals: part })),
    );
    return some.map(({ provider, seals }) => {
      const signer = this.#signers.participant(provider);
      const nonce = this.#nextNonce(signer);
      const signature = signer.sign(sealsStatement(this.#to, sealsHash(seals), nonce));
      const args = [signer.address, seals, signature];
      const data = encodeCall("ReservationAuction", "sealSigned", args);
      return { data, gas: SIGNED_GAS + SEAL_GAS * seals.length };
    });
  }

  /** The requests of each operator, in all auctions, under one signature. */
  #requests(held: readonly Held[]): AuctionStep[] {
    const inOrder = held.flatMap(({ auction, record }) =>
      record.requests.map((request) => ({
        operator: request.operator,
        signed: { auction, terms: termsOf(request) },
      })),
    );
    // Neighbours of one operator share a signature; so requests of an auction keep their numbers.
    const runs: { operator: number; requests: { auction: number; terms: object }[] }[] = [];
    for (const { operator, signed } of inOrder) {
      const last = runs.at(-1);
      if (last?.operator === operator && last.requests.length < SIGNED_AT_ONCE) {
        last.requests.push(signed);
      } else runs.push({ operator, requests: [signed] });
    }
    return runs.map(({ operator, requests }) => {
      const signer = this.#signers.operator(operator);
      const nonce = this.#nextNonce(signer);
      const signature = signer.sign(requestsStatement(this.#to, requestsHash(requests), nonce));
      const args = [signer.address, requests, signature];
      const data = encodeCall("ReservationAuction", "commitSigned", args);
      return { data, gas: SIGNED_GAS + REQUEST_GAS * requests.length };
    });
  }

  #nextNonce({ address }: Signer): number {
    const nonce = this.#nonces.get(address) ?? 0;
    this.#nonces.set(address, nonce + 1);
    return nonce;
  }

  /** Fills transactions with steps, in order. */
  #calls(steps: readonly AuctionStep[], check: DayStep["check"] = () => {}): DayStep[] {
    const calls: { data: string[]; gas: number }[] = [];
    for (const { data, gas } of steps) {
      let call = calls.at(-1);
      if (call === undefined || call.gas + gas > CALL_GAS) {
        call = { data: [], gas: BASE_GAS };
        calls.push(call);
      }
      call.data.push(data);
      call.gas += gas;
    }
    return calls.map(({ data, gas }) => ({
      transaction: {
        to: this.#to.contract,
        data: encodeCall("ReservationAuction", "multicall", [data]),
        gas,
      },
      check,
    }));
  }
}
