import { Piscina } from "piscina";
import { expect, test } from "vitest";
import { preloadEvm } from "#sim/ledger/evm/preloadEvm.ts";
import ledgerWorker from "#test/support/ledgerWorker.ts";
import { mnemonic } from "#test/support/testChain.ts";

test("chains in pool threads that come and go end with the block hash of the main thread", async () => {
  await preloadEvm();
  const expected = await ledgerWorker(mnemonic);
  for (let pools = 0; pools < 3; pools++) {
    const pool = new Piscina({
      filename: new URL(import.meta.resolve("#test/support/ledgerWorker.ts")).href,
      maxThreads: 2,
    });
    const hashes = await Promise.all([1, 2, 3].map(() => pool.run(mnemonic)));
    expect(hashes).toEqual([expected, expected, expected]);
    await pool.close();
  }
});
