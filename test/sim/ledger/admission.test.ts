import { expect, test } from "vitest";
import { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { hardhatChain } from "#sim/ledger/evm/hardhatLedger.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";
import { participants, units } from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

const MIDNIGHT = 1_735_689_600;
const claim: ClaimRecord = {
  ...{ ledger: 0, need: 1, operator: 0, unit: 600, period: 12, direction: 1 },
  ...{ offeredWh: 500, requestedWh: 700, marketMinute: 60, grantedWh: 500, conflict: 1 },
};

test("a unit that is tested after the opening is claimed from then on", async () => {
  const late = new EvmLedger(await hardhatChain(mnemonic), mnemonic);
  const admission = {
    light: "green",
    upWhMax: 0,
    downWhMax: 0,
    rejection: null,
    tests: null,
  } as const;
  const waiting = units.map((unit) => ({ ...unit, admission }));
  await late.open(participants, waiting, 1);
  const passed = { received: true, inTime: true, sustained: true };
  late.recordTests(units.map(({ unit }) => ({ unit, ...passed, inTime: unit !== 900 })));
  await late.closeDay(0, [claim], [], MIDNIGHT, true);
  const other = late.closeDay(1, [{ ...claim, unit: 900 }], [], MIDNIGHT + 86_400, true);
  await expect(other).rejects.toThrow("the ledger refused: UnitNotEligible(900)");
  await late.close();
});

test.each([
  ["under a red light", { light: "red" }],
  ["of which a product is refused", { rejection: "too slow" }],
  ["that fails its test", { tests: { received: true, inTime: true, sustained: false } }],
] as const)("a unit %s is not claimed", async (_, change) => {
  const fine = { light: "yellow", upWhMax: 9_000, downWhMax: 8_000, rejection: null } as const;
  const tests = { received: true, inTime: true, sustained: true };
  const some = units.map((unit) => ({
    ...unit,
    admission: { ...fine, tests, ...(unit.unit === 600 ? change : {}) },
  }));
  const strict = new EvmLedger(await hardhatChain(mnemonic), mnemonic);
  await strict.open(participants, some, 1);
  const day = strict.closeDay(0, [claim], [], MIDNIGHT, true);
  await expect(day).rejects.toThrow("the ledger refused: UnitNotEligible(600)");
  await strict.close();
});
