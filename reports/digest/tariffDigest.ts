import { codeColumn, numberColumn } from "#datasets/columns.ts";
import { readTable } from "#datasets/readDataset.ts";
import { networkCosts } from "#datasets/tables/networkCost.ts";
import type { AccountKind } from "#datasets/words.ts";
import type { RunDigest } from "#reports/digest/runDigest.ts";

/** What one run says about a network tariff beyond its indicators. */
export interface TariffDigest {
  /** Time with some monitored branch above 90 % and none above 100 %, h. */
  readonly nearOverloadHours90: number;
  /** Highest loading of a 110/20 kV transformer, percent. */
  readonly mainPeakPercent: number;
  /** DNUT on what stayed with the retailer, paid less received by customers, EUR. */
  readonly residualEur: number;
  /** Network cost of the real flows by part, EUR. */
  readonly lossEur: number;
  readonly congestionEur: number;
  readonly voltageEur: number;
  /** Mean benefit against retail alone, EUR; NaN where there is none of the kind. */
  readonly steeredHomeEur: number;
  readonly otherHomeEur: number;
  readonly officeEur: number;
}

const PERIOD_HOURS = 0.25;

/** Reads what a run says about its tariff; null where it did not note what its real flows cost. */
export function digestTariff({ folder, manifest, money }: RunDigest): TariffDigest | null {
  if (!(networkCosts.name in manifest.tables)) return null;
  const cost = readTable(folder, networkCosts);
  const residual = money.filter(({ posting }) => posting === "residualTariff");
  return {
    ...loadings(folder),
    residualEur: sum(residual.map(({ to, amountEur }) => (to === "dso" ? amountEur : -amountEur))),
    lossEur: sum(numberColumn(cost, "lossEur")),
    congestionEur: sum(numberColumn(cost, "congestionEur")),
    voltageEur: sum(numberColumn(cost, "voltageEur")),
    ...benefits(folder),
  };
}

function loadings(folder: string) {
  const areas = readTable(folder, "areas");
  const period = numberColumn(areas, "period");
  const loading = numberColumn(areas, "loadingPercentMax");
  const highest = new Map<number, number>();
  for (let row = 0; row < period.length; row++) {
    const before = highest.get(period[row]!) ?? 0;
    highest.set(period[row]!, Math.max(before, loading[row]!));
  }
  const near = [...highest.values()].filter((percent) => percent > 90 && percent <= 100);
  let mainPeakPercent = 0;
  for (const percent of numberColumn(areas, "mainLoadingPercent")) {
    mainPeakPercent = Math.max(mainPeakPercent, percent);
  }
  return { nearOverloadHours90: near.length * PERIOD_HOURS, mainPeakPercent };
}

function benefits(folder: string) {
  const agents = readTable(folder, "agents");
  const { codes, words } = codeColumn(agents, "kind");
  const balance = numberColumn(agents, "balanceMicroEur");
  const retail = numberColumn(agents, "retailOnlyMicroEur");
  const flexible = numberColumn(agents, "flexible");
  const meanOf = (kind: AccountKind, steered?: number) => {
    const gains: number[] = [];
    for (let row = 0; row < balance.length; row++) {
      if (words[codes[row]!] !== kind) continue;
      if (steered !== undefined && flexible[row] !== steered) continue;
      gains.push((balance[row]! + retail[row]!) / 1e6);
    }
    return sum(gains) / gains.length;
  };
  return {
    steeredHomeEur: meanOf("household", 1),
    otherHomeEur: meanOf("household", 0),
    officeEur: meanOf("office"),
  };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
