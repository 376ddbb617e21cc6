import type { Transport } from "#sim/ledger/evm/chain.ts";
import type { Platform } from "#sim/ledger/evm/platform.ts";
import type { LedgerRecord } from "#sim/ledger/ledgerPort.ts";

/** One event as the node returns it: address, topics, data, where it stands. */
export type ChainEvent = Readonly<Record<string, unknown>>;

/** Reads what the contracts of a run emitted. */
export class ChainRecord implements LedgerRecord {
  readonly platform: Platform;
  readonly #chain: Transport;
  #nextBlock: number;

  /** @param nextBlock the first block that may hold events of the platform */
  constructor(chain: Transport, platform: Platform, nextBlock: number) {
    this.#chain = chain;
    this.platform = platform;
    this.#nextBlock = nextBlock;
  }

  /**
   * Everything that registry, auction, activation ledgers and settlement emitted since the last call, in order.
   * The token is left out: who holds how much says nothing about activations, and most events are its own.
   */
  async newEvents(): Promise<readonly ChainEvent[]> {
    const toBlock = await lastBlock(this.#chain);
    if (toBlock < this.#nextBlock) return [];
    const { registry, auction, settlement, activationLedgers } = this.platform;
    const filter = {
      fromBlock: quantity(this.#nextBlock),
      toBlock: quantity(toBlock),
      address: [registry, auction, settlement, ...activationLedgers],
    };
    const events = await this.#chain.request("eth_getLogs", [filter]);
    this.#nextBlock = toBlock + 1;
    return events as readonly ChainEvent[];
  }
}

/** Number of the newest block. */
export async function lastBlock(chain: Transport): Promise<number> {
  return Number(await chain.request("eth_blockNumber", []));
}

function quantity(value: number): string {
  return `0x${value.toString(16)}`;
}
