import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ChainEvent } from "#sim/ledger/chainRecord.ts";
import { topicOf } from "#sim/ledger/evm/contractCodec.ts";
import type { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { hardhatLedger } from "#sim/ledger/evm/hardhatLedger.ts";
import { bytesArgument, bytesOf } from "#sim/ledger/evm/packedCall.ts";
import { rpcLedger } from "#sim/ledger/evm/rpcLedger.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";
import { MemoryLedger } from "#sim/ledger/memoryLedger.ts";
import { DurableNode, type Fault } from "#test/support/durableNode.ts";
import { type Day, dayRow, decide, participants, units } from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

const MIDNIGHT = 1_735_689_600;
const decided = topicOf("ActivationLedger", "ClaimsDecided");

const topicOfEvent = ({ topics }: ChainEvent) => (topics as string[])[0];
const isDecision = (event: ChainEvent) => topicOfEvent(event) === decided;

/** Some claims of a day: those of one gate, and whether the chain is asked at it. */
type Gates = readonly { readonly claims: number; readonly isAsked: boolean }[];

/** Lives days; the claims of each are asked gate by gate, the rest goes with the day. Returns all grants. */
async function live(ledger: EvmLedger, days: readonly Day[], gates: Gates): Promise<string> {
  await ledger.open(participants, units, 1);
  let grants = "";
  for (const [day, { claims, postings, settle, terms, orders }] of days.entries()) {
    let waiting = [...claims];
    let transactions = 0;
    for (const gate of gates) {
      if (!gate.isAsked || waiting.length === 0) break;
      await ledger.claimNow(day, waiting.slice(0, gate.claims));
      waiting = waiting.slice(gate.claims);
      transactions++;
    }
    ledger.placeOrders(terms, orders);
    const midnight = MIDNIGHT + day * 86_400;
    const receipt = await ledger.closeDay(day, waiting, postings, midnight, settle);
    expect(receipt.transactions).toBeGreaterThan(transactions);
    for (const { data } of receipt.events.filter(isDecision)) {
      grants += bytesArgument(bytesOf(data as string), 1).toString("hex");
    }
  }
  return grants;
}

const gateRow = fc.array(
  fc.record({ claims: fc.integer({ min: 1, max: 20 }), isAsked: fc.boolean() }),
  { maxLength: 6 },
);

test("claims that are asked at gates get what they get with the day, and money goes the same ways", async () => {
  const property = fc.asyncProperty(dayRow, gateRow, async (days, gates) => {
    const [daily, asked] = [await hardhatLedger(mnemonic), await hardhatLedger(mnemonic)];
    expect(await live(asked, days, gates)).toBe(await live(daily, days, []));
    expect(await asked.balances()).toEqual(await daily.balances());
    expect(asked.totals().depositsMicroEur).toBe(daily.totals().depositsMicroEur);
    await daily.close();
    await asked.close();
  });
  await fc.assert(property, { numRuns: 12 });
});

const claim: ClaimRecord = {
  ...{ ledger: 0, need: 1, operator: 0, unit: 600, period: 12, direction: 1, offeredWh: 500 },
  ...{ requestedWh: 300, marketMinute: 60, grantedWh: 300, conflict: 0 },
};

test("a chain that grants less says so at the gate, and names both grants", async () => {
  const ledger = await hardhatLedger(mnemonic);
  await ledger.open(participants, units, 1);
  await ledger.claimNow(4, [claim]);
  const asked = ledger.claimNow(4, [{ ...claim, marketMinute: 75 }]);
  await expect(asked).rejects.toThrow(LedgerMismatchError);
  await expect(asked).rejects.toThrow(
    "day 4, unit 600, period 12, minute 75: expected 300 Wh with conflict 0, " +
      "found 200 Wh with conflict 1",
  );
  await ledger.close();
});

test("tests and lists come before the claims that need them", async () => {
  const untested = {
    light: "green",
    upWhMax: 0,
    downWhMax: 0,
    rejection: null,
    tests: null,
  } as const;
  const ledger = await hardhatLedger(mnemonic);
  const registered = units.map((unit) => ({ ...unit, admission: untested }));
  await ledger.open(participants, registered, 1);
  const passed = { received: true, inTime: true, sustained: true };
  ledger.recordTests(units.map(({ unit }) => ({ unit, ...passed })));
  ledger.publishOffers([Buffer.alloc(10)]);
  await ledger.claimNow(0, [claim]);
  const topics = (await ledger.record.newEvents()).map(topicOfEvent);
  const published = topics.indexOf(topicOf("ActivationLedger", "OffersPublished"));
  expect(topics.indexOf(decided)).toBe(published + 1);
  const { transactions } = await ledger.closeDay(0, [], [], MIDNIGHT, true);
  expect(transactions).toBe(4);
  expect(ledger.totals().transactions).toBe(4);
  await ledger.close();
});

const faults: [string, Fault, number][] = [
  ["that dies before a gate", { die: { at: 1, when: "before" } }, 1],
  ["that dies with a gate decided and unanswered", { die: { at: 2, when: "after" } }, 1],
  ["that drops a gate", { drop: 2 }, 0],
  ["whose receipts are late", { lateReceipts: 40 }, 0],
];

test.each(faults)("a node %s decides each claim once", async (_, fault, deaths) => {
  const folder = mkdtempSync(join(tmpdir(), "node-"));
  const node = new DurableNode(join(folder, "transactions"));
  await node.start();
  const ledger = await rpcLedger(node.url, mnemonic, { patienceSeconds: 60 });
  const memory = new MemoryLedger();
  for (const one of [ledger, memory]) await one.open(participants, units, 1);
  const requests = [0, 1, 2, 0, 1, 2].map((place) => ({
    ...{ need: 2 as const, unit: place * 300, period: 4, direction: 0 as const },
    ...{ offeredWh: 30, requestedWh: 17, minutesPassed: 1 },
  }));
  const claims = decide(requests);
  const postings = [{ from: 2, to: 4, kind: 1, amountMicroEur: 77_000 }];
  await node.plan(fault);
  for (const gate of [0, 2, 4]) await ledger.claimNow(0, claims.slice(gate, gate + 2));
  const receipt = await ledger.closeDay(0, [], postings, MIDNIGHT, true);
  await memory.closeDay(0, claims, postings, MIDNIGHT, true);
  expect(node.deaths).toBe(deaths);
  expect(receipt.events.filter(isDecision)).toHaveLength(3);
  expect(receipt.transactions).toBe(4);
  expect(await ledger.balances()).toEqual(memory.balances());
  await node.stop();
  rmSync(folder, { recursive: true });
});
