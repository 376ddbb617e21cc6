import fc from "fast-check";
import { expect, test } from "vitest";
import { BID } from "#engine/market/orderBook.ts";
import {
  LIMIT,
  NEXT,
  OPEN_WH,
  ORDER_SIZE,
  OrderPool,
  PREVIOUS,
  QUEUE,
} from "#engine/market/orderPool.ts";
import { dequeue, enqueue, expireAll, PeriodBook } from "#engine/market/periodBook.ts";

const BUS_COUNT = 40; // two words of bits
const CAPACITY = 64;

/** Slots of a queue, walked from the head; expects the way back to be the same. */
function walk(book: PeriodBook, pool: OrderPool, queue: number): number[] {
  const slots: number[] = [];
  let ahead = -1;
  for (let slot = book.head[queue]!; slot >= 0; slot = pool.field[slot * ORDER_SIZE + NEXT]!) {
    expect(pool.field[slot * ORDER_SIZE + PREVIOUS]).toBe(ahead);
    slots.push(slot);
    ahead = slot;
  }
  expect(book.tail[queue]).toBe(ahead);
  return slots;
}

function isOccupied(book: PeriodBook, queue: number): boolean {
  const [word, bus] = queue < BUS_COUNT ? [0, queue] : [book.wordCount, queue - BUS_COUNT];
  return ((book.occupied[word + (bus >>> 5)]! >>> (bus & 31)) & 1) === 1;
}

const moves = fc.array(
  fc.record({
    side: fc.constantFrom(0, 1),
    bus: fc.constantFrom(0, 31, 32, 39),
    limitMicro: fc.integer({ min: -2, max: 2 }).map((ticks) => ticks * 100),
    /** Takes out one that stands instead, when there is one. */
    leaver: fc.option(fc.nat(), { freq: 2 }),
  }),
  { maxLength: CAPACITY, size: "max" },
);

test("queues keep price-time order, and the columns for the search tell their heads", () => {
  fc.assert(
    fc.property(moves, (drawn) => {
      const book = new PeriodBook(BUS_COUNT);
      const pool = new OrderPool(CAPACITY);
      let standing: { slot: number; queue: number; limitMicro: number }[] = [];
      for (const { side, bus, limitMicro, leaver } of drawn) {
        const leaving = leaver === null ? undefined : standing[leaver % standing.length];
        if (leaving !== undefined) {
          dequeue(book, pool, leaving.slot);
          pool.release(leaving.slot);
          standing = standing.filter((each) => each !== leaving);
        } else {
          const slot = pool.take();
          const queue = side * BUS_COUNT + bus;
          pool.field[slot * ORDER_SIZE + LIMIT] = limitMicro;
          pool.field[slot * ORDER_SIZE + OPEN_WH] = 1;
          pool.field[slot * ORDER_SIZE + QUEUE] = queue;
          enqueue(book, pool, slot);
          standing.push({ slot, queue, limitMicro });
        }
        for (let queue = 0; queue < 2 * BUS_COUNT; queue++) {
          const better = queue < BUS_COUNT ? -1 : 1;
          const expected = standing
            .filter((each) => each.queue === queue)
            .sort((a, b) => better * (a.limitMicro - b.limitMicro)); // stable: time stays in order
          if (expected.length > 0) expect(book.headLimit[queue]).toBe(expected[0]!.limitMicro + 0);
          expect(walk(book, pool, queue)).toEqual(expected.map((each) => each.slot));
          expect(isOccupied(book, queue)).toBe(expected.length > 0);
        }
      }
    }),
    { numRuns: 60, seed: 539 },
  );
});

test("expiry empties the book and gives every slot back", () => {
  const book = new PeriodBook(BUS_COUNT);
  const pool = new OrderPool(3);
  for (const queue of [BID, BID, BUS_COUNT + 35]) {
    const slot = pool.take();
    pool.field[slot * ORDER_SIZE + QUEUE] = queue;
    enqueue(book, pool, slot);
  }
  expect(pool.take()).toBe(-1);
  expireAll(book, pool);
  for (let queue = 0; queue < 2 * BUS_COUNT; queue++) {
    expect(walk(book, pool, queue)).toEqual([]);
    expect(isOccupied(book, queue)).toBe(false);
  }
  expect(new Set([pool.take(), pool.take(), pool.take()])).toEqual(new Set([0, 1, 2]));
});
