import { balanceChanges } from "#reports/figures/balanceChanges.ts";
import { congestionCalendar } from "#reports/figures/congestionCalendar.ts";
import { costAgainstOverload } from "#reports/figures/costAgainstOverload.ts";
import { delivery } from "#reports/figures/delivery.ts";
import { differences } from "#reports/figures/differences.ts";
import { doubleActivations } from "#reports/figures/doubleActivations.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { loadingDuration } from "#reports/figures/loadingDuration.ts";
import { lossesByVariant } from "#reports/figures/lossesByVariant.ts";
import { moneyFlows } from "#reports/figures/moneyFlows.ts";
import { needsMet } from "#reports/figures/needsMet.ts";
import { nonIntegration } from "#reports/figures/nonIntegration.ts";
import { voltageDuration } from "#reports/figures/voltageDuration.ts";
import { formatNumber } from "#reports/format.ts";
import { doubleActivationTable } from "#reports/page/doubleActivationTable.ts";
import { figureHtml } from "#reports/page/figureHtml.ts";
import { glossaryHtml } from "#reports/page/glossary.ts";
import { escapeHtml, sectionHtml } from "#reports/page/html.ts";
import { indicatorTable, statisticsSentence } from "#reports/page/indicatorTable.ts";
import { knownResultsHtml } from "#reports/page/knownResultsHtml.ts";
import { pageStyle } from "#reports/page/pageStyle.ts";
import { rankingParts } from "#reports/page/rankingParts.ts";
import { rankingTable } from "#reports/page/rankingTable.ts";
import { runTable } from "#reports/page/runTable.ts";
import { assumptionsHtml, warningsHtml } from "#reports/page/statements.ts";
import { tableHtml } from "#reports/page/tableHtml.ts";
import { tariffSection } from "#reports/page/tariffSection.ts";
import { variantTable } from "#reports/page/variantTable.ts";
import { rankSchemes } from "#reports/ranking/ranking.ts";
import type { Study } from "#reports/study.ts";
import { summaryRows } from "#reports/summaryTable.ts";

export interface PageOptions {
  readonly title: string;
  /** Name of the study; for a single run, of the run. */
  readonly studyName: string;
}

/** A figure as a pure function; null where the study has nothing to show in it. */
type DrawFigure = (study: Study, document: FigureDocument) => Figure | null;

/** Figures under a heading, and what is set below them. */
interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly figures: readonly DrawFigure[];
  readonly table?: (study: Study) => string;
}

/** In the order of the page. */
const chapters: readonly Chapter[] = [
  { id: "losses", title: "Losses", figures: [lossesByVariant, differences] },
  {
    id: "congestion",
    title: "Congestion and voltage",
    figures: [loadingDuration, congestionCalendar, voltageDuration],
  },
  {
    id: "coordination",
    title: "Coordination",
    figures: [doubleActivations, needsMet, delivery],
    table: doubleActivationTable,
  },
  { id: "money", title: "Money", figures: [moneyFlows, balanceChanges] },
];

/** Sets the whole page: one HTML text without scripts and without anything from outside. */
export function studyPage(study: Study, options: PageOptions, document: FigureDocument): string {
  let count = 0;
  const drawAll = (figures: readonly DrawFigure[]): string =>
    figures
      .map((figure) => figure(study, document))
      .filter((figure) => figure !== null)
      .map((figure) => figureHtml(figure, ++count))
      .join("");
  const rankingSection = ranking(study, drawAll);
  const figures = chapters.map(({ id, title, figures, table }) =>
    sectionHtml(id, title, drawAll(figures) + (table?.(study) ?? "")),
  );
  return [
    "<!DOCTYPE html>",
    `<html lang="en"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${escapeHtml(options.title)}</title><style>${pageStyle}</style></head><body>`,
    `<h1>${escapeHtml(options.title)}</h1>`,
    `<p class="subtitle">${escapeHtml(subtitle(study, options.studyName))}</p>`,
    warningsHtml(study),
    sectionHtml("compared", "What was compared", variantTable(study)),
    sectionHtml("assumptions", "Assumptions", assumptionsHtml(study)),
    sectionHtml("summary", "In short", summary(study)),
    ...rankingSection,
    ...tariffSection(study),
    ...figures,
    sectionHtml("indicators", "All indicators", indicators(study)),
    sectionHtml("runs", "Runs behind this report", runTable(study)),
    sectionHtml("glossary", "Terms", glossaryHtml()),
    "</body></html>\n",
  ].join("\n");
}

function subtitle({ runs, comparison, areaNames }: Study, studyName: string): string {
  const { scenario, start, days, timeZone } = runs[0]!.manifest;
  const seeds = new Set(runs.map(({ manifest }) => manifest.seed)).size;
  return [
    studyName,
    `scenario ${scenario}`,
    `${formatNumber(days, 0)} ${days === 1 ? "day" : "days"} from ${start} (${timeZone})`,
    areaNames.length === 1 ? areaNames[0]! : `areas ${areaNames.join(", ")}`,
    plural(comparison.variants.length, "variant"),
    plural(seeds, "seed"),
  ].join(" · ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function summary({ runs }: Study): string {
  const { header, rows } = summaryRows(runs.map(({ indicators }) => indicators));
  const table = tableHtml({
    className: "summary",
    header,
    groups: [{ title: "", rows: rows.map((row) => ({ cells: row.map(escapeHtml) })) }],
  });
  if (runs.length === 1) return table;
  return `${table}<p class="quiet">Means over seeds; all indicators and their differences below.</p>`;
}

/** Ranks, their parts and figures, and what they say to known results; nothing for few schemes. */
function ranking(study: Study, drawAll: (figures: readonly DrawFigure[]) => string): string[] {
  const ranked = rankSchemes(study.comparison);
  if (ranked === null) return [];
  const table = rankingTable(ranked, study);
  const figures = drawAll([costAgainstOverload, nonIntegration]);
  const parts = rankingParts(ranked, study);
  return [
    sectionHtml("ranking", "Schemes ranked", `${table}${figures}${parts}`),
    sectionHtml("known", "Known results", knownResultsHtml(study.comparison, ranked.schemes)),
  ];
}

function indicators({ comparison }: Study): string {
  const sentence = escapeHtml(statisticsSentence(comparison));
  return `<p class="quiet">${sentence}</p>${indicatorTable(comparison)}`;
}
