import fc from "fast-check";
import { expect, test } from "vitest";
import { ACKNOWLEDGEMENTS } from "#datasets/words.ts";
import { answerOrders } from "#sim/agents/acknowledgement.ts";

const words = (orders: Parameters<typeof answerOrders>[0], ableWh: number, heard = true) =>
  answerOrders(orders, { heard, ableWh }).map(
    ({ acknowledgement, acknowledgedWh }) =>
      `${ACKNOWLEDGEMENTS[acknowledgement]} ${acknowledgedWh}`,
  );

const up = (orderedWh: number, ledger = 0) => ({ ledger, direction: 0, orderedWh }) as const;
const down = (orderedWh: number, ledger = 0) => ({ ledger, direction: 1, orderedWh }) as const;

test.each([
  ["what the devices bear is taken in full", [up(500)], 500, ["full 500"]],
  ["what they don't is taken in part", [up(500)], 320.7, ["partial 320"]],
  ["nothing is refused", [up(500)], 0, ["refused 0"]],
  [
    "orders of one direction share, in their order",
    [up(500), up(300)],
    600,
    ["full 500", "partial 100"],
  ],
  [
    "opposite orders take each other off first",
    [up(500), down(300)],
    0,
    ["partial 300", "full 300"],
  ],
  ["and the rest is what the devices bear", [down(300), up(500)], 200, ["full 300", "full 500"]],
  ["two ledgers stand on the same energy", [up(500, 0), up(500, 1)], 500, ["full 500", "full 500"]],
  [
    "the larger ledger is what the devices bear in part",
    [up(300, 0), up(500, 1), up(200, 0)],
    400,
    ["full 300", "partial 400", "partial 100"],
  ],
  [
    "what opposes the larger ledger takes it off",
    [up(500, 0), up(400, 1), down(300, 2)],
    200,
    ["full 500", "full 400", "full 300"],
  ],
] as const)("%s", (_, orders, ableWh, expected) => {
  expect(words([...orders], ableWh)).toEqual(expected);
});

test("who does not hear says nothing", () => {
  expect(words([up(500), down(200)], 500, false)).toEqual(["silent 0", "silent 0"]);
});

test("nobody acknowledges more than was ordered, nor more than is borne beyond what cancels", () => {
  const order = fc.record({
    ledger: fc.constant(0),
    direction: fc.constantFrom<0 | 1>(0, 1),
    orderedWh: fc.integer({ min: 1, max: 5000 }),
  });
  fc.assert(
    fc.property(fc.array(order, { maxLength: 6 }), fc.nat(8000), (orders, ableWh) => {
      const answers = answerOrders(orders, { heard: true, ableWh });
      const sum = (direction: 0 | 1, of: (k: number) => number) =>
        orders.reduce((total, one, k) => total + (one.direction === direction ? of(k) : 0), 0);
      const ordered = (direction: 0 | 1) => sum(direction, (k) => orders[k]!.orderedWh);
      const said = (direction: 0 | 1) => sum(direction, (k) => answers[k]!.acknowledgedWh);
      for (const [k, { acknowledgedWh }] of answers.entries())
        expect(acknowledgedWh).toBeLessThanOrEqual(orders[k]!.orderedWh);
      const [large, small] = ordered(0) >= ordered(1) ? ([0, 1] as const) : ([1, 0] as const);
      expect(said(small)).toBe(ordered(small));
      expect(said(large)).toBe(Math.min(ordered(large), ordered(small) + ableWh));
    }),
  );
});
