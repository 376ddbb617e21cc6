import { findPackageJSON } from "node:module";
import { dirname } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { HardhatUserConfig } from "hardhat/config";
import type { Chain, Transaction } from "#sim/ledger/evm/chain.ts";
import { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { preloadEvm } from "#sim/ledger/evm/preloadEvm.ts";

/** There is none: artifacts only serve stack traces, and reading them takes a second. */
const NO_FOLDER = "no-artifacts";
/** Hardhat wants a package.json: ours, not one near to where the program is called. */
const PROJECT_ROOT = dirname(findPackageJSON(import.meta.url) ?? "");
/** Before any scenario; blocks of days carry their midnight. */
const GENESIS = "2000-01-01T00:00:00Z";

/**
 * Opens a ledger on Hardhat's chain inside this process.
 *
 * Blocks are mined on demand with a given time and a base fee of zero, so equal runs have equal block
 * hashes. The block limit is far away because the base fee rises with a block that is half full.
 *
 * @throws EvmMissingError where the native EVM is not installed
 */
export async function hardhatLedger(mnemonic: string): Promise<EvmLedger> {
  return new EvmLedger(await hardhatChain(mnemonic), mnemonic);
}

/** Starts the chain; account 0 of the mnemonic operates it. */
export async function hardhatChain(mnemonic: string): Promise<Chain> {
  await preloadEvm();
  const { createHardhatRuntimeEnvironment } = await import("hardhat/hre");
  const config: HardhatUserConfig = {
    paths: { artifacts: NO_FOLDER, cache: NO_FOLDER },
    networks: {
      sim: {
        type: "edr-simulated",
        chainType: "l1",
        chainId: 31337,
        hardfork: "osaka",
        blockGasLimit: 1_000_000_000,
        initialBaseFeePerGas: 0,
        gasPrice: 0n,
        allowBlocksWithSameTimestamp: true,
        initialDate: GENESIS,
        accounts: { mnemonic, count: 1 },
        mining: { auto: false, interval: 0, mempool: { order: "fifo" } },
      },
    },
  };
  const hre = await createHardhatRuntimeEnvironment(config, {}, PROJECT_ROOT);
  const connection = await hre.network.create("sim");
  const request = (method: string, params: readonly unknown[]) =>
    connection.provider.request({ method, params: [...params] });
  const [operator] = (await request("eth_accounts", [])) as [string];
  let unixSeconds = Date.parse(GENESIS) / 1000;
  let open = true;

  return {
    operator,
    request,
    async send({ to, data, gas }: Transaction) {
      const call = { from: operator, data, gas: `0x${gas.toString(16)}`, gasPrice: "0x0" };
      return (await request("eth_sendTransaction", [to ? { ...call, to } : call])) as string;
    },
    async seal(_hashes, time = unixSeconds + 1) {
      unixSeconds = time;
      await request("evm_mine", [unixSeconds]);
    },
    async close() {
      if (!open) return;
      open = false;
      await connection.close();
      collectGarbage();
    },
  };
}

/** The chain's native memory goes when its wrapper is collected, and V8 does not know how big it is. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
