import { assert } from "#engine/assert.ts";
import { AuctionHouse } from "#sim/ledger/auctions/auctionHouse.ts";
import type { AuctionRecord } from "#sim/ledger/auctions/auctionRecord.ts";
import { ChainRecord, lastBlock } from "#sim/ledger/chainRecord.ts";
import { type ClosedDay, DayBook } from "#sim/ledger/day/dayBook.ts";
import type { DayStep } from "#sim/ledger/day/dayStep.ts";
import { packPayout, unpackBalances } from "#sim/ledger/day/settlementBatch.ts";
import { dayStatement } from "#sim/ledger/day/statements.ts";
import { EscrowSteps } from "#sim/ledger/escrow/escrowSteps.ts";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";
import type { Chain, Receipt } from "#sim/ledger/evm/chain.ts";
import { ClaimSteps } from "#sim/ledger/evm/claimSteps.ts";
import { encodeCall, selectorOf, topicOf } from "#sim/ledger/evm/contractCodec.ts";
import { logOf } from "#sim/ledger/evm/logOf.ts";
import { bytesArgument, bytesOf, packedCall, uintWord } from "#sim/ledger/evm/packedCall.ts";
import {
  admitParties,
  deployPlatform,
  openWallets,
  type Platform,
} from "#sim/ledger/evm/platform.ts";
import { registerUnits, testRecords } from "#sim/ledger/evm/registration.ts";
import { type Signers, signersOf } from "#sim/ledger/evm/signers.ts";
import { submit } from "#sim/ledger/evm/submit.ts";
import { TooManyParticipantsError } from "#sim/ledger/evm/tooManyParticipantsError.ts";
import { walletAddresses } from "#sim/ledger/evm/walletAddresses.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import type {
  ClaimRecord,
  DayReceipt,
  LedgerPort,
  LedgerTotals,
  Participant,
  Posting,
  UnitRegistration,
  UnitTests,
} from "#sim/ledger/ledgerPort.ts";

/** A transaction may use 16,777,216 gas (EIP-7825). */
const GAS_MAX = 16_777_216;
const BASE_GAS = 150_000;
const WORD_GAS = 20_000;
/** Calldata, or its floor, and the log. */
const LIST_BYTE_GAS = 50;
/** The day that pays all of them a deposit and a net amount must fit one transaction. */
const PARTICIPANTS_MAX = 1200;

const settleDay = selectorOf("Settlement", "settleDay");
const publishOffers = selectorOf("ActivationLedger", "publishOffers");
const offersPublished = topicOf("ActivationLedger", "OffersPublished");
const daySettled = topicOf("Settlement", "DaySettled");

/** What is open from `open` on. */
interface Books {
  readonly platform: Platform;
  readonly book: DayBook;
  readonly auctionHouse: AuctionHouse;
  readonly claimSteps: ClaimSteps;
  readonly escrowSteps: EscrowSteps;
  readonly record: ChainRecord;
}

/** Settles on an EVM chain, and holds it against the books in memory after every day. */
export class EvmLedger implements LedgerPort {
  readonly daysAhead = 0;
  readonly #chain: Chain;
  readonly #mnemonic: string;
  readonly #signers: Signers;
  #books: Books | undefined;
  #transactions = 0;
  #gas = 0;
  /** Of blocks since the last day that was closed. */
  #receipts: Receipt[] = [];
  #headHash = "";
  readonly #lists: Buffer[] = [];
  readonly #tests: (UnitTests & { readonly unit: number })[] = [];
  readonly #auctions: AuctionRecord[] = [];

  constructor(chain: Chain, mnemonic: string) {
    this.#chain = chain;
    this.#mnemonic = mnemonic;
    this.#signers = signersOf(mnemonic);
  }

  async open(
    participants: readonly Participant[],
    units: readonly UnitRegistration[],
    ledgerCount: number,
  ): Promise<void> {
    assert(this.#books === undefined, "a ledger opens once");
    if (participants.length > PARTICIPANTS_MAX) {
      throw new TooManyParticipantsError(PARTICIPANTS_MAX, participants.length);
    }
    const areas = units.reduce((most, { area }) => Math.max(most, area + 1), 0);
    const firstBlock = (await lastBlock(this.#chain)) + 1;
    const platform = await deployPlatform(this.#chain, this.#signers, {
      ledgers: ledgerCount,
      areas,
    });
    const addresses = walletAddresses(this.#mnemonic, participants.length);
    await openWallets(this.#chain, platform, [...addresses, platform.settlement]);
    await admitParties(this.#chain, platform, this.#signers, { participants, units });
    const registry = { chainId: platform.chainId, contract: platform.registry };
    await registerUnits(this.#chain, this.#signers, registry, units);
    const auction = { chainId: platform.chainId, contract: platform.auction };
    this.#books = {
      platform,
      book: new DayBook(participants.length),
      auctionHouse: new AuctionHouse(auction, this.#signers, units),
      claimSteps: new ClaimSteps(platform, this.#signers),
      escrowSteps: new EscrowSteps(platform, this.#signers),
      record: new ChainRecord(this.#chain, platform, firstBlock),
    };
  }

  publishOffers(lists: readonly Buffer[]): void {
    this.#lists.push(...lists);
  }

  recordTests(results: readonly (UnitTests & { readonly unit: number })[]): void {
    this.#tests.push(...results);
  }

  holdAuctions(auctions: readonly AuctionRecord[]): void {
    this.#auctions.push(...auctions);
  }

  placeOrders(terms: OrderTerms, orders: readonly OrderRecord[]): void {
    this.#open().book.placeOrders(terms, orders);
  }

  async claimNow(day: number, claims: readonly ClaimRecord[]): Promise<void> {
    await this.#mineAll(this.#claimBlocks(day, claims));
  }

  async closeDay(
    day: number,
    claims: readonly ClaimRecord[],
    postings: readonly Posting[],
    endUnixSeconds: number,
    settle: boolean,
  ): Promise<DayReceipt> {
    const { platform, book, escrowSteps, record } = this.#open();
    const closed = book.closeDay(day, postings, settle);
    const blocks = this.#claimBlocks(day, claims);
    blocks
      .at(-1)!
      .push(
        ...escrowSteps.steps(day, closed),
        this.#dayStep(day, closed),
        ...closed.defaults.map((unit) => defaultStep(platform, unit)),
      );
    await this.#mineAll(blocks, endUnixSeconds);
    await this.#checkBalances(day);
    const receipts = this.#receipts;
    this.#receipts = [];
    const gas = receipts.reduce((total, { gasUsed }) => total + Number(gasUsed), 0);
    this.#gas += gas;
    this.#transactions += receipts.length;
    this.#headHash = receipts.at(-1)!.blockHash;
    const events = await record.newEvents();
    return { transactions: receipts.length, gas, root: closed.tree.root, events };
  }

  /** Reads from the chain what each participant owns, µEUR. */
  balances(): Promise<Float64Array> {
    return this.#readBalances(this.#open().book.wallets.balances.length);
  }

  /** Addresses of the contracts. */
  get platform(): Platform {
    return this.#open().platform;
  }

  get record(): ChainRecord {
    return this.#open().record;
  }

  totals(): LedgerTotals {
    return {
      transactions: this.#transactions,
      gas: this.#gas,
      depositsMicroEur: this.#books?.book.wallets.depositsMicroEur ?? 0,
      headHash: this.#headHash,
    };
  }

  async close(): Promise<void> {
    await this.#chain.close();
  }

  /** What waits and comes before claims, and the claims: blocks of auctions, then one that may be continued. */
  #claimBlocks(day: number, claims: readonly ClaimRecord[]): DayStep[][] {
    const { platform, auctionHouse, claimSteps } = this.#open();
    const tests = testRecords(platform.registry, this.#tests.splice(0));
    return [
      ...auctionHouse.phases(this.#auctions.splice(0)),
      [
        ...tests.map((transaction) => ({ transaction, check: () => {} })),
        ...this.#lists.splice(0).map((some) => listStep(platform, day, some)),
        ...claimSteps.steps(day, claims),
      ],
    ];
  }

  /** Sends blocks one after the other and holds the receipts of each against the run. */
  async #mineAll(blocks: readonly (readonly DayStep[])[], unixSeconds?: number): Promise<void> {
    for (const steps of blocks) {
      const transactions = steps.map(({ transaction }) => transaction);
      const receipts = await submit(this.#chain, transactions, unixSeconds);
      for (const [i, { check }] of steps.entries()) check(receipts[i]!);
      this.#receipts.push(...receipts);
    }
  }

  /** The meter operator signs what is paid. */
  #dayStep(day: number, { tree, payout }: ClosedDay): DayStep {
    const { chainId, settlement } = this.#open().platform;
    const words = payout === undefined ? Buffer.alloc(0) : packPayout(payout);
    const statement = dayStatement({ chainId, contract: settlement }, day, tree.root, words);
    const signature = this.#signers.meterOperator.sign(statement);
    const data = packedCall(settleDay, [uintWord(day), tree.root.slice(2)], words, signature);
    const gas = Math.min(GAS_MAX, BASE_GAS + (WORD_GAS * words.length) / 32);
    const check = (receipt: Receipt) => checkDay(day, tree.root, receipt);
    return { transaction: { to: settlement, data, gas }, check };
  }

  #open(): Books {
    assert(this.#books !== undefined, "the ledger is not open");
    return this.#books;
  }

  /** Every wallet holds what it should, and escrow, whose wallet is the last, nothing. */
  async #checkBalances(day: number): Promise<void> {
    const expected = [...this.#open().book.wallets.balances, 0];
    const found = await this.#readBalances(expected.length);
    const index = expected.findIndex((balance, i) => balance !== found[i]);
    if (index < 0) return;
    const whose = index === expected.length - 1 ? "escrow" : `participant ${index}`;
    throw new LedgerMismatchError(
      `day ${day}, ${whose}: expected a balance of ${expected[index]} µEUR, found ${found[index]}`,
    );
  }

  async #readBalances(count: number): Promise<Float64Array> {
    const { token } = this.#open().platform;
    const data = encodeCall("FlexToken", "balanceSlots", [0, Math.ceil(count / 4)]);
    const encoded = await this.#chain.request("eth_call", [{ to: token, data }, "latest"]);
    // The answer is an array: its offset, its length, then the slots.
    return unpackBalances(bytesOf(encoded as string).subarray(64), count);
  }
}

/** Lists go to the first activation ledger, whoever saw them. */
function listStep(platform: Platform, day: number, lists: Buffer): DayStep {
  const to = platform.activationLedgers[0]!;
  const data = packedCall(publishOffers, [uintWord(day)], lists);
  const gas = Math.min(GAS_MAX, BASE_GAS + LIST_BYTE_GAS * lists.length);
  const check = (receipt: Receipt) => {
    const encoded = bytesOf(logOf(receipt, to, offersPublished).data);
    if (bytesArgument(encoded, 0).equals(lists)) return;
    throw new LedgerMismatchError(`day ${day}: other lists were published than operators saw`);
  };
  return { transaction: { to, data, gas }, check };
}

/** A unit that has failed too often is claimed no more. */
function defaultStep({ registry: to }: Platform, unit: number): DayStep {
  const data = encodeCall("AssetRegistry", "declareDefault", [unit]);
  return { transaction: { to, data, gas: BASE_GAS }, check: () => {} };
}

function checkDay(day: number, root: string, receipt: Receipt): void {
  const log = receipt.logs.find(({ topics }) => topics[0] === daySettled);
  const found = log?.data.slice(0, root.length);
  if (found === root && Number(log?.topics[1]) === day) return;
  throw new LedgerMismatchError(`day ${day}: expected the root ${root}, found ${found}`);
}
