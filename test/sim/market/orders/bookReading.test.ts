import { expect, test } from "vitest";
import type { Ahead } from "#engine/market/readAhead.ts";
import { BookReading } from "#sim/market/orders/bookReading.ts";
import { StandingOrders } from "#sim/market/orders/standingOrders.ts";

const PERIOD = 8;
const BUSES = [4, 2, 4, 1].map((bus) => ({ bus }));

/** What a book hears of four agents, of whom the second and the last have an order of the period. */
function listen() {
  const orders = new StandingOrders(BUSES.length);
  orders.place(orders.row(PERIOD) + 1, PERIOD, 71, 100_000, 500);
  orders.place(orders.row(PERIOD) + 3, PERIOD, 73, 100_000, -500);
  const heard: [period: number, orders: number[], buses: number[]][] = [];
  const readAhead = (period: number, { orders: ids, buses, count }: Ahead) => {
    heard.push([period, [...ids.subarray(0, count)], [...buses.subarray(0, count)]]);
  };
  return { reading: new BookReading({ readAhead }, orders, BUSES), heard };
}

test("before some act the book hears of their orders and buses, in the order of their turns", () => {
  const { reading, heard } = listen();
  const asked = Int32Array.from([3, 0, 2, 1]);
  reading.ahead(PERIOD, asked, Int32Array.from([0, 2, 3, 3]), 3);
  expect(heard).toEqual([[PERIOD, [73, -1, 71], [1, 4, 2]]]);
});

test("before a gate it hears of all", () => {
  const { reading, heard } = listen();
  reading.all(PERIOD);
  expect(heard).toEqual([[PERIOD, [-1, 71, -1, 73], [4, 2, 4, 1]]]);
});
