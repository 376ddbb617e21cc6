import fc from "fast-check";
import { expect, test } from "vitest";
import { Ledger } from "#engine/settlement/ledger.ts";

const TRADE = 2;
const ROUNDING = 9;
const A = 0;
const B = 1;
const POT = 2;

test.each<[string, number, number, [number, number, number], [number, number, number][]]>([
  ["without rest", 100, 1000, [-100, 100, 0], [[A, B, 100]]],
  [
    "rounded",
    333,
    1001,
    [-334, 333, 1],
    [
      [A, B, 333],
      [A, POT, 1],
    ],
  ],
  ["below 1 µEUR", 1, 1, [-1, 0, 1], [[A, POT, 1]]],
  [
    "at a negative price",
    -333,
    1001,
    [333, -334, 1],
    [
      [B, A, 333],
      [B, POT, 1],
    ],
  ],
  ["below −1 µEUR", -1, 1, [0, -1, 1], [[B, POT, 1]]],
  ["at no price", 0, 1000, [0, 0, 0], []],
  ["of nothing", 100, 0, [0, 0, 0], []],
])("a transfer %s charges up and pays down", (_, price, wh, balances, postings) => {
  const ledger = new Ledger(3, POT, ROUNDING);
  ledger.transferRounded(TRADE, A, B, price, wh);
  expect([...ledger.balances]).toEqual(balances);
  expect(ledger.dayPostings()).toEqual(
    postings.map(([from, to, amountMicroEur]) => ({
      kind: to === POT ? ROUNDING : TRADE,
      from,
      to,
      amountMicroEur,
    })),
  );
  ledger.assertConserved();
});

test("rounding goes to the last account under the kind of its transfer, unless told otherwise", () => {
  const ledger = new Ledger(3);
  ledger.transferRounded(TRADE, A, B, 1, 1);
  expect(ledger.dayPostings()).toEqual([{ kind: TRADE, from: A, to: POT, amountMicroEur: 1 }]);
});

test("postings of a day are summed and sorted by kind, payer and receiver", () => {
  const ledger = new Ledger(12);
  const posts = [
    [3, 0, 1],
    [1, 11, 2],
    [1, 2, 11],
    [1, 2, 4],
    [3, 0, 1],
    [0, 5, 0],
  ] as const;
  for (const [kind, from, to] of posts) ledger.post(kind, from, to, 10);
  expect(ledger.dayPostings().map((p) => [p.kind, p.from, p.to, p.amountMicroEur])).toEqual([
    [0, 5, 0, 10],
    [1, 2, 4, 10],
    [1, 2, 11, 10],
    [1, 11, 2, 10],
    [3, 0, 1, 20],
  ]);
  ledger.startDay();
  expect(ledger.dayPostings()).toEqual([]);
  expect(ledger.balances[0]).toBe(-10);
});

test.each<[string, number, number, number]>([
  ["a fraction", 0, 1, 0.5],
  ["a negative amount", 0, 1, -1],
  ["an amount that is not exact", 0, 1, 2 ** 53],
  ["an unknown account", 0, 7, 1],
])("%s stops the run", (_, from, to, amount) => {
  expect(() => new Ledger(3).post(0, from, to, amount)).toThrow();
});

test("money that appears is noticed", () => {
  const ledger = new Ledger(3);
  ledger.balances[1]! += 1;
  expect(() => ledger.assertConserved()).toThrow(/money was made: 1/);
});

test("balances are what the postings of all days say, and sum to zero", () => {
  const transfer = fc.record({
    kind: fc.nat(15),
    from: fc.nat(5),
    to: fc.nat(5),
    price: fc.integer({ min: -500_000, max: 1_500_000 }),
    wh: fc.nat(1_000_000),
  });
  const property = fc.property(fc.array(fc.array(transfer)), (days) => {
    const ledger = new Ledger(6, 5, ROUNDING);
    const expected = new Float64Array(6);
    for (const day of days) {
      ledger.startDay();
      for (const { kind, from, to, price, wh } of day) {
        ledger.transferRounded(kind, from, to, price, wh);
      }
      for (const { from, to, amountMicroEur } of ledger.dayPostings()) {
        expect(amountMicroEur).toBeGreaterThan(0);
        expected[from]! -= amountMicroEur;
        expected[to]! += amountMicroEur;
      }
      ledger.assertConserved();
    }
    expect(ledger.balances).toEqual(expected);
  });
  fc.assert(property);
});
