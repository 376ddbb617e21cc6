import { expect, test, vi } from "vitest";
import { EvmMissingError } from "#sim/ledger/evm/evmMissingError.ts";
import { openLedger } from "#sim/ledger/openLedger.ts";
import { participants, units } from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

vi.mock("@nomicfoundation/edr", () => {
  throw new Error("Cannot find native binding");
});

test("without the native EVM the chain says what to do, and memory still works", async () => {
  const opened = openLedger("hardhat", mnemonic);
  await expect(opened).rejects.toThrow(EvmMissingError);
  await expect(opened).rejects.toThrow('run "npm run postinstall"');
  const memory = await openLedger("memory", mnemonic);
  await memory.open(participants, units, 1);
  expect(await memory.closeDay(0, [], [], 1_735_689_600, true)).toMatchObject({ transactions: 0 });
});
