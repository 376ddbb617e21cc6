import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { AuctionRecord } from "#sim/ledger/auctions/auctionRecord.ts";
import { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { hardhatChain } from "#sim/ledger/evm/hardhatLedger.ts";
import { OfferLists } from "#sim/ledger/offerLists.ts";
import { replay } from "#test/support/independentEvm.ts";
import { dayRow, participants, units } from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

const MIDNIGHT = 1_735_689_600;

const reservation: AuctionRecord = {
  ...{ product: "a window", freezeMinute: 600, powerWMin: 1 },
  offers: [0, 300, 600].map((id) => ({
    ...{ id, powerW: 2000, reservationMicroEurPerKwH: 5000 + id },
    ...{ activationMicroEurPerKwh: -10_000, divisible: true },
  })),
  requests: [
    {
      ...{ operator: 1, constraint: "T1", quantityW: 3000, scoreCapMicro: 20_000 },
      ...{ utilisationPermille: 100, overshootPermille: 100, pricing: "payAsBid" },
      ...{ selection: "meritOrder", marginTies: "time", effectivenessPermille: [1000, 1000, 1000] },
      accepted: [
        { unit: 0, powerW: 2000, reservationMicroEurPerKwH: 5000 },
        { unit: 300, powerW: 1000, reservationMicroEurPerKwH: 5300 },
      ],
      ...{ reliefW: 3000, unmetW: 0 },
    },
  ],
};

test("an independent EVM agrees on gas, status, logs and storage of sampled days", async () => {
  const chain = await hardhatChain(mnemonic);
  const ledger = new EvmLedger(chain, mnemonic);
  await ledger.open(participants, units, 1);
  const rows = fc.sample(dayRow, { seed: 15, numRuns: 30 }).sort((a, b) => b.length - a.length);
  const lists = new OfferLists();
  const days = rows[0]!;
  for (const [i, { claims, postings, settle, terms, orders }] of days.entries()) {
    lists.begin({ list: 1, gate: 1, operator: 0, period: i });
    for (let unit = 0; unit < 30; unit++)
      lists.add(unit, unit % 2 ? 1 : 0, unit * 100, 50_000 - unit);
    ledger.publishOffers(lists.take());
    ledger.placeOrders(terms, orders);
    if (i === 1) ledger.holdAuctions([reservation]);
    await ledger.closeDay(i, claims, postings, MIDNIGHT + i * 86_400, settle);
  }
  // Two that fail, on purpose: their failure has to be the same.
  const { settlement: to, token: other } = ledger.platform;
  const failing = [
    await chain.send({ to, data: "0x8456cb59ff", gas: 20_000 + 2_000 }),
    await chain.send({ to: other, data: "0x12345678", gas: 90_000 }),
  ];
  await chain.seal(failing, MIDNIGHT + 9 * 86_400);

  const { outcomes, blocks, storageRoot } = await replay(chain);
  console.log(`${outcomes.length} transactions in ${blocks} blocks, of ${days.length} days`);
  expect(outcomes.length).toBeGreaterThan(25);
  for (const { found, expected } of outcomes) expect(found).toEqual(expected);
  expect(new Set(outcomes.map(({ found }) => found.status))).toEqual(new Set(["0x0", "0x1"]));
  const { token, registry, auction, settlement, activationLedgers } = ledger.platform;
  for (const address of [token, registry, auction, settlement, ...activationLedgers]) {
    const proof = await chain.request("eth_getProof", [address, [], "latest"]);
    expect(await storageRoot(address)).toBe((proof as { storageHash: string }).storageHash);
  }
  await ledger.close();
});
