import { expect, test } from "vitest";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { parseVariant, VARIANT_WORDS, variantIds } from "#engine/coordination/variant.ts";
import { knownVariants } from "#reports/knownVariants.ts";
import {
  buysFlexibility,
  isScheme,
  orderVariants,
  referenceScheme,
  schemeTraits,
  variantColors,
  variantSentence,
} from "#reports/variants.ts";
import { mixColors, variantWords } from "#reports/variantWords.ts";

test("every shipped variant and every word is known", () => {
  for (const id of variantIds) expect(Object.keys(knownVariants)).toContain(id);
  for (const word of VARIANT_WORDS) expect(Object.keys(variantWords)).toContain(word);
});

test("what is known of schemes is what their rows say", () => {
  for (const id of variantIds) {
    const scheme: Scheme | null = parseVariant(id)!.scheme;
    expect(buysFlexibility(id)).toBe(scheme !== null);
    const traits = schemeTraits(id);
    if (traits === null || scheme === null) continue;
    const { clearing, exchange, dsoTso, tsoBal, dsoBal } = scheme;
    const isCommon =
      clearing === "joint" && [dsoTso, tsoBal, dsoBal].every((relation) => relation === "shared");
    expect(traits).toEqual({ clearing, exchange, isCommon });
  }
  const controls = Object.keys(schemes).filter((id) => !isScheme(id));
  expect(controls.sort()).toEqual(["tso-only", "uncoordinated"]);
});

test("controls come first, schemes follow, each before those with words, own ones last", () => {
  const given = ["mine+half", "2A+half", "mine", "1C+paired", "2A", "1C+half+paired", "1C+all-dso"];
  expect(orderVariants([...given, "uncoordinated", "1C", "no-market", "1C+half"])).toEqual([
    "no-market",
    "uncoordinated",
    "1C",
    "1C+all-dso",
    "1C+half",
    "1C+half+paired",
    "1C+paired",
    "2A",
    "2A+half",
    "mine",
    "mine+half",
  ]);
});

test("no two variants of a study look alike, whatever their words", () => {
  const words = ["", ...VARIANT_WORDS.map((word) => `+${word}`)];
  const ids = variantIds.flatMap((id) => (isScheme(id) ? words.map((word) => id + word) : id));
  const colors = [...variantColors([...ids, "mine", "mine+half", "yours"]).values()];
  expect(colors.every((color) => /^#[0-9a-f]{6}$/.test(color))).toBe(true);
  expect(new Set(colors).size).toBe(colors.length);
});

test("a known variant has its colour in every company", () => {
  const alone = variantColors(["1C+half"]).get("1C+half");
  expect(variantColors(["mine", "1C", "1C+half"]).get("1C+half")).toBe(alone);
});

test("mixing goes from one colour to the other", () => {
  expect(mixColors("#102030", "#ffffff", 0)).toBe("#102030");
  expect(mixColors("#102030", "#ffffff", 1)).toBe("#ffffff");
  expect(mixColors("#000000", "#ff0080", 0.5)).toBe("#800040");
});

test.each`
  variant        | sentence
  ${"1A"}        | ${"Three separate lists: DSO, TSO congestion, balancing."}
  ${"1A+half"}   | ${"Three separate lists: DSO, TSO congestion, balancing. Providers put half of what is not reserved on the DSO's group of lists, half on the TSO's."}
  ${"mine"}      | ${"A scheme of the scenario's own."}
  ${"mine+half"} | ${"A scheme of the scenario's own. Providers put half of what is not reserved on the DSO's group of lists, half on the TSO's."}
`("$variant: $sentence", ({ variant, sentence }) => {
  expect(variantSentence(variant)).toBe(sentence);
});

test("differences in a ranking refer to 1C, or to the first scheme", () => {
  expect(referenceScheme(["1A", "1C", "2A"])).toBe("1C");
  expect(referenceScheme(["2A", "3C"])).toBe("2A");
});
