import { expect, test } from "vitest";
import { DayQueue } from "#sim/ledger/dayQueue.ts";
import type { DayReceipt } from "#sim/ledger/ledgerPort.ts";

const receipt = (gas: number): DayReceipt => ({ transactions: 1, gas, root: "0x", events: [] });

function queue(daysAhead: number) {
  const told: number[] = [];
  return { told, days: new DayQueue(daysAhead, (day, { gas }) => told.push(day * 1000 + gas)) };
}

test("a run goes on by so many days, and is told of them in their order", async () => {
  const { days, told } = queue(2);
  const answers = Array.from({ length: 4 }, () => Promise.withResolvers<DayReceipt>());
  await days.add(5, answers[0]!.promise);
  await days.add(6, answers[1]!.promise);
  let isTaken = false;
  const third = days.add(7, answers[2]!.promise).then(() => {
    isTaken = true;
  });
  answers[1]!.resolve(receipt(6));
  await new Promise(setImmediate);
  expect([isTaken, told]).toEqual([false, []]);
  answers[0]!.resolve(receipt(5));
  await third;
  expect(told).toEqual([5005]);
  answers[2]!.resolve(receipt(7));
  await days.finish();
  expect(told).toEqual([5005, 6006, 7007]);
});

test("a day that is not closed ends the run at most so many days later, and never goes unnoticed", async () => {
  const { days, told } = queue(2);
  await days.add(0, Promise.reject(new Error("day 0 differs")));
  await days.add(1, Promise.resolve(receipt(0)));
  await expect(days.add(2, Promise.resolve(receipt(0)))).rejects.toThrow("day 0 differs");
  const { days: short } = queue(2);
  await short.add(0, Promise.reject(new Error("day 0 differs")));
  await expect(short.finish()).rejects.toThrow("day 0 differs");
  expect(told).toEqual([]);
});

test("a ledger that does its work at once leaves no day open", async () => {
  const { days, told } = queue(0);
  await days.add(3, Promise.resolve(receipt(1)));
  expect(told).toEqual([3001]);
  await expect(days.add(4, Promise.reject(new Error("day 4 differs")))).rejects.toThrow("day 4");
});
