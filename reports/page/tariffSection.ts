import { digestTariff, type TariffDigest } from "#reports/digest/tariffDigest.ts";
import { digitsFor, formatNumber } from "#reports/format.ts";
import type { RunIndicators } from "#reports/indicators.ts";
import { escapeHtml, sectionHtml } from "#reports/page/html.ts";
import { tableHtml } from "#reports/page/tableHtml.ts";
import { mean } from "#reports/statistics.ts";
import type { Study } from "#reports/study.ts";

type Values = RunIndicators["values"];

/** A row: what a run says, and where it is about money of the network, what its twin says. */
interface Row {
  readonly label: string;
  readonly of: (values: Values, tariff: TariffDigest, twin: TariffDigest | null) => number;
  readonly digits?: number;
}

const costEur = ({ lossEur, congestionEur, voltageEur }: TariffDigest) =>
  lossEur + congestionEur + voltageEur;
const chargedEur = (values: Values, { residualEur }: TariffDigest) =>
  values.dnutRevenueEur + residualEur;
const changeEur = (tariff: TariffDigest, twin: TariffDigest | null) =>
  twin === null ? Number.NaN : costEur(tariff) - costEur(twin);

const groups: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
  {
    title: "Losses of stations and below",
    rows: [
      { label: "Losses (MWh)", of: (run) => run.lossesMwh },
      { label: "… per energy traded (%)", of: (run) => run.lossRatioPercent },
      {
        label: "… per energy delivered (%)",
        of: (run) => run.lossesPerDeliveredPercent,
        digits: 3,
      },
    ],
  },
  {
    title: "Congestion",
    rows: [
      { label: "Above 100 % (h)", of: (run) => run.overloadHours },
      { label: "… energy (MVAh)", of: (run) => run.overloadMvah },
      { label: "80 to 100 % (h)", of: (run) => run.nearOverloadHours80 },
      { label: "90 to 100 % (h)", of: (_, tariff) => tariff.nearOverloadHours90 },
      { label: "Highest station transformer (%)", of: (run) => run.transformerPeakPercent },
      { label: "Highest 110/20 kV transformer (%)", of: (_, tariff) => tariff.mainPeakPercent },
      { label: "Peak import (kW)", of: (run) => run.peakImportKw },
    ],
  },
  {
    title: "Voltage",
    rows: [
      { label: "Outside the band (h)", of: (run) => run.voltageViolationHours },
      { label: "Lowest (pu)", of: (run) => run.voltagePuMin, digits: 3 },
      { label: "Highest (pu)", of: (run) => run.voltagePuMax, digits: 3 },
    ],
  },
  {
    title: "Energy of the local market",
    rows: [
      { label: "Traded (MWh)", of: (run) => run.tradedMwh },
      { label: "… and moved (MWh)", of: (run) => run.movedEnergyMwh },
    ],
  },
  {
    title: "The tariff and what it stands for (EUR)",
    rows: [
      { label: "DNUT of trades", of: (run) => run.dnutRevenueEur },
      { label: "Change of the working network cost", of: (run) => run.dnutWorkingCostEur },
      { label: "DNUT on the retail residual", of: (_, tariff) => tariff.residualEur },
      { label: "Network cost of the real flows", of: (_, tariff) => costEur(tariff) },
      { label: "… losses", of: (_, tariff) => tariff.lossEur },
      { label: "… congestion", of: (_, tariff) => tariff.congestionEur },
      { label: "… voltage", of: (_, tariff) => tariff.voltageEur },
      { label: "… change against the twin", of: (_, tariff, twin) => changeEur(tariff, twin) },
      {
        label: "Gap: charged less that change",
        of: (run, tariff, twin) => chargedEur(run, tariff) - changeEur(tariff, twin),
      },
    ],
  },
  {
    title: "Mean benefit against retail alone (EUR)",
    rows: [
      { label: "Households", of: (run) => run.householdBenefitEur },
      { label: "… with steered devices", of: (_, tariff) => tariff.steeredHomeEur },
      { label: "… others", of: (_, tariff) => tariff.otherHomeEur },
      { label: "… that lost (%)", of: (run) => run.householdsLosingPercent },
      { label: "Offices", of: (_, tariff) => tariff.officeEur },
    ],
  },
];

/** Answers what the paper expects of the tariff; nothing where runs did not note their network cost. */
export function tariffSection(study: Study): string[] {
  const runs = study.runs.flatMap((run) => {
    const tariff = digestTariff(run);
    return tariff === null ? [] : [{ ...run.manifest, values: run.indicators.values, tariff }];
  });
  if (runs.length === 0) return [];
  const variants = study.comparison.variants.filter((name) =>
    runs.some(({ variant }) => variant === name),
  );
  const twinOf = (seed: number) =>
    runs.find((run) => run.variant === study.comparison.reference && run.seed === seed)?.tariff;
  const meanOf = (name: string, { of }: Row) =>
    mean(
      runs
        .filter(({ variant }) => variant === name)
        .map(({ values, tariff, seed }) => of(values, tariff, twinOf(seed) ?? null)),
    );
  const table = tableHtml({
    className: "summary",
    header: ["", ...variants],
    groups: groups.map(({ title, rows }) => ({
      title,
      rows: rows.map((row) => {
        const means = variants.map((name) => meanOf(name, row));
        const digits = row.digits ?? digitsFor(means);
        const cells = means.map((value) => formatNumber(value, digits));
        return { cells: [row.label, ...cells].map(escapeHtml) };
      }),
    })),
  });
  const note =
    "The tariff is charged on planned flows, trade by trade; the real ones cost what they cost. The " +
    "working cost is that of planned flows within rounds, the cost of real flows that of the meters, " +
    "both by the terms of the tariff. Means over seeds.";
  return [sectionHtml("tariff", "What the tariff does", `${table}<p class="quiet">${note}</p>`)];
}
