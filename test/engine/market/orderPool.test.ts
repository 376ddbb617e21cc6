import { expect, test } from "vitest";
import { OrderPool } from "#engine/market/orderPool.ts";
import { ID, ORDER_SIZE } from "#engine/market/orderRecord.ts";

test.each([1, 2, 3, 1000, 2 ** 21])("all %i slots can be taken, and not one more", (capacity) => {
  const pool = new OrderPool(capacity);
  const slots = new Set(Array.from({ length: capacity }, () => pool.place(0, 0, 0, 1)));
  expect(slots.size).toBe(capacity);
  expect(pool.place(0, 0, 0, 1)).toBe(-1);
});

test("the slot released last is taken first", () => {
  const pool = new OrderPool(5);
  const slots = [pool.place(0, 0, 0, 1), pool.place(0, 0, 0, 1), pool.place(0, 0, 0, 1)];
  for (const slot of slots) pool.release(slot);
  expect([pool.place(0, 0, 0, 1), pool.place(0, 0, 0, 1), pool.place(0, 0, 0, 1)]).toEqual(
    slots.toReversed(),
  );
});

function rest(pool: OrderPool): [slot: number, id: number] {
  const slot = pool.place(0, 0, 0, 1);
  return [slot, pool.field[slot * ORDER_SIZE + ID]!];
}

test("a slot is found by its order's id until it is released, and never after", () => {
  const pool = new OrderPool(3);
  const old: number[] = [];
  for (let i = 1; i <= 100; i++) {
    const [slot, id] = rest(pool);
    expect(pool.slotOf(id)).toBe(slot);
    expect(pool.serial[slot]).toBe(i - 1);
    pool.release(slot);
    old.push(id);
    expect(old.map((each) => pool.slotOf(each))).toEqual(old.map(() => -1));
  }
  expect(new Set(old).size).toBe(100);
});

test.each([2 ** 22, 2 ** 22 - 5, 2 ** 21 + 1])(
  "of %i slots each serves until its ids would leave 31 bits, and no id comes twice",
  (capacity) => {
    const pool = new OrderPool(capacity);
    const ids = new Set<number>();
    const uses = 2 ** 9 - 1;
    for (let use = 0; use < uses; use++) {
      const [slot, id] = rest(pool);
      expect([slot, id | 0]).toEqual([0, id]);
      ids.add(id);
      pool.release(slot);
    }
    expect(ids.size).toBe(uses);
    expect(Math.max(...ids)).toBeLessThan(2 ** 31);
    expect(rest(pool)[0]).toBe(1); // slot 0 has served its time
    expect([...ids].map((id) => pool.slotOf(id))).toEqual(new Array(uses).fill(-1));
  },
);

test("a pool of one slot runs out of ids after all of them", () => {
  const pool = new OrderPool(1);
  pool.field[ID] = 2 ** 31 - 3;
  const [slot, id] = rest(pool);
  expect([slot, id]).toEqual([0, 2 ** 31 - 2]);
  pool.release(slot);
  expect(rest(pool)).toEqual([0, 2 ** 31 - 1]);
  pool.release(slot);
  expect(pool.place(0, 0, 0, 1)).toBe(-1);
});

test.each([0.5, -1, 0, 1, 2, 3, Number.NaN, 2 ** 40, 2 ** 32 + 4, Number.POSITIVE_INFINITY])(
  "%d is no id",
  (id) => {
    const pool = new OrderPool(3);
    expect(rest(pool)).toEqual([0, 4]);
    expect(pool.slotOf(id)).toBe(-1);
  },
);

test.each([0, -1, 1.5, 2 ** 22 + 1])("a capacity of %d is a bug", (capacity) => {
  expect(() => new OrderPool(capacity)).toThrow();
});
