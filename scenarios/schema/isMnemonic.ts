import { createRequire } from "node:module";

/** What test networks use; nobody's money is behind it. */
export const WELL_KNOWN_MNEMONIC = "test test test test test test test test test test test junk";

const load = createRequire(import.meta.url);

/** Tells whether words make a mnemonic of BIP 39: so many of its list, with the right checksum. */
export function isMnemonic(words: string): boolean {
  if (words === WELL_KNOWN_MNEMONIC) return true;
  // The library takes as long to load as all else, and hardly any scenario has words of its own.
  const { Mnemonic } = load("ethers/wallet") as typeof import("ethers/wallet");
  return Mnemonic.isValidMnemonic(words);
}
