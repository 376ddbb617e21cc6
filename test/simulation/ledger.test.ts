import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readManifest } from "#datasets/readDataset.ts";
import { agents } from "#datasets/tables/actors.ts";
import { activations, claims, settlements } from "#datasets/tables/market.ts";
import { runs } from "#datasets/tables/run.ts";
import { assert } from "#engine/assert.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import type { LedgerPort } from "#sim/ledger/ledgerPort.ts";
import { MemoryLedger } from "#sim/ledger/memoryLedger.ts";
import { ThreadLedger } from "#sim/ledger/thread/threadLedger.ts";
import type { Run } from "#sim/run/run.ts";
import { pilotOver, rowsOf, run, runFolder, sumOf } from "#test/support/simulationRuns.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const folder = runFolder();
const days = 3;
const scenario = pilotOver({ start: "2025-01-13", days, spinUpDays: 5 });
const MICRO_EUR_PER_EUR = 1e6;

/** Runs and notes what the wallets hold when the first and the second day are closed. */
async function runOn(ledger: string, variant: string) {
  const at = join(folder, `${variant}-${ledger}`);
  const wallets: Promise<Float64Array>[] = [];
  let port: LedgerPort | undefined;
  const onInstant = ({ ledgerPort, world }: Run, now: number) => {
    const { dayStart, day, firstRun } = world.calendar;
    const midnight = dayStart[day[now]!]!;
    if (midnight <= firstRun || now !== midnight + 1) return;
    port = ledgerPort;
    assert(ledgerPort instanceof MemoryLedger || ledgerPort instanceof ThreadLedger);
    wallets.push(Promise.resolve(ledgerPort.balances()));
  };
  await run({ scenario, variant, ledger, folder: at }, { onInstant });
  const { depositsMicroEur } = port!.totals();
  return { at, wallets: await Promise.all(wallets), depositsMicroEur };
}

test.each(["1C", "uncoordinated"])("%s ends the same in memory and on chain", async (variant) => {
  const memory = await runOn("memory", variant);
  const chain = await runOn("hardhat", variant);

  const { runs: _chain, ...chainTables } = readManifest(chain.at).tables;
  const { runs: _memory, ...memoryTables } = readManifest(memory.at).tables;
  expect(chainTables).toEqual(memoryTables);
  expect(rowsOf(memory.at, activations).length).toBeGreaterThan(0);

  const [inMemory] = rowsOf(memory.at, runs);
  const [onChain] = rowsOf(chain.at, runs);
  const { chainTransactions, chainGas, ...rest } = onChain!;
  expect({ ...rest, chainTransactions: 0, chainGas: 0 }).toEqual(inMemory);
  expect(chainTransactions).toBeGreaterThanOrEqual(days);
  expect(chainGas).toBeGreaterThan(0);

  expect(chain.wallets).toEqual(memory.wallets);
  expect(chain.wallets.length).toBe(days - 1);
  expect(chain.depositsMicroEur).toBe(memory.depositsMicroEur);
});

test("a claim that the chain refuses ends the run, also on its last day, and leaves nothing", async () => {
  for (const day of [0, days - 1]) {
    const at = join(folder, `different-${day}`);
    const onInstant = ({ claims: decided, world }: Run, now: number) => {
      if (now !== world.calendar.firstRun + day * 96 + 1) return;
      decided.push({
        ...{ ledger: 0, need: 0, operator: 1, unit: 6000 + day, period: 9000, direction: 0 },
        ...{ offeredWh: 10, requestedWh: 10, marketMinute: 1440 * (day + 1) },
        ...{ grantedWh: 10, conflict: 0 },
      });
    };
    const lived = run({ scenario, variant: "1C", ledger: "hardhat", folder: at }, { onInstant });
    await expect(lived).rejects.toThrow(LedgerMismatchError);
    await expect(lived).rejects.toThrow("the ledger refused: UnitNotEligible");
    expect(existsSync(at)).toBe(false);
  }
});

test("each wallet holds whole euros paid in and everything settled so far", async () => {
  const { at, wallets } = await runOn("memory", "2A");
  const rows = rowsOf(at, settlements);
  for (const [midnight, balances] of wallets.entries()) {
    const settled = new Float64Array(balances.length);
    for (const { day, from, to, amountMicroEur } of rows) {
      if (day > midnight) continue;
      settled[from]! -= amountMicroEur;
      settled[to]! += amountMicroEur;
    }
    for (const [agent, balance] of balances.entries()) {
      expect(balance).toBeGreaterThanOrEqual(0);
      expect((balance - settled[agent]!) % MICRO_EUR_PER_EUR).toBe(0);
    }
  }
  const total = sumOf(rowsOf(at, agents), ({ balanceMicroEur }) => balanceMicroEur);
  expect(total).toBe(0);
});

test("claims made before the first day begins reach the chain", async () => {
  const small = smallScenario({ calendar: { start: "2025-01-13", days: 1, spinUpDays: 5 } });
  const areas = small.areas.map(({ network, ...area }) => {
    const lineTypes = network.lineTypes.map((type) => ({ ...type, ratedA: 2 }));
    return { ...area, network: { ...network, lineTypes } };
  });
  const at = join(folder, "early");
  const congested = { ...small, areas };
  await run({ scenario: congested, variant: "1A", ledger: "hardhat", folder: at });
  expect(Math.min(...rowsOf(at, claims).map(({ marketMinute }) => marketMinute))).toBeLessThan(0);
});
