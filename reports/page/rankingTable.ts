import { digitsFor, formatNumber } from "#reports/format.ts";
import { differenceHtml, differenceSentence } from "#reports/page/differenceHtml.ts";
import { escapeHtml } from "#reports/page/html.ts";
import { type HtmlRow, tableHtml } from "#reports/page/tableHtml.ts";
import { variantHtml } from "#reports/page/variantTable.ts";
import type { RankedMeasure, RankedValue, Ranking } from "#reports/ranking/ranking.ts";
import { rankText } from "#reports/ranking/rankRanges.ts";
import type { Study } from "#reports/study.ts";

/** Ranks of the schemes by every measure, with values and paired differences to one of them. */
export function rankingTable(ranking: Ranking, { comparison, colors }: Study): string {
  const { schemes, controls, reference, measures } = ranking;
  const digits = measures.map(({ of }) => digitsFor([...of.values()].map(({ mean }) => mean)));
  const rowOf = (variant: string): HtmlRow => ({
    cells: [
      variantHtml(variant, colors),
      ...measures.map((measure, column) =>
        cellHtml(measure, measure.of.get(variant)!, digits[column]!),
      ),
    ],
  });
  const seedCounts = [...schemes, ...controls].map((variant) => comparison.seeds(variant).length);
  const groups = [
    { title: "Schemes", rows: schemes.map(rowOf) },
    { title: "Controls, not ranked", rows: controls.map(rowOf) },
  ];
  const table = tableHtml({
    className: "ranking",
    header: ["", ...measures.map(({ measure }) => `${measure.title}, ${measure.unit}`)],
    headerNotes: ["", ...measures.map(({ measure }) => noteOf(measure))],
    groups: groups.filter(({ rows }) => rows.length > 0),
  });
  const sentences = [
    rankSentence(seedCounts),
    "A scheme that leaves needs unmet pays less: read its cost beside them.",
    differenceSentence(reference, seedCounts),
  ];
  return `<p class="quiet">${escapeHtml(sentences.join(" "))}</p>${table}`;
}

function noteOf({ definition, best }: RankedMeasure["measure"]): string {
  return `${definition}; ${best} is first`;
}

/** Says what a rank means and how sure it is. */
function rankSentence(seedCounts: readonly number[]): string {
  const first = "Bold: rank among the schemes.";
  if (Math.max(...seedCounts) === 1) {
    return `${first} It is that of one seed; whether another seed would turn it is not known.`;
  }
  return (
    `${first} Schemes are compared two by two at equal seeds; a range such as 2–4 says that the ` +
    "95 % interval of some of these differences contains 0. The intervals are those of single " +
    "pairs, without a correction for their number."
  );
}

function cellHtml({ measure }: RankedMeasure, value: RankedValue, digits: number): string {
  const { mean, missing, rank, difference } = value;
  if (missing > 0) return `–<small>${escapeHtml(missingText(measure.missing, missing))}</small>`;
  const place = rank === null ? "" : `<b>${escapeHtml(rankText(rank))}</b>`;
  const change = difference === null ? "" : differenceHtml(difference, digits);
  return `${place}${formatNumber(mean, digits)}${change}`;
}

function missingText(reason: string, seeds: number): string {
  return `${reason} in ${seeds} ${seeds === 1 ? "seed" : "seeds"}`;
}
