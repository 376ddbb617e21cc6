import { setTimeout as pause } from "node:timers/promises";
import { HDNodeWallet, keccak256 } from "ethers";
import type { Chain, Transaction, Transport } from "#sim/ledger/evm/chain.ts";
import { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { jsonRpc, type Patience } from "#sim/ledger/evm/jsonRpc.ts";
import { RpcError } from "#sim/ledger/evm/rpcError.ts";
import { TransactionLostError } from "#sim/ledger/evm/transactionLostError.ts";

const POLL_MS = 50;
/** So many polls without a trace of a transaction, and it is sent again. */
const POLLS_PER_SEND = 20;
/** Above the price a node suggests, so that a rising base fee does not strand a day. */
const PRICE_FACTOR = 2n;

/**
 * Opens a ledger on any EVM node; account 0 of the mnemonic operates it and must be able to pay for gas.
 *
 * A lost connection is waited out. A transaction is signed once, with one nonce, and then only sent
 * again as it is: a chain takes it once, however often it arrives.
 */
export async function rpcLedger(
  url: string,
  mnemonic: string,
  patience: Patience = {},
): Promise<EvmLedger> {
  return new EvmLedger(await rpcChain(url, mnemonic, patience), mnemonic);
}

/** Speaks to the node; account 0 of the mnemonic operates the chain. */
export async function rpcChain(url: string, mnemonic: string, patience: Patience): Promise<Chain> {
  const wallet = HDNodeWallet.fromPhrase(mnemonic);
  const request = jsonRpc(url, patience);
  const chainId = BigInt((await request("eth_chainId", [])) as string);
  const outbox = new Outbox(request, wallet.address);
  const pollsMax = ((patience.patienceSeconds ?? 300) * 1000) / POLL_MS;
  let nonce = await outbox.count("pending");

  return {
    operator: wallet.address,
    request,
    async send({ to, data, gas }: Transaction) {
      const gasPrice = BigInt((await request("eth_gasPrice", [])) as string) * PRICE_FACTOR;
      const call = { type: 0, chainId, nonce, data, gasLimit: gas, gasPrice };
      const signed = await wallet.signTransaction(to === undefined ? call : { ...call, to });
      return outbox.send(nonce++, signed);
    },
    async seal(hashes) {
      for (const hash of hashes) await outbox.awaitReceipt(hash, pollsMax);
    },
    async close() {},
  };
}

/** Transactions that are not yet known to stand in a block, by hash; their nonces ascend. */
class Outbox {
  readonly #request: Transport["request"];
  readonly #sender: string;
  readonly #pending = new Map<string, { signed: string; nonce: number }>();

  constructor(request: Transport["request"], sender: string) {
    this.#request = request;
    this.#sender = sender;
  }

  /** Transactions of the sender, up to a block. */
  async count(block: "latest" | "pending"): Promise<number> {
    return Number(await this.#request("eth_getTransactionCount", [this.#sender, block]));
  }

  /** Hands a transaction in and returns its hash. */
  async send(nonce: number, signed: string): Promise<string> {
    const hash = keccak256(signed);
    this.#pending.set(hash, { signed, nonce });
    try {
      await this.#request("eth_sendRawTransaction", [signed]);
    } catch (error) {
      // A node that executes at once may answer with the reason of a refusal.
      if (!(error instanceof RpcError) || isRevert(error)) throw error;
      // What the node has already, from an attempt that it did not answer, is as good as handed in.
      if (!(await this.#isKnown(hash)) && !(await this.#sendAgain())) throw error;
    }
    return hash;
  }

  /** Waits until a transaction stands in a block, and sends it again where the node has lost it. */
  async awaitReceipt(hash: string, pollsMax: number): Promise<void> {
    for (let poll = 1; poll <= pollsMax; poll++) {
      if ((await this.#request("eth_getTransactionReceipt", [hash])) !== null) {
        this.#pending.delete(hash);
        return;
      }
      if (poll % POLLS_PER_SEND === 0 && !(await this.#isKnown(hash))) await this.#sendAgain();
      await pause(POLL_MS);
    }
    const seconds = (pollsMax * POLL_MS) / 1000;
    throw new TransactionLostError(`transaction ${hash} was not included within ${seconds} s`);
  }

  async #isKnown(hash: string): Promise<boolean> {
    return (await this.#request("eth_getTransactionByHash", [hash])) !== null;
  }

  /** Hands in, in order, what the node does not know; false where nothing was missing before the last. */
  async #sendAgain(): Promise<boolean> {
    const waiting = [...this.#pending];
    await this.#checkHistory(waiting[0]![1].nonce);
    let lost = 0;
    for (const [hash, { signed }] of waiting) {
      if (await this.#isKnown(hash)) continue;
      // The last one alone was refused for a reason of its own.
      if (++lost === 1 && hash === waiting.at(-1)![0] && waiting.length > 1) return false;
      await this.#request("eth_sendRawTransaction", [signed]);
    }
    return lost > 0;
  }

  /** Nothing before the first transaction that waits may be missing. */
  async #checkHistory(firstNonce: number): Promise<void> {
    const found = await this.count("latest");
    if (found >= firstNonce) return;
    throw new TransactionLostError(
      `the node has lost transactions that it had confirmed: the operator had sent ${firstNonce}, ` +
        `and it knows ${found}; its state is older than the run`,
    );
  }
}

function isRevert({ data }: RpcError): boolean {
  return data !== undefined && data !== null;
}
