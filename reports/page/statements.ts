import type { Manifest } from "#datasets/manifest.ts";
import { escapeHtml } from "#reports/page/html.ts";
import { type StatementKind, statementKinds } from "#reports/page/statementKinds.ts";
import type { Study } from "#reports/study.ts";

/** Numbers of more seeds than this are shown as a range. */
const LISTED_SEEDS = 3;

/** Warnings of all runs, one line a kind, with the runs that carry it; says so when there is none. */
export function warningsHtml(study: Study): string {
  const warnings = gather(study, "warnings");
  if (warnings === "") return `<div class="warnings clean">No run carries a warning.</div>`;
  return `<div class="warnings"><h2>Warnings</h2>${warnings}</div>`;
}

/** Assumptions of all runs. */
export function assumptionsHtml(study: Study): string {
  return gather(study, "assumptions") || "<p>None stated.</p>";
}

function gather({ runs, comparison }: Study, field: "warnings" | "assumptions"): string {
  const byVariant = runs.toSorted(
    (a, b) =>
      comparison.variants.indexOf(a.manifest.variant) -
      comparison.variants.indexOf(b.manifest.variant),
  );
  const statements = byVariant.flatMap(({ manifest }) =>
    [...new Set(manifest[field])].map((text) => ({ by: manifest, text })),
  );
  if (statements.length === 0) return "";
  const items = statementKinds(statements).map((kind) => itemHtml(kind, runs));
  return `<ul>${items.join("")}</ul>`;
}

/** One that not every run makes names the runs that do; one that differs lists its numbers. */
function itemHtml(
  { text, entries }: StatementKind<Manifest>,
  runs: readonly { readonly manifest: Manifest }[],
): string {
  const makers = [...new Set(entries.map(({ by }) => by))];
  if (entries.every(({ numbers }) => numbers.length === 0)) {
    const whose = makers.length === runs.length ? "" : `${namesOf(makers, runs)}: `;
    return `<li>${escapeHtml(whose + text)}</li>`;
  }
  const byVariant = Map.groupBy(entries, ({ by }) => by.variant);
  const lists = [...byVariant].map(([variant, own]) => {
    const values = valuesText(own.map(({ numbers }) => numbers));
    return `<span>${escapeHtml(`${variant} ${values}`)}</span>`;
  });
  return `<li>${escapeHtml(text)} <span class="values">${lists.join(" · ")}</span></li>`;
}

/** Numbers by seed; of many seeds, the range. Several numbers of one statement stay together. */
function valuesText(bySeed: readonly (readonly string[])[]): string {
  if (bySeed.length <= LISTED_SEEDS) return bySeed.map((own) => own.join(" / ")).join(", ");
  const slots = bySeed[0]!.map((_, slot) => {
    const sorted = bySeed.map((own) => own[slot]!).toSorted((a, b) => numberOf(a) - numberOf(b));
    return sorted[0] === sorted.at(-1) ? sorted[0] : `${sorted[0]} to ${sorted.at(-1)}`;
  });
  return slots.join(" / ");
}

/** Value of a number that was written with thousands separators. */
function numberOf(written: string): number {
  return Number(written.replaceAll(",", ""));
}

/** "2A, seeds 1, 2; 1C, seed 1"; "seed 1" where every variant with that seed is meant. */
function namesOf(
  makers: readonly Manifest[],
  runs: readonly { readonly manifest: Manifest }[],
): string {
  const seeds = new Set(makers.map(({ seed }) => seed));
  const ofSeeds = runs.filter(({ manifest }) => seeds.has(manifest.seed));
  const variants = new Set(runs.map(({ manifest }) => manifest.variant));
  if (variants.size > 1 && ofSeeds.length === makers.length) return seedsText([...seeds]);
  const byVariant = Map.groupBy(makers, ({ variant }) => variant);
  return [...byVariant]
    .map(([variant, own]) => `${variant}, ${seedsText(own.map(({ seed }) => seed))}`)
    .join("; ");
}

function seedsText(seeds: readonly number[]): string {
  return `${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}`;
}
