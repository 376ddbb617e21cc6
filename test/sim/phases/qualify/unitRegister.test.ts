import fc from "fast-check";
import { expect, test } from "vitest";
import { OFFER_STATES, PRODUCT_REFUSALS, UNIT_STATES } from "#datasets/words.ts";
import { ASSET_STATES, ASSET_STEPS } from "#engine/settlement/assetLifeCycle.ts";
import { OFFER_STATES as ENGINE_OFFER_STATES } from "#engine/settlement/offerLifeCycle.ts";
import type { ProductRefusalReason } from "#engine/settlement/product.ts";
import { UnitRegister } from "#sim/phases/qualify/unitRegister.ts";

test("tables name states and refusals as the engine does", () => {
  expect(UNIT_STATES).toEqual([...ASSET_STATES, "asked", "answered"]);
  expect(OFFER_STATES).toEqual(ENGINE_OFFER_STATES);
  const reasons: readonly ProductRefusalReason[] = PRODUCT_REFUSALS;
  expect(new Set(reasons).size).toBe(12);
});

test("a unit is listed once it was tested, and no longer when it is in default", () => {
  const register = new UnitRegister(2);
  register.limit(0, 500, 700);
  for (const to of ["registered", "gridPrequalified", "productQualified"] as const) {
    register.advance(0, to, -60, to);
    expect(register.isListed(0)).toBe(false);
  }
  register.advance(0, "tested", -30, "passed");
  expect([register.isListed(0), register.isListed(1)]).toEqual([true, false]);
  register.advance(0, "defaulted", 0, "failed");
  expect(register.isListed(0)).toBe(false);
  expect(register.steps.at(-1)).toEqual({
    unit: 0,
    marketMinute: 0,
    from: "tested",
    to: "defaulted",
    upWh: 500,
    downWh: 700,
    note: "failed",
  });
});

test("a step that the life cycle does not know ends the run, and leaves no row", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ASSET_STATES), { maxLength: 8 }), (path) => {
      const register = new UnitRegister(1);
      for (const to of path) {
        const from = register.state(0);
        const before = register.steps.length;
        if (ASSET_STEPS[from].includes(to)) register.advance(0, to, 0, "");
        else expect(() => register.advance(0, to, 0, "")).toThrow(`from ${from} to ${to}`);
        expect(register.steps.length - before).toBe(ASSET_STEPS[from].includes(to) ? 1 : 0);
      }
    }),
  );
});

test("an application is asked and answered between the light and the decision, once", () => {
  const register = new UnitRegister(1);
  register.advance(0, "registered", 0, "");
  expect(() => register.inquire(0, "asked", 0, "")).toThrow("does not apply");
  register.advance(0, "gridPrequalified", 0, "");
  expect(() => register.inquire(0, "answered", 0, "")).toThrow("may not be answered");
  register.inquire(0, "asked", 0, "meter");
  expect(() => register.inquire(0, "asked", 0, "")).toThrow("may not be asked");
  register.inquire(0, "answered", 60, "after a while");
  expect(register.state(0)).toBe("gridPrequalified");
  register.advance(0, "productQualified", 60, "");
  expect(() => register.inquire(0, "asked", 61, "")).toThrow("does not apply");
  expect(register.steps.map(({ from, to }) => `${from} ${to}`)).toEqual([
    "unknown registered",
    "registered gridPrequalified",
    "gridPrequalified asked",
    "asked answered",
    "answered productQualified",
  ]);
});
