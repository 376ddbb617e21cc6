import { encodeBytes32String, id } from "ethers";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { AuctionOffer } from "#engine/market/calls/auctionOffer.ts";
import { CallAuction } from "#engine/market/calls/callAuction.ts";
import { AuctionHouse } from "#sim/ledger/auctions/auctionHouse.ts";
import type { AuctionRecord } from "#sim/ledger/auctions/auctionRecord.ts";
import type { Receipt } from "#sim/ledger/evm/chain.ts";
import { admitParties } from "#sim/ledger/evm/platform.ts";
import { registerUnits } from "#sim/ledger/evm/registration.ts";
import { submit } from "#sim/ledger/evm/submit.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import type { UnitRegistration } from "#sim/ledger/ledgerPort.ts";
import { addressee, read, startPlatform, type TestPlatform } from "#test/support/testChain.ts";

const TIMEOUT_MS = 300_000;
const UNITS = 24;
const PROVIDERS = 3;
const units: readonly UnitRegistration[] = Array.from({ length: UNITS }, (_, unit) => ({
  ...{ unit, owner: unit % PROVIDERS, area: unit % 2, upWhMax: 9_000, downWhMax: 9_000 },
  place: { bus: unit, latitudeDegree: 42.1, longitudeDegree: 24.7 },
  meters: [`meter ${unit}`],
}));

let bench: TestPlatform;
let fresh: unknown;
let house: AuctionHouse;

beforeAll(async () => {
  bench = await startPlatform();
  const { chain, signers, platform } = bench;
  await registerUnits(chain, signers, addressee(bench, bench.registry), units);
  await admitParties(chain, platform, signers, { participants: [], units });
  fresh = await chain.request("evm_snapshot", []);
}, TIMEOUT_MS);

afterAll(() => bench.chain.close());

beforeEach(startAnew);

async function startAnew(): Promise<void> {
  await bench.chain.request("evm_revert", [fresh]);
  fresh = await bench.chain.request("evm_snapshot", []);
  house = new AuctionHouse(addressee(bench, bench.auction), bench.signers, units);
}

async function hold(records: readonly AuctionRecord[]): Promise<Receipt[]> {
  return holdIn(house, records);
}

async function holdIn(one: AuctionHouse, records: readonly AuctionRecord[]): Promise<Receipt[]> {
  const all: Receipt[] = [];
  for (const steps of one.phases(records)) {
    const transactions = steps.map(({ transaction }) => transaction);
    const receipts = await submit(bench.chain, transactions);
    for (const [i, { check }] of steps.entries()) check(receipts[i]!);
    all.push(...receipts);
  }
  return all;
}

/** Holds an auction in the engine; earlier seals are those of providers with the lower number. */
function held(
  product: string,
  terms: readonly Omit<AuctionOffer, "id" | "submittedMinute">[],
  requests: readonly { quantityW: number; scoreCapMicro: number; permille: number }[],
): AuctionRecord {
  const auction = new CallAuction(1);
  const offers = terms.map((one, unit) => ({ ...one, id: unit }));
  for (const offer of offers) auction.submit({ ...offer, submittedMinute: offer.id % PROVIDERS });
  auction.freeze();
  const served = requests.map(({ permille, ...request }, number) => {
    const effectivenessPermille = ({ id: unit }: { id: number }) => permille - 10 * unit;
    const result = auction.uncross({ ...request, effectivenessPermille });
    return {
      ...request,
      ...{ operator: 1 + (number % 2), constraint: "T1" },
      ...({ utilisationPermille: 100, overshootPermille: 100, pricing: "payAsBid" } as const),
      ...({ selection: "meritOrder", marginTies: "time" } as const),
      effectivenessPermille: offers.map(effectivenessPermille),
      accepted: result.accepted.map(({ id: unit, powerW, reservationMicroEurPerKwH }) => ({
        ...{ unit, powerW, reservationMicroEurPerKwH },
      })),
      ...{ reliefW: result.reliefW, unmetW: result.unmetW },
    } as const;
  });
  return { product, freezeMinute: 600, powerWMin: 1, offers, requests: served };
}

const terms = fc.record({
  powerW: fc.constantFrom(1000, 1000, 2500, 9000),
  reservationMicroEurPerKwH: fc.constantFrom(5000, 6000, 10_000),
  activationMicroEurPerKwh: fc.constantFrom(-50_000, 0, 40_000),
  divisible: fc.boolean(),
});
const request = fc.record({
  quantityW: fc.integer({ min: 0, max: 20_000 }),
  scoreCapMicro: fc.constantFrom(12_000, 20_000, 10_000_000),
  permille: fc.constantFrom(1000, 280, 700),
});
const record = fc
  .tuple(
    fc.array(terms, { maxLength: UNITS }),
    fc.array(request, { minLength: 1, maxLength: 3 }),
    fc.nat(),
  )
  .map(([offers, wanted, number]) =>
    held(
      `window ${number}`,
      offers,
      wanted.sort((a, b) => b.scoreCapMicro - a.scoreCapMicro),
    ),
  );

const one = held(
  "a window",
  [3000, 2000, 4000].map((powerW, i) => ({
    ...{ powerW, reservationMicroEurPerKwH: 9_000 - 1000 * i },
    ...{ activationMicroEurPerKwh: 100_000, divisible: true },
  })),
  [{ quantityW: 5000, scoreCapMicro: 60_000, permille: 1000 }],
);

test(
  "auctions of a run end on chain as in the engine, several together, ties and all",
  async () => {
    const property = fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 6 }),
      fc.array(record, { maxLength: 2 }),
      async (records, later) => {
        await startAnew();
        // Both batches on one contract: signatures are counted on.
        await hold(records);
        await hold(later);
        for (const auction of [...records, ...later].keys()) {
          const [{ phase }] = await read(bench.chain, bench.auction, "auctionOf", auction);
          expect(phase).toBe(4n);
        }
      },
    );
    await fc.assert(property, { numRuns: 40 });
  },
  TIMEOUT_MS,
);

test("each phase of all auctions is a transaction", async () => {
  const receipts = await hold(Array.from({ length: 12 }, (_, i) => ({ ...one, product: `${i}` })));
  expect(receipts).toHaveLength(4);
});

test.each([
  ["another quantity", { powerW: 3001 }],
  ["another price", { reservationMicroEurPerKwH: 7_001 }],
  ["another unit", { unit: 0 }],
])("an outcome with %s ends the run", async (_, change) => {
  const [served] = one.requests;
  const [first, ...rest] = served!.accepted;
  const wrong = { ...served!, accepted: [{ ...first!, ...change }, ...rest] };
  const closed = hold([{ ...one, requests: [wrong] }]);
  await expect(closed).rejects.toThrow(LedgerMismatchError);
  await expect(closed).rejects.toThrow(
    /^auction 0, request 0: expected .*, found 4000 W of unit 2/,
  );
});

test("an offer of a unit that is not registered ends the run", async () => {
  const strange = new AuctionHouse(addressee(bench, bench.auction), bench.signers, [
    ...units,
    { ...units[0]!, unit: 99, owner: 1 },
  ]);
  const offers = [...one.offers, { ...one.offers[0]!, id: 99 }];
  const [served] = one.requests;
  const effectivenessPermille = [...served!.effectivenessPermille, 1000];
  const requests = [{ ...served!, effectivenessPermille }];
  const closed = holdIn(strange, [{ ...one, offers, requests }]);
  await expect(closed).rejects.toThrow("the ledger refused: UnitNotOffered(99");
});

const [served] = one.requests;
test.each<[string, Partial<AuctionRecord>]>([
  [
    "more than 1000 offers",
    { offers: Array.from({ length: 1001 }, (_, i) => ({ ...one.offers[0]!, id: i })) },
  ],
  ["price beyond 24 bits", { offers: [{ ...one.offers[0]!, reservationMicroEurPerKwH: 2 ** 24 }] }],
  ["price beyond 24 bits", { offers: [{ ...one.offers[0]!, activationMicroEurPerKwh: 2 ** 23 }] }],
  ["power beyond 32 bits", { offers: [{ ...one.offers[0]!, powerW: 2 ** 32 }] }],
  ["cheapest set of offers", { requests: [{ ...served!, selection: "exact" }] }],
  ["scores beyond exact floats", { requests: [{ ...served!, scoreCapMicro: 2 ** 33 }] }],
])("%s: the outcome is recorded as a hash, with the reason", async (reason, change) => {
  const large = { ...one, ...change };
  await hold([large, one]);
  const [state] = await read(bench.chain, bench.auction, "auctionOf", 0);
  expect([state.phase, state.bookHash]).toEqual([4n, id(JSON.stringify(large))]);
  const everything = { address: bench.auction.address, fromBlock: "0x0", toBlock: "latest" };
  const logs = (await bench.chain.request("eth_getLogs", [everything])) as { data: string }[];
  const inBytes = encodeBytes32String(reason).slice(2);
  expect(logs.filter(({ data }) => data.endsWith(inBytes))).toHaveLength(1);
});
