import { expect, test } from "vitest";
import { CallClock } from "#bench/callClock.ts";

class Counter {
  #count = 0;

  /** Takes its time. */
  add(by: number): number {
    for (const until = performance.now() + 3; performance.now() < until; );
    this.#count += by;
    return this.#count;
  }

  get count(): number {
    return this.#count;
  }
}

test("a clock on calls lets them through, counts them, and leaves the class as it was", () => {
  const plain = Counter.prototype.add;
  const counter = new Counter();
  const clock = new CallClock();
  clock.watch(Counter.prototype, ["add"]);
  expect(counter.add(3)).toBe(3);
  clock.reset();
  expect([counter.add(1), new Counter().add(2)]).toEqual([4, 2]);
  expect(clock.calls).toBe(2);
  expect(clock.stop()).toBeGreaterThan(4);
  expect(Counter.prototype.add).toBe(plain);
  counter.add(5);
  expect([clock.calls, counter.count]).toEqual([2, 9]);
});
