import { assert } from "#engine/assert.ts";
import type { Chain, Receipt, Transaction } from "#sim/ledger/chain.ts";
import { ChainRecord, lastBlock } from "#sim/ledger/chainRecord.ts";
import { chunks } from "#sim/ledger/chunks.ts";
import { describeGrant, firstDifference, operatorsOf, packClaims } from "#sim/ledger/claimBatch.ts";
import { encodeCall, selectorOf, topicOf } from "#sim/ledger/contractCodec.ts";
import { type ClosedDay, DayBook } from "#sim/ledger/dayBook.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import type {
  ClaimRecord,
  DayReceipt,
  LedgerPort,
  LedgerTotals,
  Participant,
  Posting,
  UnitRegistration,
} from "#sim/ledger/ledgerPort.ts";
import { bytesArgument, bytesOf, packedCall, uintWord } from "#sim/ledger/packedCall.ts";
import { deployPlatform, openWallets, type Platform } from "#sim/ledger/platform.ts";
import { registerUnits } from "#sim/ledger/registration.ts";
import { packPayout, unpackBalances } from "#sim/ledger/settlementBatch.ts";
import { joinSignatures, type Signers, signersOf } from "#sim/ledger/signers.ts";
import { claimStatement, dayStatement } from "#sim/ledger/statements.ts";
import { submit } from "#sim/ledger/submit.ts";
import { walletAddresses } from "#sim/ledger/walletAddresses.ts";

/** A transaction may use 16,777,216 gas (EIP-7825). */
const GAS_MAX = 16_777_216;
const BASE_GAS = 150_000;
const CLAIM_GAS = 30_000;
const SIGNATURE_GAS = 15_000;
const WORD_GAS = 20_000;
/** Calldata, or its floor, and the log. */
const LIST_BYTE_GAS = 50;
const CLAIMS_PER_CALL = 450;
/** The day that pays all of them a deposit and a net amount must fit one transaction. */
const PARTICIPANTS_MAX = 1200;

const claimBatch = selectorOf("ActivationLedger", "claimBatch");
const settleDay = selectorOf("Settlement", "settleDay");
const publishOffers = selectorOf("ActivationLedger", "publishOffers");
const offersPublished = topicOf("ActivationLedger", "OffersPublished");
const claimsDecided = topicOf("ActivationLedger", "ClaimsDecided");
const daySettled = topicOf("Settlement", "DaySettled");

/** What is open from `open` on. */
interface Books {
  readonly platform: Platform;
  readonly book: DayBook;
  readonly areaOf: ReadonlyMap<number, number>;
  /** Batches that each activation ledger has decided. */
  readonly sequences: number[];
  readonly record: ChainRecord;
}

/** Claims that go into one transaction, and where. */
interface ClaimCall {
  readonly ledger: number;
  readonly claims: readonly ClaimRecord[];
  readonly packed: Buffer;
}

/** Settles on an EVM chain, and holds it against the books in memory after every day. */
export class EvmLedger implements LedgerPort {
  readonly #chain: Chain;
  readonly #mnemonic: string;
  readonly #signers: Signers;
  #books: Books | undefined;
  #transactions = 0;
  #gas = 0;
  #headHash = "";
  readonly #lists: Buffer[] = [];

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
      throw new RangeError(
        `a chain settles at most ${PARTICIPANTS_MAX} participants in a day, found ` +
          `${participants.length}: choose the memory ledger`,
      );
    }
    const areas = units.reduce((most, { area }) => Math.max(most, area + 1), 0);
    const firstBlock = (await lastBlock(this.#chain)) + 1;
    const platform = await deployPlatform(this.#chain, this.#signers, {
      ledgers: ledgerCount,
      areas,
    });
    const addresses = walletAddresses(this.#mnemonic, participants.length);
    await openWallets(this.#chain, platform, addresses);
    const registry = { chainId: platform.chainId, contract: platform.registry };
    await registerUnits(this.#chain, this.#signers, registry, units);
    this.#books = {
      platform,
      book: new DayBook(participants.length),
      areaOf: new Map(units.map(({ unit, area }) => [unit, area])),
      sequences: new Array(ledgerCount).fill(0),
      record: new ChainRecord(this.#chain, platform, firstBlock),
    };
  }

  publishOffers(lists: readonly Buffer[]): void {
    this.#lists.push(...lists);
  }

  async closeDay(
    day: number,
    claims: readonly ClaimRecord[],
    postings: readonly Posting[],
    endUnixSeconds: number,
    settle: boolean,
  ): Promise<DayReceipt> {
    const { platform, book } = this.#open();
    const closed = book.closeDay(day, postings, settle);
    const calls = this.#claimCalls(claims);
    const lists = this.#lists.splice(0);
    const transactions = [
      ...lists.map((some) => listTransaction(platform, day, some)),
      ...calls.map((call) => this.#claimTransaction(call)),
      this.#dayTransaction(day, closed),
    ];
    const receipts = await submit(this.#chain, transactions, endUnixSeconds);
    for (const [i, some] of lists.entries()) checkLists(day, platform, some, receipts[i]!);
    for (const [i, call] of calls.entries()) {
      const ledger = platform.activationLedgers[call.ledger]!;
      checkGrants(day, ledger, call, receipts[lists.length + i]!);
    }
    checkDay(day, closed, receipts.at(-1)!);
    await this.#checkBalances(day);
    const gas = receipts.reduce((total, { gasUsed }) => total + Number(gasUsed), 0);
    this.#gas += gas;
    this.#transactions += receipts.length;
    this.#headHash = receipts.at(-1)!.blockHash;
    return { transactions: receipts.length, gas, root: closed.tree.root };
  }

  /** Reads from the chain what each participant owns, µEUR. */
  async balances(): Promise<Float64Array> {
    const { platform, book } = this.#open();
    const count = book.wallets.balances.length;
    const data = encodeCall("FlexToken", "balanceSlots", [0, Math.ceil(count / 4)]);
    const encoded = await this.#chain.request("eth_call", [{ to: platform.token, data }, "latest"]);
    // The answer is an array: its offset, its length, then the slots.
    return unpackBalances(bytesOf(encoded as string).subarray(64), count);
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

  /** Cuts the claims of a day into calls; each activation ledger gets its own, in order. */
  #claimCalls(claims: readonly ClaimRecord[]): ClaimCall[] {
    const { platform, areaOf } = this.#open();
    const operatorOf = ({ need, operator, unit }: ClaimRecord) =>
      operator ?? (need === 0 ? 1 + (areaOf.get(unit) ?? 0) : 0);
    const calls = platform.activationLedgers.flatMap((_, ledger) =>
      chunks(
        claims.filter((claim) => claim.ledger === ledger),
        CLAIMS_PER_CALL,
      ).map((some) => ({ ledger, claims: some, packed: packClaims(some, operatorOf) })),
    );
    const count = calls.reduce((total, call) => total + call.claims.length, 0);
    assert(count === claims.length, "a claim names a ledger that does not exist");
    return calls;
  }

  /** Every operator with claims in a batch signs it. */
  #claimTransaction({ ledger, claims, packed }: ClaimCall): Transaction {
    const { platform, sequences } = this.#open();
    const to = platform.activationLedgers[ledger]!;
    const addressee = { chainId: platform.chainId, contract: to };
    const statement = claimStatement(addressee, sequences[ledger]!++, packed);
    const signatures = operatorsOf(packed).map((one) =>
      this.#signers.operator(one).sign(statement),
    );
    const data = packedCall(claimBatch, [], packed, joinSignatures(signatures));
    return {
      to,
      data,
      gas: BASE_GAS + SIGNATURE_GAS * signatures.length + CLAIM_GAS * claims.length,
    };
  }

  /** The meter operator signs what is paid. */
  #dayTransaction(day: number, { tree, payout }: ClosedDay): Transaction {
    const { chainId, settlement } = this.#open().platform;
    const words = payout === undefined ? Buffer.alloc(0) : packPayout(payout);
    const statement = dayStatement({ chainId, contract: settlement }, day, tree.root, words);
    const signature = this.#signers.meterOperator.sign(statement);
    const data = packedCall(settleDay, [uintWord(day), tree.root.slice(2)], words, signature);
    const gas = Math.min(GAS_MAX, BASE_GAS + (WORD_GAS * words.length) / 32);
    return { to: settlement, data, gas };
  }

  #open(): Books {
    assert(this.#books !== undefined, "the ledger is not open");
    return this.#books;
  }

  async #checkBalances(day: number): Promise<void> {
    const expected = this.#open().book.wallets.balances;
    const found = await this.balances();
    const index = expected.findIndex((balance, i) => balance !== found[i]);
    if (index < 0) return;
    throw new LedgerMismatchError(
      `day ${day}, participant ${index}: ` +
        `expected a balance of ${expected[index]} µEUR, found ${found[index]}`,
    );
  }
}

/** Lists go to the first activation ledger, whoever saw them. */
function listTransaction(platform: Platform, day: number, lists: Buffer): Transaction {
  const data = packedCall(publishOffers, [uintWord(day)], lists);
  const gas = Math.min(GAS_MAX, BASE_GAS + LIST_BYTE_GAS * lists.length);
  return { to: platform.activationLedgers[0]!, data, gas };
}

function checkLists(day: number, platform: Platform, lists: Buffer, receipt: Receipt): void {
  const encoded = logData(receipt, platform.activationLedgers[0]!, offersPublished);
  if (bytesArgument(encoded, 0).equals(lists)) return;
  throw new LedgerMismatchError(`day ${day}: other lists were published than operators saw`);
}

function checkGrants(
  day: number,
  ledger: string,
  { claims, packed }: ClaimCall,
  receipt: Receipt,
): void {
  const encoded = logData(receipt, ledger, claimsDecided);
  const grants = bytesArgument(encoded, 1);
  const position = firstDifference(claims, grants);
  const complete = bytesArgument(encoded, 0).equals(packed);
  if (position < 0 && complete) return;
  const claim = claims[Math.max(0, position)]!;
  throw new LedgerMismatchError(
    `day ${day}, unit ${claim.unit}, period ${claim.period}, minute ${claim.marketMinute}: expected ` +
      `${claim.grantedWh} Wh with conflict ${claim.conflict}, found ` +
      (complete ? describeGrant(grants, position) : "another claim"),
  );
}

function checkDay(day: number, { tree }: ClosedDay, receipt: Receipt): void {
  const log = receipt.logs.find(({ topics }) => topics[0] === daySettled);
  const found = log?.data.slice(0, tree.root.length);
  if (found === tree.root && Number(log?.topics[1]) === day) return;
  throw new LedgerMismatchError(`day ${day}: expected the root ${tree.root}, found ${found}`);
}

function logData({ logs }: Receipt, address: string, topic: string): Buffer {
  const own = address.toLowerCase();
  const log = logs.find(
    (entry) => entry.topics[0] === topic && entry.address.toLowerCase() === own,
  );
  if (log === undefined) throw new LedgerMismatchError(`no decision in the receipt of ${address}`);
  return bytesOf(log.data);
}
