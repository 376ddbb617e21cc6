import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compileContracts } from "#contracts/compileContracts.ts";

const COVERAGE_MIN = 95;
const bin = join(process.cwd(), "node_modules/.bin");

// The two share the compiler's cache, so they stand in one file and run one after the other.
test("the Solidity tests pass, and reach nearly every line of every contract", () => {
  const { status, stdout, stderr } = spawnSync(
    join(bin, "node"),
    [join(process.cwd(), "node_modules/hardhat/dist/src/cli.js"), "test", "solidity", "--coverage"],
    { encoding: "utf8", env: { ...process.env, CI: "true" } },
  );
  expect(status, stdout + stderr).toBe(0);
  const rows = [...stdout.matchAll(/(contracts\/\S+\.sol|Total)\s+│\s+([\d.]+)/g)];
  const lines = Object.fromEntries(rows.map(([, file, percent]) => [file, Number(percent)]));
  console.table(lines);
  for (const contract of [
    "ActivationLedger",
    "AssetRegistry",
    "FlexToken",
    "ReservationAuction",
    "OrderEscrow",
    "Settlement",
  ]) {
    expect(lines[`contracts/${contract}.sol`], contract).toBeGreaterThanOrEqual(COVERAGE_MIN);
  }
  expect(lines["Total"]).toBeGreaterThanOrEqual(COVERAGE_MIN);
});

test("the committed interface is what the contracts compile to", async () => {
  expect(await compileContracts()).toBe(readFileSync("contracts/abi/contracts.ts", "utf8"));
});
