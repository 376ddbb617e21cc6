import type { ClosedDay } from "#sim/ledger/day/dayBook.ts";
import type { DayStep } from "#sim/ledger/day/dayStep.ts";
import {
  type Addressee,
  orderBatchStatement,
  verificationBatchStatement,
} from "#sim/ledger/day/statements.ts";
import type { OrderBatch } from "#sim/ledger/escrow/orderBatch.ts";
import type { Receipt } from "#sim/ledger/evm/chain.ts";
import { encodeCall, selectorOf, topicOf } from "#sim/ledger/evm/contractCodec.ts";
import { logOf } from "#sim/ledger/evm/logOf.ts";
import { bytesArgument, bytesOf, packedCall, uintWord } from "#sim/ledger/evm/packedCall.ts";
import type { Platform } from "#sim/ledger/evm/platform.ts";
import { type Signers, signTogether } from "#sim/ledger/evm/signers.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";

const BASE_GAS = 200_000;
const PARTY_GAS = 40_000;
const ORDER_GAS = 6_500;
/** The first strike of a unit, where an order may be one. */
const STRIKE_GAS = 30_000;
const DEPOSIT_GAS = 120_000;
const WORD = 32;
const LAST_SIX = 26;

const escrowOrders = selectorOf("Settlement", "escrowOrders");
const releaseOrders = selectorOf("Settlement", "releaseOrders");
const ordersEscrowed = topicOf("Settlement", "OrdersEscrowed");
const ordersReleased = topicOf("Settlement", "OrdersReleased");

/** Takes the orders of a run into escrow and releases them. */
export class EscrowSteps {
  readonly #platform: Platform;
  readonly #to: Addressee;
  readonly #signers: Signers;
  #batches = 0;

  constructor(platform: Platform, signers: Signers) {
    this.#platform = platform;
    this.#to = { chainId: platform.chainId, contract: platform.settlement };
    this.#signers = signers;
  }

  /** Deposits of those who cannot pay into escrow, the batches into escrow, and their release. */
  steps(day: number, { batches, escrowDeposits }: ClosedDay): DayStep[] {
    const first = this.#batches;
    this.#batches += batches.length;
    return [
      ...this.#deposits(escrowDeposits),
      ...batches.map((batch, i) => this.#escrow(day, first + i, batch)),
      ...batches.map((batch, i) => this.#release(day, first + i, batch)),
    ];
  }

  #deposits(amounts: Float64Array): DayStep[] {
    return [...amounts.entries()]
      .filter(([, amount]) => amount > 0)
      .map(([participant, amount]) => {
        const { address } = this.#signers.participant(participant);
        const data = encodeCall("FlexToken", "deposit", [address, amount]);
        return {
          transaction: { to: this.#platform.token, data, gas: DEPOSIT_GAS },
          check: () => {},
        };
      });
  }

  /** Whoever pays or provides signs the batch. */
  #escrow(
    day: number,
    number: number,
    { packed, parties, orders, deliveries }: OrderBatch,
  ): DayStep {
    const statement = orderBatchStatement(this.#to, number, packed);
    const signers = parties.map((party) => this.#signers.participant(party));
    const data = packedCall(escrowOrders, [], packed, signTogether(statement, signers));
    const held = deliveries.reduce((sum, one) => sum + one.escrow + one.collateral, 0);
    const gas = BASE_GAS + 2 * PARTY_GAS * parties.length + ORDER_GAS * orders.length;
    const check = (receipt: Receipt) => {
      const { data: found, topics } = logOf(receipt, this.#to.contract, ordersEscrowed);
      const encoded = bytesOf(found);
      const same = bytesArgument(encoded, 0).equals(packed) && Number(topics[1]) === number;
      if (same && amountAt(encoded, 1) === held) return;
      throw new LedgerMismatchError(
        `day ${day}: expected ${held} µEUR in escrow for ${orders.length} orders, ` +
          `found ${amountAt(encoded, 1)}${same ? "" : " for other orders"}`,
      );
    };
    return { transaction: { to: this.#to.contract, data, gas }, check };
  }

  /** The meter operator signs what was verified. */
  #release(day: number, number: number, batch: OrderBatch): DayStep {
    const { packed, verified, parties, orders, deliveries } = batch;
    const statement = verificationBatchStatement(this.#to, number, verified);
    const signature = this.#signers.meterOperator.sign(statement);
    const data = packedCall(releaseOrders, [uintWord(number)], packed, verified, signature);
    const paid = deliveries.reduce((sum, one) => sum + one.paid, 0);
    const penalty = deliveries.reduce((sum, one) => sum + one.penalty, 0);
    const orderGas = ORDER_GAS + (batch.countsStrikes ? STRIKE_GAS : 0);
    const gas = BASE_GAS + PARTY_GAS * parties.length + orderGas * orders.length;
    const check = (receipt: Receipt) => {
      const encoded = bytesOf(logOf(receipt, this.#to.contract, ordersReleased).data);
      const found = [amountAt(encoded, 1), amountAt(encoded, 2)];
      if (found[0] === paid && found[1] === penalty) return;
      throw new LedgerMismatchError(
        `day ${day}: expected ${paid} µEUR paid and ${penalty} µEUR charged for ${orders.length} ` +
          `orders, found ${found.join(" and ")}`,
      );
    };
    return { transaction: { to: this.#to.contract, data, gas }, check };
  }
}

/** An amount that fits a float: the last six bytes of a word. */
function amountAt(encoded: Buffer, index: number): number {
  return encoded.readUIntBE(index * WORD + LAST_SIX, 6);
}
