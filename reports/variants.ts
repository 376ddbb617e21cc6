import { knownVariants, type SchemeTraits } from "#reports/knownVariants.ts";
import { mixColors, splitVariant, variantWords } from "#reports/variantWords.ts";

const otherColors = ["#b23a48", "#2a8c82", "#c9a227", "#6b4c3b", "#5c7fa3", "#8d5a97"];

/** The variant that others are compared with when it is there. */
export const REFERENCE_VARIANT = "no-market";

/** The scheme that others are ranked beside when it is there. */
const REFERENCE_SCHEME = "1C";

/** Orders variants: controls, schemes, then others as they came; each before those with words. */
export function orderVariants(variants: Iterable<string>): string[] {
  const present = [...new Set(variants)];
  const others = otherSchemes(present);
  const rows = [...Object.keys(knownVariants), ...others];
  const words = Object.keys(variantWords);
  const placeOf = (variant: string): number[] => {
    const split = splitVariant(variant);
    return [rows.indexOf(split.scheme), ...split.words.map((word) => words.indexOf(word))];
  };
  return present.toSorted((a, b) => comparePlaces(placeOf(a), placeOf(b)));
}

/** Colour per variant: the same in every report for known names; words tint it. */
export function variantColors(variants: readonly string[]): Map<string, string> {
  const others = otherSchemes(variants);
  return new Map(
    variants.map((variant) => {
      const { scheme, words } = splitVariant(variant);
      const color =
        knownVariants[scheme]?.color ?? otherColors[others.indexOf(scheme) % otherColors.length]!;
      return [variant, words.reduce(tinted, color)];
    }),
  );
}

/** What a variant does: its scheme in a sentence, and what each word changes. */
export function variantSentence(variant: string): string {
  const { scheme, words } = splitVariant(variant);
  const first = knownVariants[scheme]?.sentence ?? "A scheme of the scenario's own.";
  return [first, ...words.map((word) => variantWords[word]?.sentence ?? "")].join(" ").trim();
}

/** Tells whether a variant is a scheme to be ranked; whatever has no known name is one. */
export function isScheme(variant: string): boolean {
  const known = knownVariants[splitVariant(variant).scheme];
  return known === undefined || known.scheme !== null;
}

/** Tells whether operators buy flexibility under a variant. */
export function buysFlexibility(variant: string): boolean {
  return knownVariants[splitVariant(variant).scheme]?.buysFlexibility ?? true;
}

/** How operators act under a shipped scheme without words; null for anything else. */
export function schemeTraits(variant: string): SchemeTraits | null {
  return knownVariants[variant]?.scheme ?? null;
}

/** The scheme that differences in a ranking refer to. */
export function referenceScheme(schemes: readonly string[]): string {
  return schemes.includes(REFERENCE_SCHEME) ? REFERENCE_SCHEME : schemes[0]!;
}

function otherSchemes(variants: readonly string[]): string[] {
  const schemes = new Set(variants.map((variant) => splitVariant(variant).scheme));
  return [...schemes].filter((scheme) => !(scheme in knownVariants));
}

function tinted(color: string, word: string): string {
  const known = variantWords[word];
  return known === undefined ? color : mixColors(color, known.tint, known.share);
}

/** Compares number by number; the shorter one of two that agree comes first. */
function comparePlaces(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((place, index) => place !== other[index]);
  if (at < 0) return one.length - other.length;
  return one[at]! - (other[at] ?? -1);
}
