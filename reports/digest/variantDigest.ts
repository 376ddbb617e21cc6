import type { AreaDigest } from "#reports/digest/areaDigest.ts";
import type { ConflictDigest, ConflictSum } from "#reports/digest/conflictDigest.ts";
import type { DeliveryDigest } from "#reports/digest/deliveryDigest.ts";
import type { MoneyFlow } from "#reports/digest/moneyDigest.ts";
import type { NeedDigest } from "#reports/digest/needDigest.ts";
import type { RunDigest } from "#reports/digest/runDigest.ts";
import { mean } from "#reports/statistics.ts";

/** Mean of the runs of one variant over its seeds. */
export interface VariantDigest {
  readonly variant: string;
  readonly areas: readonly AreaDigest[];
  readonly overloadHours: Float64Array;
  readonly money: readonly MoneyFlow[];
  readonly needs: readonly NeedDigest[];
  readonly deliveries: readonly DeliveryDigest[];
  readonly conflicts: ConflictDigest;
}

/** Averages runs of one variant: curves point by point, amounts one by one. */
export function averageRuns(variant: string, runs: readonly RunDigest[]): VariantDigest {
  const first = runs[0]!;
  return {
    variant,
    areas: first.areas.map((_, area) => ({
      transformerLoadingPercent: meanCurve(
        runs.map((run) => run.areas[area]!.transformerLoadingPercent),
      ),
      voltagePuMax: meanCurve(runs.map((run) => run.areas[area]!.voltagePuMax)),
      voltagePuMin: meanCurve(runs.map((run) => run.areas[area]!.voltagePuMin)),
    })),
    overloadHours: meanCurve(runs.map((run) => run.overloadHours)),
    money: meanFlows(runs.map((run) => run.money)),
    needs: first.needs.map(({ need }, index) => ({
      need,
      neededMwh: mean(runs.map((run) => run.needs[index]!.neededMwh)),
      metMwh: mean(runs.map((run) => run.needs[index]!.metMwh)),
    })),
    deliveries: first.deliveries.map(({ need }, index) => {
      const meanOf = (name: Exclude<keyof DeliveryDigest, "need">) =>
        mean(runs.map((run) => run.deliveries[index]![name]));
      return {
        need,
        orderedMwh: meanOf("orderedMwh"),
        verifiedMwh: meanOf("verifiedMwh"),
        paidMwh: meanOf("paidMwh"),
        servedMwh: meanOf("servedMwh"),
      };
    }),
    conflicts: meanConflicts(runs.map(({ conflicts }) => conflicts)),
  };
}

function meanConflicts(runs: readonly ConflictDigest[]): ConflictDigest {
  const keys = Object.keys(runs[0]!) as (keyof ConflictDigest)[];
  const meanOf = (key: keyof ConflictDigest): ConflictSum => ({
    count: mean(runs.map((run) => run[key].count)),
    mwh: mean(runs.map((run) => run[key].mwh)),
    eur: mean(runs.map((run) => run[key].eur)),
  });
  return Object.fromEntries(keys.map((key) => [key, meanOf(key)])) as ConflictDigest;
}

function meanCurve(curves: readonly Float64Array[]): Float64Array {
  return curves[0]!.map((_, k) => mean(curves.map((curve) => curve[k]!)));
}

/** A flow that a run does not have counts as 0 there. */
function meanFlows(runs: readonly (readonly MoneyFlow[])[]): MoneyFlow[] {
  const sums = new Map<string, MoneyFlow>();
  for (const flow of runs.flat()) {
    const key = `${flow.posting} ${flow.from} ${flow.to}`;
    const amountEur = (sums.get(key)?.amountEur ?? 0) + flow.amountEur / runs.length;
    sums.set(key, { ...flow, amountEur });
  }
  return [...sums.values()];
}
