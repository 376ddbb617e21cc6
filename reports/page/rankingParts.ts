import type { ValueOf } from "#reports/comparison.ts";
import { digitsFor, formatNumber } from "#reports/format.ts";
import { escapeHtml } from "#reports/page/html.ts";
import { tableHtml } from "#reports/page/tableHtml.ts";
import type { Ranking } from "#reports/ranking/ranking.ts";
import { mean } from "#reports/statistics.ts";
import type { Study } from "#reports/study.ts";

interface Part {
  readonly label: string;
  readonly unit: string;
  readonly of: ValueOf;
}

const groups: readonly { readonly title: string; readonly parts: readonly Part[] }[] = [
  {
    title: "Cost of both operators",
    parts: [
      { label: "DSOs", unit: "EUR", of: ({ costDsoEur }) => costDsoEur },
      { label: "TSO", unit: "EUR", of: ({ costTsoEur }) => costTsoEur },
      { label: "of both, reservations", unit: "EUR", of: ({ reservationEur }) => reservationEur },
    ],
  },
  {
    title: "Residual congestion",
    parts: [
      { label: "Overload of the twin", unit: "MVAh", of: (run) => run.twinOverloadMvah },
      { label: "Overload", unit: "MVAh", of: (run) => run.overloadMvah },
      { label: "of it, displaced", unit: "MVAh", of: (run) => run.displacedOverloadMvah },
      { label: "Corridor over its limit", unit: "h", of: (run) => run.corridorOverloadHours },
      { label: "Need of the DSOs", unit: "MWh", of: ({ needDsoMwh }) => needDsoMwh },
      { label: "of it, unmet", unit: "MWh", of: ({ unmetDsoMwh }) => unmetDsoMwh },
      { label: "Need of the TSO", unit: "MWh", of: ({ needTsoMwh }) => needTsoMwh },
      { label: "of it, unmet", unit: "MWh", of: ({ unmetTsoMwh }) => unmetTsoMwh },
    ],
  },
  {
    title: "Double activations",
    parts: [
      { label: "Latent, own state", unit: "", of: ({ latentConflicts }) => latentConflicts },
      { label: "Prevented by design", unit: "", of: (run) => run.preventedByDesign },
      { label: "Avoided at the claim", unit: "", of: ({ avoidedAtClaim }) => avoidedAtClaim },
      { label: "… refused", unit: "", of: ({ avoidedByReject }) => avoidedByReject },
      { label: "… moved to another offer", unit: "", of: (run) => run.avoidedByReroute },
      { label: "… merged", unit: "", of: ({ avoidedByMerge }) => avoidedByMerge },
      { label: "… divided", unit: "", of: ({ avoidedBySplit }) => avoidedBySplit },
      { label: "Induced by the scheme", unit: "", of: ({ inducedConflicts }) => inducedConflicts },
      {
        label: "Avoided less induced",
        unit: "",
        of: (run) => run.avoidedDoubleActivations - run.inducedConflicts,
      },
      { label: "Realised", unit: "", of: (run) => run.realisedDoubleActivations },
    ],
  },
];

const nonIntegrationGroup: (typeof groups)[number] = {
  title: "Price of non-integration",
  parts: [
    {
      label: "Orders and unmet needs at their value",
      unit: "EUR",
      of: (run) => run.clearingCostEur,
    },
    {
      label: "The same, cleared jointly",
      unit: "EUR",
      of: ({ referenceCostEur }) => referenceCostEur,
    },
  ],
};

/** What the ranked figures consist of; means over seeds. */
export function rankingParts({ schemes, controls, measures }: Ranking, study: Study): string {
  const variants = [...schemes, ...controls];
  const hasReference = measures.some(({ measure }) => measure.id === "nonIntegration");
  const shown = hasReference ? [...groups, nonIntegrationGroup] : groups;
  const rowOf = ({ label, unit, of }: Part) => {
    const means = variants.map((variant) => mean(study.comparison.values(variant, of)));
    const digits = digitsFor(means);
    const cells = means.map((value) => formatNumber(value, digits));
    return { cells: [escapeHtml(label), unit, ...cells] };
  };
  return tableHtml({
    className: "indicators",
    header: ["Parts", "Unit", ...variants],
    groups: shown.map(({ title, parts }) => ({ title, rows: parts.map(rowOf) })),
  });
}
