import type { LedgerPort } from "#sim/ledger/ledgerPort.ts";
import { MemoryLedger } from "#sim/ledger/memoryLedger.ts";

const RPC = "rpc:";

/**
 * Makes a ledger by its name in the scenario; call `open` on it next.
 *
 * @param kind `memory`, `hardhat` (a chain inside this process) or `rpc:<url>` (any EVM node)
 * @param mnemonic of the operator and the participants; not used in memory
 * @throws EvmMissingError where the native EVM is not installed
 */
export async function openLedger(kind: string, mnemonic: string): Promise<LedgerPort> {
  if (kind === "memory") return new MemoryLedger();
  if (kind === "hardhat") {
    const { threadLedger } = await import("#sim/ledger/thread/threadLedger.ts");
    return threadLedger(mnemonic);
  }
  if (kind.startsWith(RPC)) {
    const { rpcLedger } = await import("#sim/ledger/evm/rpcLedger.ts");
    return rpcLedger(kind.slice(RPC.length), mnemonic);
  }
  throw new RangeError(`ledger: expected memory, hardhat or rpc:<url>, found ${kind}`);
}
