import { expect, test } from "vitest";
import { InvariantError } from "#engine/assert.ts";
import { EvmMissingError } from "#sim/ledger/evm/evmMissingError.ts";
import { TooManyParticipantsError } from "#sim/ledger/evm/tooManyParticipantsError.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import { errorOf, failureOf } from "#sim/ledger/thread/failure.ts";

test.each([
  new LedgerMismatchError("day 3 differs", { cause: new RangeError("because") }),
  new EvmMissingError(new Error("no binding")),
  new InvariantError("days are closed in order"),
  new RangeError("a number out of range"),
  new TooManyParticipantsError(1200, 1201),
  new Error("of no class of its own"),
])("%s crosses between threads as what it is", (error) => {
  const arrived = errorOf(structuredClone(failureOf(error)));
  expect(arrived).toBeInstanceOf(error.constructor);
  const { name, message, stack } = error;
  expect([arrived.name, arrived.message, arrived.stack]).toEqual([name, message, stack]);
  expect(String(arrived.cause)).toBe(String(error.cause));
});

test("what is no error becomes one", () => {
  expect(errorOf(failureOf("lost")).message).toBe("lost");
});
