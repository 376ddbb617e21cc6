import fc from "fast-check";
import { expect, test } from "vitest";
import {
  imbalanceQuantityWh,
  type RetailEnergy,
  retailQuantityWh,
} from "#engine/settlement/retail.ts";

const energy = (change: Partial<RetailEnergy>): RetailEnergy => ({
  meteredWh: 1000,
  deliveredUpWh: 0,
  deliveredDownWh: 0,
  boughtWh: 0,
  soldWh: 0,
  ...change,
});

test.each<[string, Partial<RetailEnergy>, number]>([
  ["without a market, the meter", {}, 1000],
  ["what was bought next door comes off", { boughtWh: 300 }, 700],
  ["what was bought and not used is fed in", { boughtWh: 1300 }, -300],
  ["what was sold and not produced is imported", { soldWh: 200 }, 1200],
  ["paid flexibility up counts as consumed", { meteredWh: 600, deliveredUpWh: 400 }, 1000],
  ["paid flexibility down counts as not consumed", { meteredWh: 1400, deliveredDownWh: 400 }, 1000],
])("the retailer settles %s", (_, change, quantityWh) => {
  expect(retailQuantityWh(energy(change))).toBe(quantityWh);
});

test("an activation that is delivered and paid in full moves neither bill nor imbalance", () => {
  const property = fc.property(
    fc.integer({ min: -5000, max: 5000 }),
    fc.nat(3000),
    (planWh, wh) => {
      const up = energy({ meteredWh: planWh - wh, deliveredUpWh: wh });
      const down = energy({ meteredWh: planWh + wh, deliveredDownWh: wh });
      for (const activated of [up, down]) {
        expect(retailQuantityWh(activated)).toBe(planWh);
        expect(imbalanceQuantityWh(activated, planWh)).toBe(0);
      }
    },
  );
  fc.assert(property);
});

test("consumption beyond the nomination leaves the retailer short", () => {
  expect(imbalanceQuantityWh(energy({ boughtWh: 500 }), 900)).toBe(100);
});
