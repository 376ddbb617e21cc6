import * as fc from "fast-check";
import { expect, test } from "vitest";
import { InvariantError } from "#engine/assert.ts";
import { hardhatLedger } from "#sim/ledger/evm/hardhatLedger.ts";
import { type ListedOffer, OfferLists, readOffers } from "#sim/ledger/offerLists.ts";
import { participants, units } from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

const header = fc.record({
  list: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
  gate: fc.nat({ max: 255 }),
  operator: fc.nat({ max: 65_535 }),
  period: fc.nat({ max: 2 ** 32 - 1 }),
});
const offer = fc.record({
  unit: fc.nat({ max: 2 ** 24 - 1 }),
  direction: fc.constantFrom<0 | 1>(0, 1),
  quantityWh: fc.nat({ max: 2 ** 31 - 1 }),
  priceMicro: fc.integer({ min: 1 - 2 ** 23, max: 2 ** 23 - 1 }),
});
const book = fc.array(fc.record({ header, offers: fc.array(offer, { maxLength: 30 }) }));

test("lists are read back as they were seen", () => {
  const lists = new OfferLists(16);
  fc.assert(
    fc.property(book, (seen) => {
      const expected: ListedOffer[] = [];
      for (const { header, offers } of seen) {
        lists.begin(header);
        for (const { unit, direction, quantityWh, priceMicro } of offers) {
          lists.add(unit, direction, quantityWh, priceMicro);
        }
        expected.push(...offers.map((one) => ({ ...header, ...one })));
      }
      expect(lists.take().flatMap(readOffers)).toEqual(expected);
      expect(lists.take()).toEqual([]);
    }),
  );
});

test("a day of many lists is cut between lists, and each call fits a transaction", async () => {
  const lists = new OfferLists();
  for (let period = 0; period < 96; period++) {
    lists.begin({ list: 0, gate: 1, operator: 2, period });
    for (let unit = 0; unit < 1000; unit++) lists.add(0xfff_fff - unit, 1, 0x7fff_ffff, -1);
  }
  const calls = lists.take();
  expect(calls.length).toBe(3);
  const ledger = await hardhatLedger(mnemonic);
  await ledger.open(participants, units, 1);
  ledger.publishOffers(calls);
  const receipt = await ledger.closeDay(3, [], [], 1_735_689_600, true);
  expect(receipt.transactions).toBe(4);
  expect(receipt.gas).toBeLessThan(3 * 16_777_216);
  expect((await ledger.closeDay(4, [], [], 1_735_776_000, true)).transactions).toBe(1);
  await ledger.close();
});

test.each([
  ["no list", (lists: OfferLists) => lists.add(0, 0, 1, 1)],
  ["an operator too many", (l: OfferLists) => l.begin({ ...first, operator: 65_536 })],
  ["half a watt-hour", (l: OfferLists) => begun(l).add(0, 0, 0.5, 1)],
  ["a price of nine euros", (l: OfferLists) => begun(l).add(0, 0, 1, 9_000_000)],
])("%s is a bug", (_, act) => {
  expect(() => act(new OfferLists())).toThrow(InvariantError);
});

const first = { list: 0, gate: 0, operator: 0, period: 0 } as const;

function begun(lists: OfferLists): OfferLists {
  lists.begin(first);
  return lists;
}
