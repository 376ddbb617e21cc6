import { expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";

const rulesOf = (...overrides: string[]) =>
  loadScenario(
    "pilot",
    overrides.map((text) => `flexibility.${text}`),
  ).flexibility;

test("products are read in W, minutes and µEUR, and nothing else than what was said", () => {
  const { products } = rulesOf(
    "products.longTermCm.sizeMin=10 kW",
    "products.longTermCm.readyCap=12 EUR/MW/h",
    "products.longTermCm.indivisible=false",
    "products.operationalCm.beyondReserved=false",
    "products.balancing.step=1 kW",
    "products.balancing.run=30 min",
    "products.balancing.response=5 min",
    "products.tsoCm.activationCap=200 EUR/MWh",
  );
  const said = JSON.parse(JSON.stringify(products));
  expect(said).toEqual({
    longTermCm: { powerWMin: 10_000, readyCapMicroEurPerKwH: 12_000, indivisibleAllowed: false },
    operationalCm: { beyondReserved: false },
    balancing: { stepW: 1000, runMinutesMax: 30, responseMinutesMax: 5 },
    tsoCm: { activationCapMicroEurPerKwh: 200_000 },
  });
});

test("methods of baselines stand by their name or with their figures", () => {
  const { baseline } = rulesOf(
    "baseline.household=fixedReference",
    "baseline.office.method=midXofY",
    "baseline.office.x=8",
    "baseline.office.y=10",
    "baseline.office.adjustment.kind=additive",
  );
  expect(baseline).toEqual({
    household: { method: "fixedReference" },
    office: {
      method: "midXofY",
      x: 8,
      y: 10,
      adjustment: { kind: "additive", cap: 0.2, startsBefore: 8, periods: 4, oneSided: false },
    },
  });
});

test.each<[string, string[], RegExp]>([
  ["a step that makes no whole Wh", ["products.tsoCm.step=0.003 kW"], /multiple of 0\.004 kW/],
  ["a run of no whole periods", ["products.tsoCm.run=20 min"], /whole quarter hours/],
  [
    "a price for holding ready where none is paid",
    ["products.tsoCm.readyCap=1 EUR/MW/h"],
    /a known field/,
  ],
  ["a charge of any height", ["penalty.singleSidedShare=1001 %"], /at most 1000 %/],
  ["a cap that no ledger holds", ["priceCap.BAL=8388.608 EUR/MWh"], /at most 8388\.607 EUR\/MWh/],
  [
    "nor one of a product",
    ["products.tsoCm.activationCap=4000001 EUR/MWh"],
    /at most 8388\.607 EUR\/MWh/,
  ],
  ["a failure between two permille", ["penalty.failureBelow=60.05 %"], /multiple of 0\.1 %/],
  ["an unknown method", ["baseline.office=guess"], /flexibility\.baseline\.office/],
  [
    "more days than there are",
    ["baseline.office.method=highXofY", "baseline.office.x=6", "baseline.office.y=5"],
    /flexibility\.baseline\.office/,
  ],
  [
    "rounds that shrink",
    ["reservation.rounds.yearly=90 %", "reservation.rounds.monthly=50 %"],
    /shares that grow/,
  ],
])("%s is refused", (_, overrides, message) => {
  expect(() => rulesOf(...overrides)).toThrow(message);
});

test("tests that bind need days of the spin-up", () => {
  const load = (days: number) =>
    loadScenario("pilot", ["flexibility.qualification.test=binds", `calendar.spinUpDays=${days}`]);
  expect(load(5).flexibility.qualification.test).toBe("binds");
  expect(() => load(4)).toThrow(/testAttempts/);
});

test("what is said as it would be anyway leaves the hash; another rule changes it", () => {
  const hashOf = (...overrides: string[]) =>
    loadScenario(
      "pilot",
      overrides.map((text) => `flexibility.${text}`),
    ).hash;
  const usual = hashOf();
  for (const same of [
    "dynamicLight=none",
    "baseline.office=nominated",
    "qualification.light=advises",
    "penalty.strikes=3",
    "penalty.failureBelow=60 %",
    "reservation.rounds.monthly=100 %",
    "deviceResponse.hvac=15 min",
  ])
    expect(hashOf(same), same).toBe(usual);
  for (const other of [
    "dynamicLight=both",
    "baseline.office=zero",
    "qualification.light=binds",
    "penalty.strikes=4",
    "reservation.rounds.quarterly=50 %",
    "deviceResponse.hvac=16 min",
    "products.tsoCm.sizeMin=2 kW",
  ])
    expect(hashOf(other), other).not.toBe(usual);
});
