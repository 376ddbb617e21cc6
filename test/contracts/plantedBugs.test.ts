import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: string;
const root = process.cwd();
const cli = join(root, "node_modules/hardhat/dist/src/cli.js");

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "planted-"));
  for (const part of [
    "contracts",
    "test/contracts/solidity",
    "hardhat.config.ts",
    "package.json",
    "tsconfig.json",
  ]) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bugs in each contract: what is altered, and a test that has to notice. */
const bugs: [contract: string, bug: string, from: string, to: string, notices: string][] = [
  [
    "OrderEscrow",
    "a released batch may be released again",
    "delete _batches[batch];",
    "",
    "testFuzz_ABatchIsSharedWithoutRest",
  ],
  [
    "OrderEscrow",
    "anybody's signature passes for a party's",
    "if (signer != account) revert NotSignedByParty(wallet, signer);",
    "if (signer == address(0)) revert NotSignedByParty(wallet, signer);",
    "test_EveryPartySignsForItselfAndForOneBatch",
  ],
  [
    "FlexToken",
    "a withdrawal leaves the supply as it is",
    "_supply -= value;",
    "_supply -= 0;",
    "invariant_SupplyEqualsDepositsMinusWithdrawals",
  ],
  [
    "AssetRegistry",
    "a used signature counter is accepted",
    "_useCheckedNonce(r.owner, r.nonce);",
    "_useNonce(r.owner);",
    "test_RegistrationsAreRefusedThatMakeNoSense",
  ],
  [
    "ReservationAuction",
    "an opened seal may be opened again",
    "if (entry.opened || found != entry.commitment)",
    "if (found != entry.commitment)",
    "test_ASealIsOpenedOnce",
  ],
  [
    "ActivationLedger",
    "an expired lock gives back nothing",
    "return (position ^ Positions.LOCKED) + quantity;",
    "return (position ^ Positions.LOCKED) + 0 * quantity;",
    "invariant_GrantedLockedAndResidualAreWhatWasOffered",
  ],
  [
    "Settlement",
    "money moves before the order is settled",
    `entry.state = OrderState.Settled;
        emit OrderSettled(order, verifiedWh, paid, penalty);
        _release(entry, paid, penalty);`,
    `_token.safeTransfer(entry.terms.provider, paid);
        entry.state = OrderState.Settled;
        emit OrderSettled(order, verifiedWh, paid, penalty);
        _release(entry, 0, penalty);`,
    "test_AReentrantTokenGainsNothing",
  ],
  [
    "Settlement",
    "a day's amounts may take what escrow owes",
    "if (balance < _obligations) revert",
    "if (balance == 0) revert",
    "testFuzz_ADaysAmountsTakeNothingThatEscrowOwes",
  ],
];

test.each(bugs)("%s: %s, and the tests notice", (contract, _, from, to, notices) => {
  const file = join(folder, `contracts/${contract}.sol`);
  const original = readFileSync(file, "utf8");
  expect(original).toContain(from);
  writeFileSync(file, original.replace(from, to));
  const { status, stdout } = spawnSync(
    join(root, "node_modules/.bin/node"),
    [cli, "test", "solidity", `test/contracts/solidity/${contract}.t.sol`],
    { cwd: folder, encoding: "utf8", env: { ...process.env, CI: "true" } },
  );
  writeFileSync(file, original);
  expect(status).toBe(1);
  expect(stdout).toMatch(new RegExp(`\\d+\\) ${notices}`));
});
