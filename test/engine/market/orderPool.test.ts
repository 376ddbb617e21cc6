import { expect, test } from "vitest";
import { GENERATION, OPEN_WH, ORDER_SIZE, OrderPool } from "#engine/market/orderPool.ts";

function rest(pool: OrderPool): [slot: number, id: number] {
  const slot = pool.take();
  pool.field[slot * ORDER_SIZE + OPEN_WH] = 1;
  return [slot, pool.idOf(slot)];
}

test.each([1, 2, 3, 1000, 2 ** 21])("all %i slots can be taken, and not one more", (capacity) => {
  const pool = new OrderPool(capacity);
  const slots = new Set(Array.from({ length: capacity }, () => pool.take()));
  expect(slots.size).toBe(capacity);
  expect(pool.take()).toBe(-1);
});

test("a slot is found by its order's id until it is released, and never after", () => {
  const pool = new OrderPool(3);
  const old: number[] = [];
  for (let i = 0; i < 100; i++) {
    const [slot, id] = rest(pool);
    expect(pool.slotOf(id)).toBe(slot);
    pool.release(slot);
    old.push(id);
    expect(old.map((each) => pool.slotOf(each))).toEqual(old.map(() => -1));
  }
  expect(new Set(old).size).toBe(100);
});

test("ids stay exact to the last generation of the largest pool, and then it stops", () => {
  const pool = new OrderPool(2 ** 21);
  const [slot] = rest(pool);
  pool.field[slot * ORDER_SIZE + GENERATION] = -2; // 2^32 − 2, as unsigned
  const id = pool.idOf(slot);
  expect(Number.isSafeInteger(id)).toBe(true);
  expect(pool.slotOf(id)).toBe(slot);
  pool.release(slot);
  const [, lastId] = rest(pool);
  expect(lastId).toBe(id + 2 ** 21);
  expect(Number.isSafeInteger(lastId)).toBe(true);
  expect(pool.slotOf(lastId)).toBe(slot);
  expect(() => pool.release(slot)).toThrow("ran out of generations");
});

test.each([0, -1, 1.5, 2 ** 21 + 1])("a capacity of %d is a bug", (capacity) => {
  expect(() => new OrderPool(capacity)).toThrow();
});
