import { expect, test } from "vitest";
import { CallRates } from "#engine/coordination/callRates.ts";
import { BAL, DOWN, DSO_CM, TSO_CM, UP } from "#engine/coordination/needs.ts";
import { observeCalls } from "#engine/coordination/observeCalls.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { playPeriod } from "#test/support/flexGate.ts";

test("a rate starts at its prior and follows what was called by its weight", () => {
  const rates = new CallRates(2, { weight: 0.05, prior: 0.2 });
  rates.update(1, TSO_CM, DOWN, 18, 3, 1);
  expect(rates.rate(1, TSO_CM, DOWN, 18, 3)).toBeCloseTo(0.24, 12);
  rates.update(1, TSO_CM, DOWN, 18, 3, 0.5);
  expect(rates.rate(1, TSO_CM, DOWN, 18, 3)).toBeCloseTo(0.253, 12);
});

test("every unit, group, direction, hour and season has a rate of its own", () => {
  const rates = new CallRates(2, { weight: 1, prior: 0 });
  let next = 0;
  const each = (visit: (...at: [number, 0 | 1 | 2, 0 | 1, number, number]) => void) => {
    for (const unit of [0, 1])
      for (const group of [0, 1, 2] as const)
        for (const direction of [0, 1] as const)
          for (let hour = 0; hour < 24; hour++)
            for (let season = 0; season < 4; season++) visit(unit, group, direction, hour, season);
  };
  each((...at) => rates.update(...at, next++));
  expect(next).toBe(rates.rates.length);
  next = 0;
  each((...at) => expect(rates.rate(...at)).toBe(next++));
});

test("providers learn from the lists on which they stood", () => {
  const rates = new CallRates(2, { weight: 1, prior: 0.2 });
  const { flex } = playPeriod({
    scheme: schemes["2A"],
    unitCount: 2,
    offers: [
      { unit: 0, direction: UP, wh: 10, price: 100 },
      { unit: 1, direction: UP, wh: 10, price: 200 },
    ],
    needs: [
      { kind: DSO_CM, direction: UP, wh: 4 },
      { kind: TSO_CM, direction: UP, wh: 8 },
    ],
  });
  observeCalls(rates, flex, schemes["2A"], 12, 1);
  expect(rates.rate(0, DSO_CM, UP, 12, 1)).toBeCloseTo(0.8, 12);
  expect(rates.rate(1, DSO_CM, UP, 12, 1)).toBe(0);
  expect(rates.rate(0, BAL, UP, 12, 1)).toBe(0.2);
});
