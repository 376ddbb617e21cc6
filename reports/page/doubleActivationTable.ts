import type { ConflictDigest, ConflictSum } from "#reports/digest/conflictDigest.ts";
import { digitsFor, formatNumber } from "#reports/format.ts";
import type { IndicatorName } from "#reports/indicators.ts";
import { escapeHtml } from "#reports/page/html.ts";
import { tableHtml } from "#reports/page/tableHtml.ts";
import type { Study } from "#reports/study.ts";

/** A row: indicators to be added up, or sums of the table of conflicts. */
type Row =
  | { readonly label: string; readonly parts: readonly Triple[] }
  | { readonly label: string; readonly sum: keyof ConflictDigest }
  | { readonly label: string; readonly count: IndicatorName };

interface Triple {
  readonly count: IndicatorName;
  readonly mwh: IndicatorName;
  readonly eur: IndicatorName;
}

/** Indicators whose energy and money are named after their count. */
type Counted =
  | ("preventedByDesign" | "avoidedAtClaim" | "latentConflicts" | "attemptedConflicts")
  | ("inducedConflicts" | `avoidedBy${"Reject" | "Reroute" | "Merge" | "Split"}`);

function tripleOf(name: Counted): Triple {
  return { count: name, mwh: `${name}Mwh`, eur: `${name}Eur` };
}

const prevented = tripleOf("preventedByDesign");
const avoidedAtClaim = tripleOf("avoidedAtClaim");

const realised: Triple = {
  count: "realisedDoubleActivations",
  mwh: "realisedConflictsMwh",
  eur: "realisedConflictsEur",
};

const groups: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
  {
    title: "If each operator picked alone",
    rows: [
      { label: "Latent in the twin", count: "latentConflictsTwin" },
      { label: "Latent, own state", parts: [tripleOf("latentConflicts")] },
      { label: "… same direction", sum: "latent same" },
      { label: "… opposite directions", sum: "latent opposite" },
      { label: "Within the TSO (apart)", sum: "latent withinTso" },
    ],
  },
  {
    title: "Avoided",
    rows: [
      { label: "Prevented by design", parts: [prevented] },
      { label: "Avoided at the claim", parts: [avoidedAtClaim] },
      { label: "… refused", parts: [tripleOf("avoidedByReject")] },
      { label: "… moved to another offer", parts: [tripleOf("avoidedByReroute")] },
      { label: "… merged", parts: [tripleOf("avoidedByMerge")] },
      { label: "… divided", parts: [tripleOf("avoidedBySplit")] },
      { label: "Avoided in all", parts: [prevented, avoidedAtClaim] },
    ],
  },
  {
    title: "Under the scheme",
    rows: [
      { label: "Attempted", parts: [tripleOf("attemptedConflicts")] },
      { label: "… same direction", sum: "attempted same" },
      { label: "… opposite directions", sum: "attempted opposite" },
      { label: "Induced", parts: [tripleOf("inducedConflicts")] },
      { label: "Realised", parts: [realised] },
      { label: "… same direction", sum: "realised same" },
      { label: "… opposite directions", sum: "realised opposite" },
    ],
  },
];

/** Every number of double activations as count, energy and smaller payments; means over seeds. */
export function doubleActivationTable(study: Study): string {
  const { variants } = study.comparison;
  const table = tableHtml({
    className: "conflicts",
    header: ["Double activations", ...variants],
    groups: groups.map(({ title, rows }) => ({
      title,
      rows: rows.map((row) => ({ cells: [escapeHtml(row.label), ...cellsOf(row, study)] })),
    })),
  });
  const note =
    "Large: count of (unit, period, pair of needs). Small: their energy, and the smaller of the " +
    "two payments on it. Avoided in all is what was prevented by design and what was avoided at " +
    "the claim; the latter contains conflicts that the scheme itself induced. Means over seeds.";
  return `${table}<p class="quiet">${note}</p>`;
}

function cellsOf(row: Row, study: Study): string[] {
  const { comparison, variants } = study;
  const meanOf = (variant: string, name: IndicatorName) => comparison.of(variant, name).mean;
  if ("count" in row) {
    const counts = comparison.variants.map((variant) => meanOf(variant, row.count));
    return counts.map((count) => formatNumber(count, digitsFor(counts)));
  }
  if ("sum" in row) return cellsHtml(variants.map(({ conflicts }) => conflicts[row.sum]));
  const added = (variant: string, part: keyof Triple) =>
    row.parts.reduce((sum, triple) => sum + meanOf(variant, triple[part]), 0);
  return cellsHtml(
    comparison.variants.map((variant) => ({
      count: added(variant, "count"),
      mwh: added(variant, "mwh"),
      eur: added(variant, "eur"),
    })),
  );
}

function cellsHtml(sums: readonly ConflictSum[]): string[] {
  const digits = {
    count: digitsFor(sums.map(({ count }) => count)),
    // A digit more than elsewhere: a single conflict may be a part of a kilowatt hour.
    mwh: 1 + digitsFor(sums.map(({ mwh }) => mwh)),
    eur: digitsFor(sums.map(({ eur }) => eur)),
  };
  return sums.map(({ count, mwh, eur }) => {
    if (count === 0) return "0";
    const small = `${formatNumber(mwh, digits.mwh)} MWh<br>${formatNumber(eur, digits.eur)} EUR`;
    return `${formatNumber(count, digits.count)}<small>${small}</small>`;
  });
}
