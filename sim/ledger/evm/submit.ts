import type { Chain, Receipt, Transaction } from "#sim/ledger/evm/chain.ts";
import { describeRevert } from "#sim/ledger/evm/contractCodec.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";

/** The part of a transaction that is looked at, as JSON-RPC gives it. */
interface Sent {
  readonly from: string;
  readonly to: string | null;
  readonly input: string;
  readonly gas: string;
}

/**
 * Sends transactions, seals them, and returns their receipts in order.
 *
 * @param unixSeconds time of the block, where the chain lets itself be told
 * @throws LedgerMismatchError where a contract refuses one, with its reason
 */
export async function submit(
  chain: Chain,
  transactions: readonly Transaction[],
  unixSeconds?: number,
): Promise<Receipt[]> {
  const hashes: string[] = [];
  for (const transaction of transactions) {
    hashes.push(await orRefusal(() => chain.send(transaction)));
  }
  await chain.seal(hashes, unixSeconds);
  const receipts: Receipt[] = [];
  for (const hash of hashes) {
    const receipt = (await chain.request("eth_getTransactionReceipt", [hash])) as Receipt | null;
    if (receipt === null) throw new LedgerMismatchError(`transaction ${hash} is in no block`);
    if (receipt.status !== "0x1") await explain(chain, hash, receipt);
    receipts.push(receipt);
  }
  return receipts;
}

/**
 * Calls a transaction that failed once more to hear the reason: on the state before its block, and
 * on the one after, in case it failed because of another in the same block.
 */
async function explain(chain: Chain, hash: string, receipt: Receipt): Promise<never> {
  const sent = (await chain.request("eth_getTransactionByHash", [hash])) as Sent;
  const gas = `${Number(receipt.gasUsed)} of ${Number(sent.gas)} gas used`;
  // What ran out of gas would give another reason, or none, on another state.
  if (Number(receipt.gasUsed) === Number(sent.gas)) {
    throw new LedgerMismatchError(`the ledger ran out of gas: ${gas}`);
  }
  const call = { from: sent.from, to: sent.to, data: sent.input, gas: sent.gas };
  const before = `0x${(Number(receipt.blockNumber) - 1).toString(16)}`;
  for (const block of [before, receipt.blockNumber]) {
    await orRefusal(() => chain.request("eth_call", [call, block]));
  }
  throw new LedgerMismatchError(`the ledger refused without a reason, ${gas}`);
}

/** Turns the error of a node that carries revert data into a refusal; passes others on. */
async function orRefusal<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const data = revertData(error);
    if (data === undefined) throw error;
    throw new LedgerMismatchError(`the ledger refused: ${describeRevert(data)}`, { cause: error });
  }
}

/** Nodes put revert data into `data`, or into `data.data`. */
function revertData(error: unknown): string | undefined {
  for (let part = error; typeof part === "object" && part !== null; ) {
    const { data } = part as { data?: unknown };
    if (typeof data === "string" && data.startsWith("0x")) return data;
    part = data;
  }
  return undefined;
}
