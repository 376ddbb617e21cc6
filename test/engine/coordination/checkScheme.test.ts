import { expect, test } from "vitest";
import { checkScheme } from "#engine/coordination/checkScheme.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { variants } from "#engine/coordination/variant.ts";

test.each(Object.entries<Scheme>(schemes))("%s can be run", (_, scheme) => {
  expect(checkScheme(scheme)).toEqual([]);
});

test("every scheme is a variant of the same name, with the local market on", () => {
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
  ["joint without a shared pair", { clearing: "joint" }, separate, /shared pair/],
  ["independent with overlap", { clearing: "independent" }, overlapping, /independent/],
  ["exchange without a common list", { exchange: "shared" }, separate, /DSO and TSO meet/],
  ["larger pays without exchange", { exchange: "after" }, overlapping, /merged/],
  ["larger pays without larger need", { priority: "gate" }, overlapping, /go together/],
  ["nobody acts", { acts: [] }, separate, /acts/],
  ["acts twice", { acts: [0, 0] }, separate, /acts/],
  ["joint over two operators", { dsoTso: "shared", clearing: "joint" }, separate, /two operators/],
  ["priority by value", { priority: "value" }, separate, /`value`/],
  ["corrective guard", { guard: "corrective" }, separate, /`corrective`/],
  ["shapley", { cost: "shapley" }, separate, /`shapley`/],
])("%s is refused", (_, change, scheme, sentence) => {
  expect(checkScheme({ ...scheme, ...change }).join("\n")).toMatch(sentence);
});

test("all findings come at once", () => {
  const broken: Scheme = { ...separate, clearing: "joint", cost: "shapley", acts: [] };
  expect(checkScheme(broken)).toHaveLength(3);
});
