import { expect, test } from "vitest";
import {
  PRICE_MICRO_MAX,
  PRICE_MICRO_MIN,
  TICK_MICRO_EUR_PER_KWH,
  ticksDown,
  ticksUp,
} from "#engine/market/priceGrid.ts";

test.each`
  micro   | down    | up
  ${0}    | ${0}    | ${0}
  ${1}    | ${0}    | ${100}
  ${99.5} | ${0}    | ${100}
  ${100}  | ${100}  | ${100}
  ${-1}   | ${-100} | ${0}
  ${-100} | ${-100} | ${-100}
  ${-150} | ${-200} | ${-100}
`("$micro µEUR/kWh rounds down to $down and up to $up", ({ micro, down, up }) => {
  expect(ticksDown(micro)).toBe(down);
  expect(ticksUp(micro)).toBe(up);
});

test("the ends of the band lie on the grid", () => {
  expect(PRICE_MICRO_MIN % TICK_MICRO_EUR_PER_KWH).toBe(-0);
  expect(PRICE_MICRO_MAX % TICK_MICRO_EUR_PER_KWH).toBe(0);
});
