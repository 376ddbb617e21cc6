import { expect, test } from "vitest";
import { checkScheme } from "#engine/coordination/checkScheme.ts";
import { BAL, TSO_CM } from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { parseVariant, type Variant, variantIds } from "#engine/coordination/variant.ts";

test.each(Object.entries<Scheme>(schemes))("%s can be run", (_, scheme) => {
  expect(checkScheme(scheme)).toEqual([]);
});

test("every scheme is a variant of the same name, with the local market on", () => {
  const variants = variantIds.map((id) => parseVariant(id)).filter((v): v is Variant => v !== null);
  expect(variants).toHaveLength(variantIds.length);
  const withScheme = variants.filter(({ scheme }) => scheme !== null);
  expect(withScheme.map(({ id }) => id).sort()).toEqual(Object.keys(schemes).sort());
  expect(withScheme.every(({ localMarket }) => localMarket)).toBe(true);
  expect(variants.filter(({ localMarket }) => !localMarket).map(({ id }) => id)).toEqual([
    "no-market",
  ]);
});

const { "1A": separate, "2A": overlapping } = schemes;

test.each<[string, Partial<Scheme>, Scheme, RegExp]>([
  ["shared is not transitive", { dsoTso: "shared", tsoBal: "shared" }, separate, /one list/],
  [
    "members differ towards a third",
    { dsoTso: "shared", tsoBal: "overlapping" },
    separate,
    /one l/,
  ],
  ["overlapping without registry", { listing: "forbidden" }, overlapping, /need listing/],
  ["registry without overlap", { listing: "registry" }, separate, /overlapping pair/],
  ["unsafe with overlap", { listing: "unsafe" }, overlapping, /all lists separate/],
  ["own registries with overlap", { registry: "perOperator" }, overlapping, /per operator/],
  ["own registries of divided offers", { registry: "perOperator" }, separate, /same kWh/],
  ["joint without a shared pair", { clearing: "joint" }, separate, /shared pair/],
  ["independent with overlap", { clearing: "independent" }, overlapping, /independent/],
  ["exchange without a common list", { exchange: "shared" }, separate, /DSO and TSO meet/],
  ["larger pays without exchange", { exchange: "after" }, overlapping, /merged/],
  ["larger pays without larger need", { priority: "gate" }, overlapping, /go together/],
  ["nobody acts", { acts: [] }, separate, /acts/],
  ["acts twice", { acts: [0, 0] }, separate, /acts/],
  ["priority by value without joint clearing", { priority: "value" }, separate, /`value`/],
  [
    "priority by value where only the TSO's lists are one",
    { priority: "value", tsoBal: "shared", clearing: "joint" },
    separate,
    /the DSO shares/,
  ],
  ["corrective guard without exchange", { guard: "corrective" }, separate, /what it is told/],
  ["a guard without a DSO", { guard: "filter", acts: [TSO_CM, BAL] }, separate, /DSO that acts/],
  ["shapley without exchange", { cost: "shapley" }, separate, /merged/],
  ["proportional without exchange", { cost: "proportional" }, separate, /merged/],
])("%s is refused", (_, change, scheme, sentence) => {
  expect(checkScheme({ ...scheme, ...change }).join("\n")).toMatch(sentence);
});

test("all findings come at once", () => {
  const broken: Scheme = { ...separate, clearing: "joint", cost: "shapley", acts: [] };
  expect(checkScheme(broken)).toHaveLength(3);
});

test("words behind a scheme change listing and rebalancing, each at most once", () => {
  expect(parseVariant("1C+half")).toMatchObject({ scheme: schemes["1C"], listing: "half" });
  expect(parseVariant("2A+all-tso+paired")).toMatchObject({
    listing: "all-tso",
    rebalancing: "paired",
  });
  expect(parseVariant("2A+unbalanced")).toMatchObject({ listing: "value", rebalancing: "none" });
  for (const id of ["2A+", "2A+half+all-dso", "4X", "no-market+half", "2A+fast", "", "constructor"])
    expect(parseVariant(id)).toBeNull();
});

test("a scenario's own schemes are variants too", () => {
  const mine: Scheme = { ...separate, guard: "corrective", exchange: "shared" };
  expect(parseVariant("mine+paired", { mine })).toMatchObject({ scheme: mine, id: "mine+paired" });
});
