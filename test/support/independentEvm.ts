import { createBlock } from "@ethereumjs/block";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createTx } from "@ethereumjs/tx";
import { bytesToHex, createAccount, createAddressFromString } from "@ethereumjs/util";
import { createVM, runTx, type VM } from "@ethereumjs/vm";
import type { Chain, Log, Receipt } from "#sim/ledger/evm/chain.ts";

interface RpcBlock {
  readonly number: string;
  readonly timestamp: string;
  readonly miner: string;
  readonly gasLimit: string;
  readonly baseFeePerGas: string;
  readonly mixHash: string;
  readonly transactions: readonly RpcTransaction[];
}

interface RpcTransaction {
  readonly hash: string;
  readonly from: string;
  readonly to: string | null;
  readonly nonce: string;
  readonly gas: string;
  readonly gasPrice: string;
  readonly input: string;
  readonly value: string;
  readonly v: string;
  readonly r: string;
  readonly s: string;
}

/** What an EVM made of a transaction. */
export interface Outcome {
  readonly status: string;
  readonly gasUsed: number;
  readonly created: string | null;
  readonly logs: readonly Log[];
}

export interface Replay {
  readonly outcomes: readonly { hash: string; found: Outcome; expected: Outcome }[];
  readonly blocks: number;
  /** Root of a contract's storage, as the independent EVM has it. */
  storageRoot(address: string): Promise<string>;
}

/** Executes every transaction of a chain once more, in an EVM written by others in another language. */
export async function replay(chain: Chain): Promise<Replay> {
  const chainId = Number(await chain.request("eth_chainId", []));
  const common = new Common({ chain: { ...Mainnet, chainId }, hardfork: Hardfork.Osaka });
  const vm = await createVM({ common });
  const operator = createAddressFromString(chain.operator);
  const wealth = BigInt((await chain.request("eth_getBalance", [chain.operator, "0x0"])) as string);
  await vm.stateManager.putAccount(operator, createAccount({ balance: wealth }));
  const head = Number(await chain.request("eth_blockNumber", []));
  const outcomes = [];
  for (let number = 1; number <= head; number++) {
    const asked = [`0x${number.toString(16)}`, true];
    const block = (await chain.request("eth_getBlockByNumber", asked)) as RpcBlock;
    for (const transaction of block.transactions) {
      const receipt = await chain.request("eth_getTransactionReceipt", [transaction.hash]);
      outcomes.push({
        hash: transaction.hash,
        found: await execute(vm, common, block, transaction),
        expected: expectedOf(receipt as Receipt),
      });
    }
  }
  return {
    outcomes,
    blocks: head,
    async storageRoot(address) {
      const account = await vm.stateManager.getAccount(createAddressFromString(address));
      return bytesToHex(account!.storageRoot);
    },
  };
}

async function execute(
  vm: VM,
  common: Common,
  block: RpcBlock,
  { input, gas, hash, from, to, ...rest }: RpcTransaction,
): Promise<Outcome> {
  const { nonce, gasPrice, value, v, r, s } = rest;
  const fields = { nonce, gasPrice, value, v, r, s, gasLimit: gas, data: input };
  const tx = createTx((to === null ? fields : { ...fields, to }) as never, { common });
  if (bytesToHex(tx.hash()) !== hash || tx.getSenderAddress().toString() !== from.toLowerCase()) {
    throw new Error(`transaction ${hash} cannot be rebuilt`);
  }
  const header = {
    number: block.number,
    timestamp: block.timestamp,
    coinbase: block.miner,
    gasLimit: block.gasLimit,
    baseFeePerGas: block.baseFeePerGas,
    mixHash: block.mixHash,
  };
  const result = await runTx(vm, {
    tx,
    block: createBlock(
      { header: header as never },
      { common, skipConsensusFormatValidation: true },
    ),
    skipBlockGasLimitValidation: true,
  });
  return {
    status: result.execResult.exceptionError === undefined ? "0x1" : "0x0",
    gasUsed: Number(result.totalGasSpent),
    created: result.createdAddress?.toString() ?? null,
    logs: (result.execResult.logs ?? []).map(([address, topics, data]) => ({
      address: bytesToHex(address),
      topics: topics.map((topic) => bytesToHex(topic)),
      data: bytesToHex(data),
    })),
  };
}

function expectedOf({ status, gasUsed, contractAddress, logs }: Receipt): Outcome {
  return {
    status,
    gasUsed: Number(gasUsed),
    created: contractAddress?.toLowerCase() ?? null,
    logs: logs.map(({ address, topics, data }) => ({
      address: address.toLowerCase(),
      topics,
      data,
    })),
  };
}
