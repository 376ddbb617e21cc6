import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { escrowFlows } from "#sim/ledger/escrow/escrowFlows.ts";
import { orderBatches } from "#sim/ledger/escrow/orderBatch.ts";
import type { Chain } from "#sim/ledger/evm/chain.ts";
import { hardhatChain } from "#sim/ledger/evm/hardhatLedger.ts";
import { rpcChain } from "#sim/ledger/evm/rpcLedger.ts";
import { MemoryLedger } from "#sim/ledger/memoryLedger.ts";
import { DurableNode } from "#test/support/durableNode.ts";
import { mnemonic } from "#test/support/testChain.ts";
import {
  BATTERY,
  boilers,
  DSO,
  entrants,
  NORTH,
  OFFICE,
  OWNER,
  POOL,
  participants,
  playInEngine,
  ROUNDING,
  SOUTH,
  TSO,
  terms,
} from "#test/support/workedCycle.ts";
import { CycleOnChain } from "#test/support/workedCycleOnChain.ts";

const TIMEOUT_MS = 300_000;
const MIDNIGHT = 1_750_291_200;
const page = readFileSync("docs/WORKED-CYCLE.md", "utf8");

// Worked out by hand; the page shows how.
const [RESERVATION, ACTIVATION, PENALTY, OWNER_SHARE, ROUND] = [7, 8, 9, 10, 15];
const POSTINGS = [
  [RESERVATION, DSO, NORTH, 126_000],
  [RESERVATION, DSO, SOUTH, 180_000],
  [ACTIVATION, DSO, NORTH, 334_003],
  [ACTIVATION, DSO, SOUTH, 250_000],
  [ACTIVATION, TSO, SOUTH, 200_000],
  [PENALTY, NORTH, DSO, 26_496],
  [PENALTY, SOUTH, TSO, 375_000],
  [OWNER_SHARE, NORTH, OWNER, 233_802],
  [ROUND, DSO, ROUNDING, 1],
  [ROUND, NORTH, ROUNDING, 1],
] as const;
const BALANCES = [18_136_492, 19_175_000, 11_199_704, 27_255_000, 233_802, 2];
/** Of DSO, TSO, North and South: paid into escrow, and got back. */
const HELD = [610_500, 625_000, 360_500, 875_000];
const RETURNED = [52_994, 800_000, 668_006, 950_000];

const outcome = playInEngine();

/** What the memory ledger ends with, and the root of the day. */
async function playInMemory() {
  const ledger = new MemoryLedger();
  const registrations = [...entrants, boilers].map(({ registration }) => registration);
  await ledger.open(participants, registrations, 1);
  const { claims, postings, orders } = outcome;
  ledger.placeOrders(terms, orders);
  const { root } = await ledger.closeDay(0, claims, postings, MIDNIGHT, true);
  return { root, balances: [...ledger.balances()] };
}

async function playOn(chain: Chain): Promise<void> {
  const cycle = new CycleOnChain(chain);
  await cycle.open();
  const [office] = entrants;
  await expect(cycle.register(office!.registration, SOUTH)).rejects.toThrow("NotSignedByOwner");
  for (const one of entrants) await cycle.admit(one);
  await expect(cycle.register(office!.registration)).rejects.toThrow("UnitAlreadyRegistered");
  expect(await cycle.states()).toEqual(outcome.states);
  expect(await cycle.poolDownWhMax()).toBe(5_000);
  const { accepted, unmetW } = await cycle.auction();
  expect({ accepted, unmetW }).toEqual({ accepted: outcome.accepted, unmetW: outcome.unmetW });
  const { root } = await cycle.closeDay(outcome);
  const balances = [...(await cycle.ledger.balances())];
  expect({ root, balances }).toEqual(await playInMemory());
  const rejected = { ...outcome.claims[0]!, unit: BATTERY, marketMinute: 2_500 };
  await expect(cycle.ledger.closeDay(1, [rejected], [], MIDNIGHT + 86_400, true)).rejects.toThrow(
    `UnitNotEligible(${BATTERY})`,
  );
  await cycle.ledger.close();
}

test("the engine comes to what was worked out by hand", () => {
  const { states, accepted, unmetW, claims, postings } = outcome;
  expect(states).toEqual(["tested", "tested", "rejected", "rejected", "tested"]);
  expect([accepted, unmetW]).toEqual([
    [
      { id: OFFICE, powerW: 8_000, reservationMicroEurPerKwH: 9_000 },
      { id: POOL, powerW: 7_500, reservationMicroEurPerKwH: 12_000 },
    ],
    0,
  ]);
  expect(claims.map(({ grantedWh, conflict }) => [grantedWh, conflict])).toEqual([
    [2_000, 0],
    [1_000, 0],
    [1_000, 0],
    [0, 1],
    [1_500, 1],
    [0, 2],
  ]);
  expect(
    postings.map(({ kind, from, to, amountMicroEur }) => [kind, from, to, amountMicroEur]),
  ).toEqual(POSTINGS);
});

test("escrow holds and gives back what was worked out by hand", () => {
  const batches = orderBatches(0, terms, outcome.orders);
  const { held, returned } = escrowFlows(batches, participants.length);
  expect([...held]).toEqual([...HELD, 0, 0]);
  expect([...returned]).toEqual([...RETURNED, 0, 0]);
});

test("in memory the balances are those of the page", async () => {
  expect((await playInMemory()).balances).toEqual(BALANCES);
});

test("every amount stands on the page", () => {
  const amounts = [
    ...POSTINGS.map(([, , , amount]) => amount),
    ...[...BALANCES, ...HELD, ...RETURNED],
  ];
  for (const amount of amounts) {
    expect(page, String(amount)).toContain(new Intl.NumberFormat("en").format(amount));
  }
});

test(
  "on Hardhat's chain every step ends the same",
  async () => {
    await playOn(await hardhatChain(mnemonic));
  },
  TIMEOUT_MS,
);

test(
  "on a node in a process of its own, over JSON-RPC, too",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "cycle-"));
    const node = new DurableNode(join(folder, "transactions"));
    onTestFinished(async () => {
      await node.stop();
      rmSync(folder, { recursive: true });
    });
    await node.start();
    await playOn(await rpcChain(node.url, mnemonic, { patienceSeconds: 60 }));
  },
  TIMEOUT_MS,
);
