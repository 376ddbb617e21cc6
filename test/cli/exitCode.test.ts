import { expect, test } from "vitest";
import { exitCodeOf } from "#cli/exitCode.ts";
import { DatasetError } from "#datasets/datasetError.ts";
import { FolderExistsError } from "#datasets/folderExistsError.ts";
import { InvariantError } from "#engine/assert.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";
import { EvmMissingError } from "#sim/ledger/evm/evmMissingError.ts";
import { NodeUnreachableError } from "#sim/ledger/evm/jsonRpc.ts";
import { TooManyParticipantsError } from "#sim/ledger/evm/tooManyParticipantsError.ts";
import { TransactionLostError } from "#sim/ledger/evm/transactionLostError.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import { NonDeterminismError } from "#sim/study/nonDeterminismError.ts";
import { CancelledError, describeFailure, TaskError } from "#sim/study/taskError.ts";

const result = { folder: "a", hash: "0" };

test.each([
  [2, new FolderExistsError("a")],
  [2, new EvmMissingError()],
  [2, new NodeUnreachableError("the node did not answer for 300 s")],
  [2, new TransactionLostError("the node has lost transactions")],
  [2, new TooManyParticipantsError(1200, 1201)],
  [3, new ScenarioError("invalid scenario", [])],
  [3, new DatasetError("a", [])],
  [4, Object.assign(new Error("no convergence"), { name: "PowerFlowDivergedError" })],
  [5, new InvariantError("sum is not zero")],
  [5, new LedgerMismatchError("grant differs")],
  [5, new NonDeterminismError(result, result)],
  [5, new TypeError("undefined is not a function")],
  [130, new CancelledError()],
])("exit code %i stands for %o, also on its way from a worker", (code, error) => {
  expect(exitCodeOf(error)).toBe(code);
  expect(exitCodeOf(new TaskError("a run", describeFailure(error)))).toBe(code);
});

test("an error crosses with its findings and its cause", () => {
  const finding = { file: "f", field: "x", expected: "a", found: "b" };
  const failure = describeFailure(new ScenarioError("invalid", [finding]));
  expect(failure).toMatchObject({ name: "ScenarioError", issues: [finding] });
  expect(describeFailure(new DatasetError("a", ["missing"])).issues).toEqual(["missing"]);
  const cause = new Error("no such host");
  expect(describeFailure(new Error("fetch failed", { cause })).message).toContain("no such host");
});
