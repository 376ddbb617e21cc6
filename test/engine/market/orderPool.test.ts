import { expect, test } from "vitest";
import { OrderPool } from "#engine/market/orderPool.ts";

test.each([1, 2, 3, 1000, 2 ** 21])("all %i slots can be taken, and not one more", (capacity) => {
  const pool = new OrderPool(capacity);
  const slots = new Set(Array.from({ length: capacity }, () => pool.take()));
  expect(slots.size).toBe(capacity);
  expect(pool.take()).toBe(-1);
});

test("the slot released last is taken first", () => {
  const pool = new OrderPool(5);
  const slots = [pool.take(), pool.take(), pool.take()];
  for (const slot of slots) pool.release(slot);
  expect([pool.take(), pool.take(), pool.take()]).toEqual(slots.toReversed());
});

test.each([0, -1, 1.5, 2 ** 22 + 1])("a capacity of %d is a bug", (capacity) => {
  expect(() => new OrderPool(capacity)).toThrow();
});
