/** Speaks JSON-RPC to an EVM. */
export interface Transport {
  request(method: string, params: readonly unknown[]): Promise<unknown>;
}

/** A transaction of the operator; without `to` it creates a contract. */
export interface Transaction {
  readonly to?: string;
  readonly data: string;
  readonly gas: number;
}

export interface Log {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

/** The part of a receipt that is looked at, as JSON-RPC gives it. */
export interface Receipt {
  readonly status: string;
  readonly gasUsed: string;
  readonly blockHash: string;
  readonly blockNumber: string;
  readonly contractAddress: string | null;
  readonly logs: readonly Log[];
}

/** An EVM chain as seen by the one account that operates the platform. */
export interface Chain extends Transport {
  readonly operator: string;
  /** Hands in a transaction and returns its hash; transactions keep their order. */
  send(transaction: Transaction): Promise<string>;
  /**
   * Sees to it that what was sent stands in a block.
   *
   * @param hashes what was sent since the last call
   * @param unixSeconds time of the block, where the chain lets itself be told
   */
  seal(hashes: readonly string[], unixSeconds?: number): Promise<void>;
  close(): Promise<void>;
}
