import * as fc from "fast-check";
import { expect, test } from "vitest";
import { InvariantError } from "#engine/assert.ts";
import { Wallets } from "#sim/ledger/evm/wallets.ts";
import { dayRow, PARTICIPANTS } from "#test/support/ledgerDays.ts";

test("after any days, wallets are not negative and hold deposits plus what was posted", () => {
  fc.assert(
    fc.property(dayRow, (days) => {
      const wallets = new Wallets(PARTICIPANTS);
      const expected = new Float64Array(PARTICIPANTS);
      for (const { postings } of days) {
        wallets.post(postings);
        const { deposits } = wallets.payOut();
        for (const { from, to, amountMicroEur } of postings) {
          expected[from]! -= amountMicroEur;
          expected[to]! += amountMicroEur;
        }
        for (const [i, deposit] of deposits.entries()) expected[i]! += deposit;
        expect(wallets.balances).toEqual(expected);
        expect(Math.min(...wallets.balances)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test("a wallet that runs dry is filled for thirty such days, in whole euros", () => {
  const wallets = new Wallets(2);
  const daily = { from: 0, to: 1, kind: 0, amountMicroEur: 1_234_567 };
  const deposits = Array.from({ length: 31 }, () => {
    wallets.post([daily]);
    return wallets.payOut().deposits[0];
  });
  expect(deposits[0]).toBe(38_000_000); // 30 × 1.234567 EUR = 37.04 EUR
  expect(deposits.slice(1, 30)).toEqual(new Array(29).fill(0));
  expect(deposits[30]).toBe(37_000_000); // 0.96 EUR is left of 38, and 30 days cost 37.04
  expect(wallets.depositsMicroEur).toBe(75_000_000);
});

test("who pays into escrow has it before, and what escrow moved is not paid again", () => {
  const wallets = new Wallets(3);
  // Held: 5 of 0 and 2 of 1. Wallet 1 earns 4 of the 5, of which the entries know.
  const flows = { held: Float64Array.of(5, 2, 0), returned: Float64Array.of(1, 6, 0) };
  expect(wallets.passEscrow(flows)).toEqual(Float64Array.of(1e6, 1e6, 0));
  expect(wallets.balances).toEqual(Float64Array.of(1e6 - 4, 1e6 + 4, 0));
  wallets.post([{ from: 0, to: 1, kind: 8, amountMicroEur: 4 }]);
  wallets.post([{ from: 0, to: 2, kind: 7, amountMicroEur: 3 }]);
  expect(wallets.payOut().nets).toEqual(Float64Array.of(-3, 0, 3));
  expect(wallets.balances).toEqual(Float64Array.of(1e6 - 7, 1e6 + 4, 3));
});

test("an escrow that keeps a rest is a bug", () => {
  const flows = { held: Float64Array.of(5, 0), returned: Float64Array.of(0, 4) };
  expect(() => new Wallets(2).passEscrow(flows)).toThrow(InvariantError);
});

test("what is not due waits, and is then paid at once", () => {
  const wallets = new Wallets(3);
  wallets.post([{ from: 0, to: 1, kind: 0, amountMicroEur: 5 }]);
  wallets.post([{ from: 1, to: 2, kind: 0, amountMicroEur: 5 }]);
  expect(wallets.balances).toEqual(new Float64Array(3));
  expect(wallets.payOut().nets).toEqual(Float64Array.of(-5, 0, 5));
  expect(wallets.payOut().nets).toEqual(new Float64Array(3));
});

test.each([
  ["a negative amount", { from: 0, to: 1, amountMicroEur: -1 }],
  ["half a microeuro", { from: 0, to: 1, amountMicroEur: 0.5 }],
  ["a payer who does not exist", { from: 2, to: 1, amountMicroEur: 1 }],
  ["a receiver who does not exist", { from: 0, to: -1, amountMicroEur: 1 }],
])("%s is a bug", (_, posting) => {
  expect(() => new Wallets(2).post([{ kind: 0, ...posting }])).toThrow(InvariantError);
});
