import { expect, test } from "vitest";
import { OrderFates, UNKNOWN_FATE } from "#engine/market/orderFates.ts";
import { CANCELLED, FILLED } from "#engine/market/orderState.ts";

test("an order is found in its slot while it lives, and by how it ended from then on", () => {
  const fates = new OrderFates();
  const ids = [4, 0, 4].map((slot) => fates.begin(slot));
  expect(ids).toEqual([1, 2, 3]);
  expect(ids.map((id) => fates.of(id))).toEqual([4, 0, 4]);
  fates.end(1, FILLED);
  fates.end(2, CANCELLED);
  expect(ids.map((id) => fates.of(id))).toEqual([-FILLED, -CANCELLED, 4]);
});

test("nothing is lost while the ring grows, turns and forgets", () => {
  const fates = new OrderFates();
  const slotOf = (id: number) => (id * 7) % 1000;
  for (let id = 1; id <= 10_000; id++) {
    expect(fates.begin(slotOf(id))).toBe(id);
    if (id % 700 === 0) fates.forgetBefore(id - (id % 3 === 0 ? 300 : 2_000));
    for (let back = 0; back < 5; back++) {
      const known = Math.max(fates.first, id - back * 60);
      expect(fates.of(known)).toBe(known > 0 ? slotOf(known) : UNKNOWN_FATE);
    }
    expect(fates.of(fates.first - 1)).toBe(UNKNOWN_FATE);
    expect(fates.of(id + 1)).toBe(UNKNOWN_FATE);
  }
});

test("a ring that forgets in time does not grow", () => {
  const fates = new OrderFates();
  const { length } = fates.word;
  for (let id = 1; id <= 100_000; id++) {
    fates.begin(0);
    if (id % 500 === 0) fates.forgetBefore(id - 400);
  }
  expect(fates.word.length).toBe(length);
});

test.each([0.5, -1, 0, 3, Number.NaN, 2 ** 40, 2 ** 32 + 1, Number.POSITIVE_INFINITY])(
  "%d is no id",
  (id) => {
    const fates = new OrderFates();
    fates.begin(9);
    fates.begin(9);
    expect(fates.of(id)).toBe(UNKNOWN_FATE);
  },
);

test("a market runs out of ids rather than use one twice", () => {
  const fates = new OrderFates();
  fates.next = 2 ** 31 - 2;
  fates.forgetBefore(fates.next);
  expect(fates.begin(0)).toBe(2 ** 31 - 2);
  expect(() => fates.begin(0)).toThrow("out of ids");
});
