import { setTimeout as pause } from "node:timers/promises";
import { HDNodeWallet } from "ethers";
import type { Chain, Transaction } from "#sim/ledger/chain.ts";
import { EvmLedger } from "#sim/ledger/evmLedger.ts";

const POLL_MS = 50;
const POLLS_MAX = 6000;
/** Above the price a node suggests, so that a rising base fee does not strand a day. */
const PRICE_FACTOR = 2n;

/** A node answered a request with an error. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly data: unknown;

  constructor(method: string, { message, data }: { message: string; data?: unknown }) {
    super(`${method}: ${message}`);
    this.data = data;
  }
}

/** Opens a ledger on any EVM node; account 0 of the mnemonic operates it and must be able to pay for gas. */
export async function rpcLedger(url: string, mnemonic: string): Promise<EvmLedger> {
  return new EvmLedger(await rpcChain(url, mnemonic), mnemonic);
}

async function rpcChain(url: string, mnemonic: string): Promise<Chain> {
  const wallet = HDNodeWallet.fromPhrase(mnemonic);
  const request = jsonRpc(url);
  const chainId = BigInt((await request("eth_chainId", [])) as string);
  let nonce = Number(await request("eth_getTransactionCount", [wallet.address, "pending"]));

  return {
    operator: wallet.address,
    request,
    async send({ to, data, gas }: Transaction) {
      const gasPrice = BigInt((await request("eth_gasPrice", [])) as string) * PRICE_FACTOR;
      const call = { type: 0, chainId, nonce: nonce++, data, gasLimit: gas, gasPrice };
      const signed = await wallet.signTransaction(to === undefined ? call : { ...call, to });
      return (await request("eth_sendRawTransaction", [signed])) as string;
    },
    async seal(hashes) {
      for (const hash of hashes) await waitForReceipt(request, hash);
    },
    async close() {},
  };
}

/** The last one to be included ends the wait, whichever block it is in. */
async function waitForReceipt(request: Chain["request"], hash: string): Promise<void> {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    if ((await request("eth_getTransactionReceipt", [hash])) !== null) return;
    await pause(POLL_MS);
  }
  throw new Error(
    `transaction ${hash} was not included within ${(POLLS_MAX * POLL_MS) / 60_000} min`,
  );
}

function jsonRpc(url: string): Chain["request"] {
  let id = 0;
  return async (method, params) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }),
    });
    const answer = (await response.json()) as {
      result?: unknown;
      error?: { message: string; data?: unknown };
    };
    if (answer.error !== undefined) throw new RpcError(method, answer.error);
    return answer.result;
  };
}
