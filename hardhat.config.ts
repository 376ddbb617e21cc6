import { fileURLToPath } from "node:url";
import { defineConfig } from "hardhat/config";

/** Compiles with the solc of the package registry (nothing else is downloaded); `npm run build:contracts`. */
export default defineConfig({
  paths: { sources: "contracts", artifacts: "artifacts", cache: "cache" },
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
