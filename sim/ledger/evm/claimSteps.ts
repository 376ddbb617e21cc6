import { assert } from "#engine/assert.ts";
import type { DayStep } from "#sim/ledger/day/dayStep.ts";
import { claimStatement } from "#sim/ledger/day/statements.ts";
import type { Receipt } from "#sim/ledger/evm/chain.ts";
import { chunks } from "#sim/ledger/evm/chunks.ts";
import {
  describeGrant,
  firstDifference,
  operatorsOf,
  packClaims,
} from "#sim/ledger/evm/claimBatch.ts";
import { selectorOf, topicOf } from "#sim/ledger/evm/contractCodec.ts";
import { logOf } from "#sim/ledger/evm/logOf.ts";
import { bytesArgument, bytesOf, packedCall } from "#sim/ledger/evm/packedCall.ts";
import type { Platform } from "#sim/ledger/evm/platform.ts";
import { type Signers, signTogether } from "#sim/ledger/evm/signers.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";

const BASE_GAS = 150_000;
const CLAIM_GAS = 30_000;
const SIGNATURE_GAS = 15_000;
const CLAIMS_PER_CALL = 450;

const claimBatch = selectorOf("ActivationLedger", "claimBatch");
const claimsDecided = topicOf("ActivationLedger", "ClaimsDecided");

/** Has claims decided once more by the activation ledgers of a run. */
export class ClaimSteps {
  readonly #platform: Platform;
  readonly #signers: Signers;
  /** Batches that each activation ledger has decided. */
  readonly #sequences: number[];

  constructor(platform: Platform, signers: Signers) {
    this.#platform = platform;
    this.#signers = signers;
    this.#sequences = platform.activationLedgers.map(() => 0);
  }

  /** Cuts the claims of a day into calls; each activation ledger gets its own, in order. */
  steps(day: number, claims: readonly ClaimRecord[]): DayStep[] {
    let count = 0;
    const steps = this.#platform.activationLedgers.flatMap((_, ledger) => {
      const own = claims.filter((claim) => claim.ledger === ledger);
      count += own.length;
      return chunks(own, CLAIMS_PER_CALL).map((some) => this.#step(day, ledger, some));
    });
    assert(count === claims.length, "a claim names a ledger that does not exist");
    return steps;
  }

  /** Every operator with claims in a batch signs it. */
  #step(day: number, ledger: number, claims: readonly ClaimRecord[]): DayStep {
    const to = this.#platform.activationLedgers[ledger]!;
    const packed = packClaims(claims);
    const addressee = { chainId: this.#platform.chainId, contract: to };
    const statement = claimStatement(addressee, this.#sequences[ledger]!++, packed);
    const operators = operatorsOf(packed).map((one) => this.#signers.operator(one));
    const data = packedCall(claimBatch, [], packed, signTogether(statement, operators));
    const gas = BASE_GAS + SIGNATURE_GAS * operators.length + CLAIM_GAS * claims.length;
    return {
      transaction: { to, data, gas },
      check: (receipt) => checkGrants(receipt, { day, ledger: to, claims, packed }),
    };
  }
}

function checkGrants(
  receipt: Receipt,
  sent: { day: number; ledger: string; claims: readonly ClaimRecord[]; packed: Buffer },
): void {
  const { day, ledger, claims, packed } = sent;
  const encoded = bytesOf(logOf(receipt, ledger, claimsDecided).data);
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
