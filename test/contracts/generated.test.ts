import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compileContracts } from "#contracts/compileContracts.ts";

test("the committed interface is what the contracts compile to", async () => {
  expect(await compileContracts()).toBe(readFileSync("contracts/abi/contracts.ts", "utf8"));
});
