import fc from "fast-check";
import { expect, test } from "vitest";
import {
  admits,
  PRODUCTS,
  type ProductId,
  type ProductOffer,
  type ProductRefusalReason,
} from "#engine/settlement/product.ts";
import {
  isInWindow,
  type ServiceWindow,
  windowFindings,
} from "#engine/settlement/serviceWindow.ts";

const winter: ServiceWindow = {
  firstDate: "2025-11-01",
  lastDate: "2026-02-28",
  days: "weekdays",
  minuteFrom: 17 * 60,
  minuteTo: 19 * 60,
};

const ahead: ProductOffer = {
  powerW: 8_000,
  divisible: true,
  responseMinutes: 25,
  runMinutes: 120,
  readyMicroEurPerKwH: 9_000,
  activationMicroEurPerKwh: 180_000,
  reserved: false,
  window: winter,
};
const atOnce: ProductOffer = { ...ahead, readyMicroEurPerKwH: null, window: null };

test.each<[ProductId, ProductOffer]>([
  ["longTermCm", ahead],
  ["longTermCm", { ...ahead, divisible: false }],
  ["operationalCm", atOnce],
  ["operationalCm", { ...ahead, reserved: true }],
  ["tsoCm", atOnce],
  ["balancing", { ...atOnce, activationMicroEurPerKwh: -20_000 }],
])("%s admits %o", (id, offer) => {
  expect(admits(PRODUCTS[id], offer)).toEqual([]);
});

test.each<[ProductRefusalReason, ProductId, Partial<ProductOffer>]>([
  ["tooSmall", "longTermCm", { powerW: 900 }],
  ["offStep", "longTermCm", { powerW: 8_050 }],
  ["tooSlow", "longTermCm", { responseMinutes: 121 }],
  ["tooShort", "longTermCm", { runMinutes: 105 }],
  ["readyPriceMissing", "longTermCm", { readyMicroEurPerKwH: null }],
  ["readyPriceAboveCap", "longTermCm", { readyMicroEurPerKwH: 25_001 }],
  ["readyPriceNegative", "longTermCm", { readyMicroEurPerKwH: -1 }],
  ["activationPriceAboveCap", "longTermCm", { activationMicroEurPerKwh: 350_001 }],
  ["windowMissing", "longTermCm", { window: null }],
  ["readyPriceNotPaid", "operationalCm", {}],
])("%s: %s refuses %o", (reason, id, change) => {
  expect(admits(PRODUCTS[id], { ...ahead, ...change }).map((one) => one.reason)).toEqual([reason]);
});

test.each<[ProductRefusalReason, ProductId, Partial<ProductOffer>]>([
  ["indivisible", "operationalCm", { divisible: false }],
  ["tooSlow", "tsoCm", { responseMinutes: 61 }],
  ["tooSlow", "balancing", { responseMinutes: 26 }],
  ["activationPriceAboveCap", "balancing", { activationMicroEurPerKwh: 500_001 }],
])("%s: %s refuses an offer close to real time with %o", (reason, id, change) => {
  expect(admits(PRODUCTS[id], { ...atOnce, ...change }).map((one) => one.reason)).toEqual([reason]);
});

test("an operator that does not buy beyond its reserved list is offered only what stands on it", () => {
  const closed = { ...PRODUCTS.operationalCm, beyondReserved: false };
  expect(admits(closed, atOnce)).toEqual([{ reason: "notReserved", found: null, limit: null }]);
  expect(admits(closed, { ...atOnce, reserved: true })).toEqual([]);
});

test("a refusal names everything that is wrong, with its limits", () => {
  expect(admits(PRODUCTS.balancing, { ...atOnce, powerW: 999, responseMinutes: 90 })).toEqual([
    { reason: "tooSmall", found: 999, limit: 1_000 },
    { reason: "offStep", found: 999, limit: 4 },
    { reason: "tooSlow", found: 90, limit: 25 },
  ]);
});

test("a better offer is never refused where a worse one is admitted", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(PRODUCTS) as ProductId[])),
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 600_000 }),
      fc.nat({ max: 50 }),
      (id, responseMinutes, runMinutes, price, better) => {
        const offer = id === "longTermCm" ? ahead : atOnce;
        const worse = { ...offer, responseMinutes, runMinutes, activationMicroEurPerKwh: price };
        const more = {
          ...worse,
          responseMinutes: responseMinutes - better,
          runMinutes: runMinutes + better,
          activationMicroEurPerKwh: price - better,
        };
        const isAdmitted = admits(PRODUCTS[id], worse).length === 0;
        if (isAdmitted) expect(admits(PRODUCTS[id], more)).toEqual([]);
      },
    ),
  );
});

// 2025-11-03 is a Monday.
test.each<[string, Partial<ServiceWindow>, [string, number, number], boolean]>([
  ["a weekday at 17:00", {}, ["2025-11-03", 1, 1020], true],
  ["just before", {}, ["2025-11-03", 1, 1019], false],
  ["at its end", {}, ["2025-11-03", 1, 1140], false],
  ["a Saturday", {}, ["2025-11-08", 6, 1020], false],
  ["a holiday", {}, ["2025-12-25", 7, 1020], false],
  ["a Saturday, where weekends are asked for", { days: "weekends" }, ["2025-11-08", 6, 1020], true],
  ["a Monday, where weekends are asked for", { days: "weekends" }, ["2025-11-03", 1, 1020], false],
  ["a Sunday, where all days are", { days: "all" }, ["2025-11-09", 7, 1020], true],
  ["the last day", {}, ["2026-02-27", 5, 1020], true],
  ["the day behind", {}, ["2026-03-02", 1, 1020], false],
])("%s", (_, change, [date, dayOfWeek, minuteOfDay], expected) => {
  expect(isInWindow({ ...winter, ...change }, { date, dayOfWeek, minuteOfDay })).toBe(expected);
});

test("a window that makes no sense says why", () => {
  expect(windowFindings(winter)).toEqual([]);
  expect(
    windowFindings({ ...winter, firstDate: "2026-3-1", minuteFrom: 1200, minuteTo: 60 }),
  ).toEqual([
    "2026-3-1: expected a date such as 2025-01-15",
    "2026-3-1 lies behind 2026-02-28",
    "1200 to 60: expected minutes of one day, the first earlier",
  ]);
});
