import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readManifest } from "#datasets/readDataset.ts";
import { auctions } from "#datasets/tables/flexibility.ts";
import { claims } from "#datasets/tables/market.ts";
import { runs } from "#datasets/tables/run.ts";
import { assert } from "#engine/assert.ts";
import { auditChainLog } from "#sim/audit/auditChainLog.ts";
import type { DecidedClaim } from "#sim/audit/decidedClaims.ts";
import { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { jsonRpc } from "#sim/ledger/evm/jsonRpc.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import type { Run } from "#sim/run/run.ts";
import type { ClaimsTiming } from "#sim/runRequest.ts";
import { DurableNode } from "#test/support/durableNode.ts";
import {
  pilotOver,
  rowsOf,
  run,
  runFolder,
  writeEveningHistory,
} from "#test/support/simulationRuns.ts";

const folder = runFolder();
const RUNS_MS = 300_000;
const DAY_MINUTES = 24 * 60;
const scenario = pilotOver({ start: "2025-01-10", days: 2, spinUpDays: 10 });
const historyFile = writeEveningHistory(folder, scenario.areas.length);
const node = new DurableNode(join(folder, "transactions"));
beforeAll(() => node.start());
afterAll(() => node.stop());

const blockNumber = async () => Number(await jsonRpc(node.url, {})("eth_blockNumber", []));

/** Runs on the node; returns what the chain holds at the end, and what an audit rebuilds of it. */
async function runOnNode(variant: string, timing: ClaimsTiming) {
  const at = join(folder, `${variant}-${timing}`);
  let ledger: EvmLedger | undefined;
  let opened: Promise<number> | undefined;
  const onInstant = ({ ledgerPort }: Run) => {
    assert(ledgerPort instanceof EvmLedger);
    ledger = ledgerPort;
    opened ??= blockNumber();
  };
  const request = { scenario, variant, folder: at, historyFile, claims: timing };
  await run({ ...request, ledger: `rpc:${node.url}` }, { onInstant });
  const decided: DecidedClaim[] = [];
  const report = auditChainLog(join(at, "chain-log.jsonl"), (day) => decided.push(...day.claims));
  // At each gate, or in each day, the claims of one ledger come after those of another.
  decided.sort((a, b) => a.ledger - b.ledger);
  const { headHash, depositsMicroEur } = ledger!.totals();
  const blocks = (await blockNumber()) - (await opened!);
  const balances = await ledger!.balances();
  return { at, balances, depositsMicroEur, headHash, blocks, decided, report };
}

test.each(["1C", "uncoordinated"])(
  "%s ends the same whether the chain is asked first or hears of each day at its midnight",
  async (variant) => {
    const daily = await runOnNode(variant, "daily");
    const live = await runOnNode(variant, "live");

    const { runs: _daily, ...dailyTables } = readManifest(daily.at).tables;
    const { runs: _live, ...liveTables } = readManifest(live.at).tables;
    expect(liveTables).toEqual(dailyTables);
    expect(readManifest(live.at).claims).toBe("live");
    expect(readManifest(daily.at)).not.toHaveProperty("claims");
    const gas = { chainTransactions: 0, chainGas: 0 };
    const [atMidnight, atGates] = [daily, live].map((one) => ({
      ...rowsOf(one.at, runs)[0]!,
      ...gas,
    }));
    expect(atGates).toEqual(atMidnight);

    expect(rowsOf(live.at, auctions).length).toBeGreaterThan(0);
    expect(live.balances).toEqual(daily.balances);
    expect(live.depositsMicroEur).toBe(daily.depositsMicroEur);
    expect(live.decided).toEqual(daily.decided);
    expect(live.decided).toHaveLength(rowsOf(live.at, claims).length);
    expect(live.report).toEqual({ ...daily.report, head: live.report.head });

    const gates = new Set(live.decided.map(({ marketMinute }) => marketMinute));
    expect(gates.size).toBeGreaterThan(10);
    expect(live.blocks - daily.blocks).toBeGreaterThan(gates.size - scenario.calendar.days);
    expect(live.headHash).not.toBe(daily.headHash);
  },
  RUNS_MS,
);

test(
  "a chain that grants less ends the run at that gate, before anything is delivered",
  async () => {
    const granted = rowsOf(join(folder, "1C-live"), claims).filter(
      ({ grantedWh, conflict }) => grantedWh > 0 && conflict === "none",
    );
    const victim = granted.at(-1)!;
    const { unit, period, marketMinute, offeredWh, grantedWh } = victim;
    const direction = victim.direction === "up" ? 0 : 1;
    const at = join(folder, "less");
    let last = 0;
    let isPlanted = false;
    const onInstant = ({ ledgerPort, world }: Run, now: number) => {
      last = now - world.calendar.firstRun;
      if (isPlanted) return;
      isPlanted = true;
      const ask = ledgerPort.claimNow!.bind(ledgerPort);
      ledgerPort.claimNow = async (day, decided) => {
        ledgerPort.claimNow = ask;
        // Somebody takes all that is on offer, and nobody tells the registry in memory.
        const { marketMinute: minute } = decided[0]!;
        const theft = {
          ledger: 0,
          need: 1,
          operator: 0,
          unit,
          period,
          direction,
          offeredWh,
        } as const;
        const taken = { requestedWh: offeredWh, grantedWh: offeredWh, conflict: 0 } as const;
        await ask(day, [{ ...theft, ...taken, marketMinute: minute }]);
        await ask(day, decided);
      };
    };
    const request = { scenario, variant: "1C", folder: at, historyFile, claims: "live" } as const;
    const lived = run({ ...request, ledger: `rpc:${node.url}` }, { onInstant });
    await expect(lived).rejects.toThrow(LedgerMismatchError);
    await expect(lived).rejects.toThrow(
      `unit ${unit}, period ${period}, minute ${marketMinute + DAY_MINUTES}: expected ` +
        `${grantedWh} Wh with conflict 0, found 0 Wh with conflict 1`,
    );
    expect(last).toBeLessThan(period);
    expect(existsSync(at)).toBe(false);
  },
  RUNS_MS,
);
