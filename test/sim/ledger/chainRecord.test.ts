import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { expect, test } from "vitest";
import { topicOf } from "#sim/ledger/evm/contractCodec.ts";
import type { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { hardhatLedger } from "#sim/ledger/evm/hardhatLedger.ts";
import { OfferLists } from "#sim/ledger/offerLists.ts";
import { openLedger } from "#sim/ledger/openLedger.ts";
import { decide, participants, units } from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

const place = { unit: 300, period: 5, direction: 0, offeredWh: 20, requestedWh: 15 } as const;
const claims = decide([
  { ...place, need: 0, minutesPassed: 1 },
  { ...place, need: 2, minutesPassed: 0 },
]);
const postings = [{ from: 2, to: 4, kind: 1, amountMicroEur: 77_000 }];

/** Opens a ledger, closes a day, and returns the events that its record tells of each step. */
async function lived(ledger: EvmLedger) {
  await ledger.open(participants, units, 1);
  const opening = await ledger.record.newEvents();
  expect(await ledger.record.newEvents()).toEqual([]);
  const lists = new OfferLists();
  lists.begin({ list: 0, gate: 0, operator: 2, period: 5 });
  lists.add(300, 0, 20, 50_000);
  ledger.publishOffers(lists.take());
  const { events: day } = await ledger.closeDay(0, claims, postings, 1_735_689_600, true);
  expect(await ledger.record.newEvents()).toEqual([]);
  const { platform } = ledger;
  await ledger.close();
  return { opening, day, platform };
}

/** What an event says, wherever it stands. */
const saying = (events: readonly Readonly<Record<string, unknown>>[]) =>
  events.map(({ address, topics, data }) => ({ address, topics, data }));

test("each event of registry, auction, activation ledger and settlement is told once, in order", async () => {
  const { opening, day, platform } = await lived(await hardhatLedger(mnemonic));
  const { registry, auction, settlement, activationLedgers } = platform;
  const known = [registry, auction, settlement, ...activationLedgers].map((one) =>
    one.toLowerCase(),
  );
  expect(new Set(opening.map(({ address }) => address))).toEqual(new Set(known));
  expect(day.map(({ topics }) => (topics as string[])[0])).toEqual([
    topicOf("ActivationLedger", "OffersPublished"),
    topicOf("ActivationLedger", "ClaimsDecided"),
    topicOf("Settlement", "DaySettled"),
  ]);
});

test("a node tells the same over JSON-RPC as the chain inside the process", async () => {
  const inside = await lived(await hardhatLedger(mnemonic));
  const accounts = { mnemonic, count: 1 };
  const node = { type: "edr-simulated", accounts, allowBlocksWithSameTimestamp: true } as const;
  const hre = await createHardhatRuntimeEnvironment({ networks: { node } });
  const server = await hre.network.createServer("node", "127.0.0.1", 0);
  try {
    const { address, port } = await server.listen();
    const ledger = await openLedger(`rpc:http://${address}:${port}`, mnemonic);
    const outside = await lived(ledger as EvmLedger);
    expect(saying(outside.opening)).toEqual(saying(inside.opening));
    expect(saying(outside.day)).toEqual(saying(inside.day));
  } finally {
    await server.close();
  }
});
