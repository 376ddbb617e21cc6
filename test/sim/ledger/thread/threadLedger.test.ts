import { once } from "node:events";
import { Worker } from "node:worker_threads";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { InvariantError } from "#engine/assert.ts";
import { hardhatLedger } from "#sim/ledger/evm/hardhatLedger.ts";
import { TooManyParticipantsError } from "#sim/ledger/evm/tooManyParticipantsError.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import type { LedgerPort } from "#sim/ledger/ledgerPort.ts";
import { OfferLists } from "#sim/ledger/offerLists.ts";
import { threadLedger } from "#sim/ledger/thread/threadLedger.ts";
import {
  reducedClaim as claim,
  type Day,
  dayRow,
  participants,
  units,
} from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

const MIDNIGHT = 1_735_689_600;

/** Hands days over without waiting for any, changes what was handed over, and returns what comes of them. */
async function lived(ledger: LedgerPort, days: readonly Day[]) {
  await ledger.open(participants, units, 1);
  const opening = await ledger.record!.newEvents();
  const receipts = [];
  for (const [i, { claims, postings, settle, terms, orders }] of days.entries()) {
    const lists = new OfferLists();
    lists.begin({ list: 0, gate: 0, operator: 2, period: i });
    lists.add(300, 0, 20, 50_000);
    ledger.publishOffers(lists.take());
    ledger.placeOrders(terms, orders);
    const own = claims.slice();
    const closed = ledger.closeDay(i, own, postings, MIDNIGHT + i * 86_400, settle);
    if (ledger.daysAhead === 0) await closed;
    own.length = 0;
    receipts.push(closed);
  }
  const told = await Promise.all(receipts);
  const totals = ledger.totals();
  await ledger.close();
  return { opening, told, totals };
}

test("days handed to a thread end as days that are waited for: events, gas, roots, block hash", async () => {
  const property = fc.asyncProperty(dayRow, async (days) => {
    const beside = await lived(await threadLedger(mnemonic), days);
    expect(beside).toEqual(await lived(await hardhatLedger(mnemonic), days));
    expect(beside.told).toHaveLength(days.length);
  });
  await fc.assert(property, { numRuns: 4 });
});

test("a difference arrives with its words, and no day is closed after it", async () => {
  const ledger = await threadLedger(mnemonic);
  await ledger.open(participants, units, 1);
  const closed = [500, 499, 500].map((grantedWh, day) => {
    const own = { ...claim, grantedWh, period: 12 + day, marketMinute: 60 + day };
    return ledger.closeDay(day, [own], [], MIDNIGHT + day * 86_400, true);
  });
  expect(await closed[0]).toMatchObject({ transactions: 2 });
  for (const later of closed.slice(1)) {
    await expect(later).rejects.toThrow(LedgerMismatchError);
    await expect(later).rejects.toThrow(
      "day 1, unit 600, period 13, minute 61: expected 499 Wh with conflict 1, found 500 Wh",
    );
  }
  await expect(ledger.balances()).rejects.toThrow(LedgerMismatchError);
  expect(ledger.totals()).toMatchObject({ transactions: 2 });
  await ledger.close();
});

test("a thread serves one ledger after another, whatever came of the last", async () => {
  const failed = await threadLedger(mnemonic);
  const crowd = Array.from({ length: 1201 }, (_, index) => ({ index, name: `${index}` }));
  await expect(failed.open(crowd, [], 1)).rejects.toThrow(TooManyParticipantsError);
  expect(() => failed.closeDay(0, [], [], MIDNIGHT, true)).toThrow(InvariantError);
  const next = await threadLedger(mnemonic);
  await next.open(participants, units, 1);
  await expect(next.closeDay(0, [], [], MIDNIGHT, true)).resolves.toMatchObject({
    transactions: 1,
  });
  await expect(next.closeDay(5, [], [], MIDNIGHT, true)).rejects.toThrow(InvariantError);
  await next.close();
});

test("a thread that dies while nobody needs it is not handed out again", async () => {
  const messages = vi.spyOn(Worker.prototype, "postMessage");
  const ledger = await threadLedger(mnemonic);
  await ledger.close();
  const worker = messages.mock.contexts[0] as unknown as Worker;
  messages.mockRestore();
  const ended = once(worker, "exit");
  await worker.terminate();
  await ended;
  const next = await threadLedger(mnemonic);
  await next.open(participants, units, 1);
  await next.close();
});
