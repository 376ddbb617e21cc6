import fc from "fast-check";
import { expect, test } from "vitest";
import { NEED_KINDS } from "#engine/coordination/needs.ts";
import { PRODUCTS } from "#engine/settlement/product.ts";
import {
  activationCaps,
  CALLED,
  cutToStep,
  marketProducts,
  runPeriods,
} from "#sim/operators/marketProducts.ts";
import { type Application, qualifyProducts, questionOf } from "#sim/operators/qualifyProducts.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const { flexibility } = smallScenario();

test("left alone, products follow from gates, caps and the smallest offer", () => {
  const products = marketProducts(flexibility);
  expect(activationCaps(products)).toEqual([500_000, 500_000, 500_000]);
  const called = NEED_KINDS.map((kind) => products[CALLED[kind]]);
  expect(called.map(({ powerWMin, stepW }) => [powerWMin, stepW])).toEqual([
    [1000, 4],
    [1000, 4],
    [1000, 4],
  ]);
  expect(called.map(({ responseMinutesMax }) => responseMinutesMax)).toEqual([120, 60, 25]);
  expect(Object.values(products).map(runPeriods)).toEqual([1, 1, 1, 1]);
  expect(products.longTermCm).toEqual({
    ...PRODUCTS.longTermCm,
    stepW: 1,
    runMinutesMax: 15,
    activationCapMicroEurPerKwh: 500_000,
  });
});

test("what the scenario says of one product changes that one alone", () => {
  const changed = marketProducts({
    ...flexibility,
    products: { balancing: { powerWMin: 5000, stepW: undefined } },
  });
  const usual = marketProducts(flexibility);
  expect(changed.balancing).toEqual({ ...usual.balancing, powerWMin: 5000 });
  expect({ ...changed, balancing: null }).toEqual({ ...usual, balancing: null });
});

test("a quantity is cut to the largest multiple of the step below it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2500 }), fc.nat(100_000), (quarterSteps, energyWh) => {
      const product = { ...marketProducts(flexibility).tsoCm, stepW: 4 * quarterSteps };
      const cut = cutToStep(product, energyWh);
      expect(cut % quarterSteps).toBe(0);
      expect(cut).toBeLessThanOrEqual(energyWh);
      expect(energyWh - cut).toBeLessThan(quarterSteps);
    }),
  );
});

test("a unit is qualified product by product, with the reasons for the rest", () => {
  const products = marketProducts({
    ...flexibility,
    products: {
      longTermCm: { indivisibleAllowed: false },
      tsoCm: { powerWMin: 50_000 },
      balancing: { responseMinutesMax: 5 },
    },
  });
  const application = {
    upWh: 2000,
    downWh: 5000,
    responseMinutes: 10,
    divisible: false,
    missing: [],
  };
  expect(qualifyProducts(products, application)).toEqual({
    forNeed: [true, false, false],
    forReservation: false,
    note: "DSO_CM; not TSO_CM: tooSmall; not BAL: tooSlow; not reservation: indivisible",
  });
  const able = { ...application, downWh: 20_000, responseMinutes: 5, divisible: true };
  expect(qualifyProducts(products, able)).toEqual({
    forNeed: [true, true, true],
    forReservation: true,
    note: "DSO_CM, TSO_CM, BAL, reservation",
  });
});

test("a unit is asked for what it left out, where a product wants it that would admit it otherwise", () => {
  const products = marketProducts({
    ...flexibility,
    products: { tsoCm: { powerWMin: 50_000 } },
  });
  const filed: Application = {
    upWh: 2000,
    downWh: 5000,
    responseMinutes: 10,
    divisible: true,
    missing: ["coordinates", "responseProof"],
  };
  expect(questionOf(products, filed)).toBe(
    "coordinates for DSO_CM, reservation; responseProof for BAL",
  );
  // The TSO's congestion product is out of its reach anyway: nobody asks for its sake.
  const slow = { ...filed, responseMinutes: 30, missing: ["responseProof"] as const };
  expect(questionOf(products, slow)).toBeNull();
  expect(questionOf(products, { ...filed, missing: [] })).toBeNull();
  expect(qualifyProducts(products, filed)).toEqual({
    forNeed: [false, false, false],
    forReservation: false,
    note:
      "not DSO_CM: no coordinates; not TSO_CM: tooSmall, no coordinates, no responseProof; " +
      "not BAL: no responseProof; not reservation: no coordinates",
  });
});
