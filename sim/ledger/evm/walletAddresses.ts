import { HDNodeWallet } from "ethers";

/** Branch of participants; the operator signs with account 0 of the ordinary branch. */
const PARTICIPANTS_PATH = "m/44'/60'/0'/1";

/** Derives the addresses of `count` participants, always the same from the same mnemonic. */
export function walletAddresses(mnemonic: string, count: number): string[] {
  const branch = HDNodeWallet.fromPhrase(mnemonic, "", PARTICIPANTS_PATH).neuter();
  return Array.from({ length: count }, (_, index) => branch.deriveChild(index).address);
}
