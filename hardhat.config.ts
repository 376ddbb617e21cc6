import { fileURLToPath } from "node:url";
import { defineConfig } from "hardhat/config";

/** Compiles with the solc of the package registry (nothing else is downloaded); `npm run build:contracts`. */
export default defineConfig({
  paths: {
    sources: "contracts",
    artifacts: "artifacts",
    cache: "cache",
    tests: { solidity: "test/contracts/solidity" },
  },
  // The seed makes a failure reproducible; `npx hardhat test solidity`.
  test: {
    solidity: {
      fuzz: { runs: 256, seed: "0x2022" },
      invariant: { runs: 48, depth: 64, failOnRevert: true },
    },
  },
  solidity: {
    version: "0.8.37",
    path: fileURLToPath(import.meta.resolve("solc/soljson.js")),
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: "osaka",
      // Without the hash of sources a comment does not change the bytecode, nor any block hash after it.
      metadata: { bytecodeHash: "none" },
    },
  },
});
