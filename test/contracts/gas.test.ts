import { readFileSync } from "node:fs";
import { id } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packPayout } from "#sim/ledger/day/settlementBatch.ts";
import {
  dayStatement,
  orderBatchStatement,
  registrationStatement,
  verificationBatchStatement,
  verificationStatement,
} from "#sim/ledger/day/statements.ts";
import { orderBatches } from "#sim/ledger/escrow/orderBatch.ts";
import type { OrderRecord } from "#sim/ledger/escrow/orderRecord.ts";
import type { Receipt } from "#sim/ledger/evm/chain.ts";
import { packClaims } from "#sim/ledger/evm/claimBatch.ts";
import { registrationTerms } from "#sim/ledger/evm/registration.ts";
import { joinSignatures, signTogether } from "#sim/ledger/evm/signers.ts";
import { OfferLists } from "#sim/ledger/offerLists.ts";
import { auctionOnChain } from "#test/support/auctionOnChain.ts";
import {
  actAs,
  addressee,
  addressOf,
  admitUnits,
  claimSigned,
  read,
  startPlatform,
  type TestPlatform,
  transact,
} from "#test/support/testChain.ts";

/** What a transaction may use (EIP-7825). */
const GAS_MAX = 2 ** 24;
const TOLERANCE = 0.05;

let bench: TestPlatform;
const measured: Record<string, number> = {};

beforeAll(async () => {
  bench = await startPlatform();
  await transact(
    bench.chain,
    bench.registry,
    "grantRole",
    id("FSP"),
    bench.signers.participant(0).address,
  );
  for (let provider = 0; provider < 2; provider++) {
    const { address } = bench.signers.participant(provider);
    await transact(bench.chain, bench.auction, "grantRole", id("FSP"), address);
  }
});

afterAll(() => bench.chain.close());

function note(what: string, { gasUsed }: Pick<Receipt, "gasUsed">): void {
  measured[what] = Number(gasUsed);
}

/** Registers units of participant 0, each with some meters. */
async function register(units: readonly number[], nonce: number, meters: number): Promise<Receipt> {
  const owner = bench.signers.participant(0);
  const place = { bus: 3, latitudeDegree: 42.13, longitudeDegree: 24.74 };
  const list = units.map((unit, i) => {
    const names = Array.from({ length: meters }, (_, m) => `${unit}/${m}`);
    const terms = { unit, owner: 0, area: 0, upWhMax: 9, downWhMax: 9, place, meters: names };
    return registrationTerms(terms, owner.address, nonce + i);
  });
  const to = addressee(bench, bench.registry);
  const signatures = list.map((terms) => owner.sign(registrationStatement(to, terms)));
  return transact(bench.chain, bench.registry, "registerUnits", list, joinSignatures(signatures));
}

test("registration", async () => {
  note("registration of a unit with one meter", await register([100_000], 0, 1));
  note("registration of a pool with 20 meters", await register([100_001], 1, 20));
  const many = Array.from({ length: 50 }, (_, i) => 100_100 + i);
  note("registration of 50 units", await register(many, 2, 1));
});

test("claims", async () => {
  const units = Array.from({ length: 100 }, (_, unit) => 1000 + unit);
  await admitUnits(bench, units);
  const claims = (count: number, period: number, minute: number) =>
    units.slice(0, count).map((unit) => ({
      ledger: 0,
      need: 0 as const,
      operator: 1,
      unit,
      period,
      direction: 0 as const,
      offeredWh: 900,
      requestedWh: 400,
      marketMinute: minute,
      grantedWh: 400,
      conflict: 0 as const,
    }));
  const claim = (count: number, period: number, minute: number) =>
    claimSigned(bench, packClaims(claims(count, period, minute)));
  note("a claim on fresh periods", await claim(1, 0, 1));
  note("a claim on a slot in use", await claim(1, 1, 2));
  note("batch of 100 claims on fresh periods", await claim(100, 8, 3));
  note("batch of 100 claims on slots in use", await claim(100, 9, 4));
});

test.each([10, 50, 200, 1000])("auction of %i offers", async (count) => {
  for (const owner of [0, 1]) {
    const units = Array.from(
      { length: count / 2 },
      (_, i) => 1_000_000 + count * 10_000 + 2 * i + owner,
    );
    for (let i = 0; i < units.length; i += 100) {
      await admitUnits(bench, units.slice(i, i + 100), { owner });
    }
  }
  const offers = Array.from({ length: count }, (_, i) => ({
    id: 1_000_000 + count * 10_000 + i,
    submittedMinute: i % 2,
    powerW: 2000 + (i % 7) * 100,
    reservationMicroEurPerKwH: 5000 + ((i * 7919) % 4000),
    activationMicroEurPerKwh: 100_000,
    divisible: i % 3 !== 0,
  }));
  const { served, gas } = await auctionOnChain(bench, count, offers, [
    {
      quantityW: count * 1000,
      scoreCapMicro: 100_000,
      utilisationPermille: 100,
      overshootPermille: 100,
      pricing: "uniform",
      marginTies: "time",
      effectivenessPermille: () => 1000,
    },
  ]);
  measured[`opening of an auction of ${count} offers`] = gas.open;
  measured[`uncrossing of ${count} offers`] = served[0]!.gas;
});

test("settlement", async () => {
  const count = 400;
  const accounts = Array.from({ length: count }, (_, i) => addressOf(i + 1));
  for (let i = 0; i < count; i += 100) {
    await transact(bench.chain, bench.token, "openWallets", accounts.slice(i, i + 100));
  }
  const root = id("root");
  const close = (day: number, packed: Buffer) => {
    const statement = dayStatement(addressee(bench, bench.settlement), day, root, packed);
    const signature = bench.signers.meterOperator.sign(statement);
    return transact(bench.chain, bench.settlement, "settleDay", day, root, packed, signature);
  };
  const nets = (some: number) => {
    const list = Float64Array.from({ length: some }, (_, i) => (i % 2 === 0 ? -1000 - i : 999 + i));
    list[some - 1]! -= list.reduce((sum, net) => sum + net, 0);
    return list;
  };
  const deposits = new Float64Array(count).fill(5_000_000);
  await close(0, packPayout({ deposits, nets: nets(count) }));
  const none = new Float64Array(count);
  note("a day without payout", await close(1, Buffer.alloc(0)));
  note("day batch of 100 payouts", await close(2, packPayout({ deposits: none, nets: nets(100) })));
  note("day batch of 400 payouts", await close(3, packPayout({ deposits: none, nets: nets(400) })));
});

test("lists", async () => {
  const lists = new OfferLists();
  lists.begin({ list: 0, gate: 0, operator: 1, period: 5 });
  for (let unit = 0; unit < 100; unit++) lists.add(unit, 0, 1234, 123_456);
  const { chain, activationLedger } = bench;
  note(
    "list of 100 offers",
    await transact(chain, activationLedger, "publishOffers", 1, lists.take()[0]),
  );
});

test("an order in escrow", async () => {
  const { chain, signers, settlement, token } = bench;
  const [dso, provider] = [signers.operator(1).address, signers.participant(1).address];
  const asDso = await actAs(chain, dso);
  const asProvider = await actAs(chain, provider);
  for (const [account, as] of [
    [dso, asDso],
    [provider, asProvider],
  ] as const) {
    await transact(chain, token, "deposit", account, 1_000_000);
    await transact(as, token, "approve", settlement.address, 1_000_000);
  }
  const terms = [provider, 1, 2, 0, 1000, 500, 100, 0, 0, 0, 10, 20];
  for (const which of ["first", "next"]) {
    const order = which === "first" ? 0 : 1;
    const placed = await transact(asDso, settlement, "placeOrder", terms);
    const accepted = await transact(asProvider, settlement, "acceptOrder", order);
    const statement = verificationStatement(addressee(bench, settlement), order, 900);
    const signature = signers.meterOperator.sign(statement);
    const settled = await transact(chain, settlement, "settleOrder", order, 900, signature);
    if (which === "first") continue;
    note("order paid into escrow", placed);
    note("order accepted", accepted);
    note("order settled", settled);
  }
});

test("orders of a day in escrow", async () => {
  const { chain, signers, settlement, token } = bench;
  const [dso, provider] = [10, 11].map((index) => signers.participant(index).address);
  const [count] = await read(chain, token, "walletCount");
  await transact(chain, token, "openWallets", [dso, provider]);
  const own = await read(chain, token, "walletOf", settlement.address).catch(() => null);
  if (own === null) await transact(chain, token, "openWallets", [settlement.address]);
  for (const account of [dso, provider]) await transact(chain, token, "deposit", account, 1e9);
  await transact(chain, settlement, "grantRole", id("DSO"), dso);
  const wallets = { payer: Number(count), provider: Number(count) + 1 };
  const orders = Array.from({ length: 100 }, (_, i) => ({
    ...{ ...wallets, unit: 1000 + i, period: 68, direction: 0, continues: false },
    ...{ orderedWh: 400, priceMicro: 90_000, penaltyMicro: 45_000, verifiedWh: 350, waived: false },
  })) as OrderRecord[];
  const terms = { rule: { rule: "singleSided", share: 0.5 }, strikeLimit: 3, season: 0 } as const;
  const to = addressee(bench, settlement);
  for (const batch of [0, 1]) {
    const { packed, verified } = orderBatches(0, terms, orders)[0]!;
    const parties = [10, 11].map((index) => signers.participant(index));
    const signatures = signTogether(orderBatchStatement(to, batch, packed), parties);
    const taken = await transact(chain, settlement, "escrowOrders", packed, signatures);
    const signature = signers.meterOperator.sign(verificationBatchStatement(to, batch, verified));
    const args = [batch, packed, verified, signature];
    const released = await transact(chain, settlement, "releaseOrders", ...args);
    if (batch === 0) continue;
    note("batch of 100 orders into escrow", taken);
    note("batch of 100 orders out of escrow", released);
  }
});

test("gas is what docs/gas.json says, to 5 %, and no call passes the cap of a transaction", () => {
  console.log(JSON.stringify(measured, null, 2));
  const table = JSON.parse(readFileSync("docs/gas.json", "utf8")) as Record<string, number>;
  expect(Object.keys(measured).sort()).toEqual(Object.keys(table).sort());
  const moved = Object.entries(measured)
    .filter(([what, gas]) => Math.abs(gas / table[what]! - 1) > TOLERANCE)
    .map(([what, gas]) => `${what}: ${table[what]} before, ${gas} now`);
  expect(moved).toEqual([]);
  expect(Math.max(...Object.values(measured))).toBeLessThan(GAS_MAX);
});

test("settlement of a year costs less than 500 gas for each participant and period", () => {
  // The pilot has fewer than 400 participants, and pays once a day for 96 periods.
  expect(measured["day batch of 400 payouts"]! / 400 / 96).toBeLessThan(500);
});
