import { expect, test } from "vitest";
import { Endings } from "#engine/market/endings.ts";
import { CANCELLED, EXPIRED, FILLED } from "#engine/market/orderState.ts";

test("how an order ended is known, whenever it is asked for", () => {
  const endings = new Endings(4);
  endings.add(70, FILLED);
  expect([70, 71].map((id) => endings.of(id))).toEqual([FILLED, 0]);
  endings.add(71, CANCELLED);
  endings.add(3, EXPIRED);
  expect([70, 71, 3, 4].map((id) => endings.of(id))).toEqual([FILLED, CANCELLED, EXPIRED, 0]);
});

test.each([true, false])("what is forgotten is unknown, asked for before: %s", (isAsked) => {
  const endings = new Endings(4);
  for (let id = 1; id <= 5_000; id++) endings.add(id, id % 2 === 0 ? FILLED : CANCELLED);
  if (isAsked) expect(endings.of(1)).toBe(CANCELLED);
  endings.forgetBefore(3_000);
  for (let id = 5_001; id <= 9_000; id++) endings.add(id, EXPIRED);
  endings.forgetBefore(4_000);
  const found = [1, 3_000, 4_000, 4_001, 4_002, 5_001, 9_000].map((id) => endings.of(id));
  expect(found).toEqual([0, 0, 0, CANCELLED, FILLED, EXPIRED, EXPIRED]);
});

test("a ring that forgets in time does not grow", () => {
  const endings = new Endings(1000);
  const { length } = endings.id;
  for (let id = 1; id <= 100_000; id++) {
    endings.add(id, FILLED);
    if (id % 500 === 0) endings.forgetBefore(id - 400);
  }
  expect(endings.id.length).toBe(length);
});
