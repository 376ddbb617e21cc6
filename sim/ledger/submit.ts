import type { Chain, Receipt, Transaction } from "#sim/ledger/chain.ts";
import { describeRevert } from "#sim/ledger/contractCodec.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";

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
  for (const [i, hash] of hashes.entries()) {
    const receipt = (await chain.request("eth_getTransactionReceipt", [hash])) as Receipt | null;
    if (receipt === null) throw new LedgerMismatchError(`transaction ${hash} is in no block`);
    if (receipt.status !== "0x1") await explain(chain, transactions[i]!, receipt);
    receipts.push(receipt);
  }
  return receipts;
}

/** Calls a transaction that failed once more, on the state before its block, to hear the reason. */
async function explain(chain: Chain, transaction: Transaction, receipt: Receipt): Promise<never> {
  const { to, data, gas } = transaction;
  const call = { from: chain.operator, to, data, gas: `0x${gas.toString(16)}` };
  const before = `0x${(Number(receipt.blockNumber) - 1).toString(16)}`;
  await orRefusal(() => chain.request("eth_call", [call, before]));
  throw new LedgerMismatchError(
    `the ledger refused: ${Number(receipt.gasUsed)} gas used, no reason`,
  );
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
