import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { auctions, lifeCycle } from "#datasets/tables/flexibility.ts";
import { activations, settlements } from "#datasets/tables/market.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { auditChainLog } from "#sim/audit/auditChainLog.ts";
import { deliveryOf, ruleOnChain } from "#sim/ledger/escrow/delivery.ts";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";
import { topicOf } from "#sim/ledger/evm/contractCodec.ts";
import type { Run } from "#sim/run/run.ts";
import {
  pilotOver,
  rowsOf,
  run,
  runFolder,
  sumOf,
  writeEveningHistory,
} from "#test/support/simulationRuns.ts";

const folder = runFolder();
const TIMEOUT_MS = 300_000;
const LOG = "chain-log.jsonl";
const scenario = pilotOver({ start: "2025-01-13", days: 2, spinUpDays: 12 });

function withRules(change: Partial<Scenario["flexibility"]>): Scenario {
  return { ...scenario, flexibility: { ...scenario.flexibility, ...change } };
}

interface Placed {
  readonly terms: OrderTerms;
  readonly orders: readonly OrderRecord[];
}

/** Notes what a run hands to its ledger. */
async function runAndNote(variant: string, at: string, ledger = "memory") {
  const placed: Placed[] = [];
  const onInstant = ({ ledgerPort }: Run, now: number) => {
    if (now > 0) return;
    const place = ledgerPort.placeOrders.bind(ledgerPort);
    ledgerPort.placeOrders = (terms, orders) => {
      placed.push({ terms, orders: orders.slice() });
      place(terms, orders);
    };
  };
  await run({ scenario, variant, ledger, folder: at }, { onInstant });
  return placed;
}

/** Topics of all events in a log, in order. */
function topicsIn(path: string): string[] {
  const lines = readFileSync(join(path, LOG), "utf8").trimEnd().split("\n");
  return lines.flatMap((line) => (JSON.parse(line) as { topics?: string[] }).topics?.[0] ?? []);
}

test.each(["1C", "2A", "uncoordinated"])(
  "what %s orders goes through escrow as it is paid: each activation to the µEUR",
  async (variant) => {
    const at = join(folder, variant);
    const placed = await runAndNote(variant, at);
    const all = placed.flatMap(({ orders }) => orders);
    const activated = rowsOf(at, activations);
    expect(activated.length).toBeGreaterThan(10);
    expect(sumOf(all, ({ orderedWh }) => orderedWh)).toBe(
      sumOf(activated, ({ orderedWh }) => orderedWh),
    );
    const paid = new Map<string, number>();
    for (const { terms, orders } of placed) {
      for (const order of orders) {
        const key = `${order.payer} to ${order.provider}`;
        const delivery = deliveryOf(ruleOnChain(terms), order);
        paid.set(key, (paid.get(key) ?? 0) + delivery.paid);
      }
    }
    const posted = new Map<string, number>();
    for (const { kind, from, to, amountMicroEur } of rowsOf(at, settlements)) {
      if (kind !== "activation") continue;
      const key = `${from} to ${to}`;
      posted.set(key, (posted.get(key) ?? 0) + amountMicroEur);
    }
    expect([...paid].filter(([, amount]) => amount > 0).sort()).toEqual([...posted].sort());
    const waived = all.filter((order) => order.waived);
    if (variant !== "2A") expect(waived).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "reservation auctions of a run are held on chain, each phase, with the engine's outcome",
  async () => {
    const at = join(folder, "auctions");
    const historyFile = writeEveningHistory(folder, scenario.areas.length);
    await run({ scenario, variant: "2A", ledger: "hardhat", folder: at, historyFile });
    const held = rowsOf(at, auctions).length;
    expect(held).toBeGreaterThan(5);
    const topics = topicsIn(at);
    for (const phase of [
      "AuctionOpened",
      "AuctionFrozen",
      "BookOpened",
      "RequestServed",
      "AuctionPublished",
    ]) {
      const topic = topicOf("ReservationAuction", phase);
      expect(topics.filter((one) => one === topic).length, phase).toBe(held);
    }
    expect(auditChainLog(join(at, LOG)).findings).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "units that fail too often are in default on chain when the run says so",
  async () => {
    const at = join(folder, "strikes");
    const { penalty } = scenario.flexibility;
    const strict = withRules({
      penalty: { ...penalty, rule: "strikes", failureBelow: 0.99, strikes: 1 },
    });
    await run({ scenario: strict, variant: "1C", ledger: "hardhat", folder: at });
    const defaulted = rowsOf(at, lifeCycle).filter(({ to }) => String(to) === "defaulted");
    expect(defaulted.length).toBeGreaterThan(0);
    const struck = topicOf("Settlement", "StrikeRecorded");
    expect(topicsIn(at).filter((one) => one === struck).length).toBeGreaterThanOrEqual(
      defaulted.length,
    );
  },
  TIMEOUT_MS,
);

test(
  "where light and test bind, the chain admits whom the run lists",
  async () => {
    const at = join(folder, "binding");
    const { qualification } = scenario.flexibility;
    const binding = withRules({
      qualification: { ...qualification, light: "binds", test: "binds", testAttempts: 1 },
    });
    await run({ scenario: binding, variant: "1C", ledger: "hardhat", folder: at });
    const steps = rowsOf(at, lifeCycle);
    const reached = (state: string) => steps.filter(({ to }) => String(to) === state).length;
    expect(reached("tested")).toBeGreaterThan(0);
    const failed = topicOf("AssetRegistry", "TestFailed");
    const rejectedByTest = steps.filter(
      ({ from, to }) => String(to) === "rejected" && String(from) === "productQualified",
    );
    expect(topicsIn(at).filter((one) => one === failed)).toHaveLength(rejectedByTest.length);
    expect(auditChainLog(join(at, LOG)).findings).toEqual([]);
  },
  TIMEOUT_MS,
);
