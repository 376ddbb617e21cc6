import { expect, test } from "vitest";
import { OrderPool, serialOf } from "#engine/market/orderPool.ts";
import { OPEN_WH, ORDER_SIZE, SERIAL } from "#engine/market/orderRecord.ts";

function rest(pool: OrderPool, serial: number): [slot: number, id: number] {
  const slot = pool.take();
  pool.field[slot * ORDER_SIZE + OPEN_WH] = 1;
  pool.field[slot * ORDER_SIZE + SERIAL] = serial;
  return [slot, pool.idOf(slot)];
}

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

test("a slot is found by its order's id until it is released, and never after", () => {
  const pool = new OrderPool(3);
  const old: number[] = [];
  for (let i = 1; i <= 100; i++) {
    const [slot, id] = rest(pool, i);
    expect(pool.slotOf(id)).toBe(slot);
    expect(serialOf(id)).toBe(i);
    pool.release(slot);
    old.push(id);
    expect(old.map((each) => pool.slotOf(each))).toEqual(old.map(() => -1));
  }
  expect(new Set(old).size).toBe(100);
});

test("ids stay exact to the last serial in the last slot of the largest pool", () => {
  const pool = new OrderPool(2 ** 22);
  for (let slot = 0; slot < 2 ** 22 - 1; slot++) pool.take();
  const [slot, id] = rest(pool, 2 ** 31 - 1);
  expect(slot).toBe(2 ** 22 - 1);
  expect(id).toBe(2 ** 53 - 1);
  expect(pool.slotOf(id)).toBe(slot);
  expect(pool.slotOf(id - 1)).toBe(-1);
});

test.each([0.5, -1, Number.NaN, 2 ** 60, Number.POSITIVE_INFINITY])("%d is no id", (id) => {
  const pool = new OrderPool(3);
  rest(pool, 1);
  expect(pool.slotOf(id)).toBe(-1);
  expect(serialOf(id)).toBeLessThanOrEqual(0);
});

test.each([0, -1, 1.5, 2 ** 22 + 1])("a capacity of %d is a bug", (capacity) => {
  expect(() => new OrderPool(capacity)).toThrow();
});
