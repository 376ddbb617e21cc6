import { EvmMissingError } from "#sim/ledger/evm/evmMissingError.ts";

/**
 * Loads the native EVM into this process and keeps it there.
 *
 * The main thread must do so before it starts workers that open a Hardhat ledger: otherwise the
 * library is unloaded with the first worker that ends while its own threads still run, and the next
 * worker takes the process down.
 *
 * @throws EvmMissingError where npm left the library out
 */
export async function preloadEvm(): Promise<void> {
  try {
    await import("@nomicfoundation/edr");
  } catch (error) {
    throw new EvmMissingError(error);
  }
}
