import type { BaselineMethod, BaselineWindow } from "#engine/settlement/baseline.ts";
import { COMPARED_BASELINES, makeBaseline } from "#engine/settlement/baselineFor.ts";
import { inflateBefore } from "#engine/settlement/sameDayAdjustment.ts";
import { deliveredWh } from "#engine/settlement/verify.ts";
import { historyOf, orderedWindows } from "#sim/baselines/orderedWindows.ts";
import { readUnitLives, type UnitDay, type UnitLife } from "#sim/baselines/unitDays.ts";

/** Periods before an order in which a provider who games moves its meter: all that methods look at. */
const GAMED = { startsBefore: 8, periods: 8 };

/** How one method measures one kind of unit; means over the periods in which it was called. */
export interface BaselineAccuracy {
  readonly kind: UnitLife["kind"];
  readonly method: string;
  readonly periods: number;
  /** Mean of baseline less truth, in the provider's favour, Wh. */
  readonly biasWh: number;
  /** Mean distance of baseline and truth, Wh. */
  readonly errorWh: number;
  /** Energy that would be paid beyond what was truly delivered, as a share of that, percent. */
  readonly overpaidPercent: number | null;
  /** The bias where providers shift their meter by what they will be asked for, two hours before, Wh. */
  readonly gamedBiasWh: number;
}

/** All methods beside each other, over the same orders. */
export interface BaselineComparison {
  readonly rows: readonly BaselineAccuracy[];
  /** Mean energy ordered in a period, Wh, by kind of unit. */
  readonly orderedWh: Readonly<Record<UnitLife["kind"], number | null>>;
  /** Orders (consecutive periods of one unit and direction) that every method could measure. */
  readonly orders: number;
  /** Orders left out because some method lacked history. */
  readonly ordersLeftOut: number;
}

/**
 * Holds baseline methods against the replayed truth of a run, over all orders that every method can
 * measure. Only what the meters show is given to them; the truth judges.
 *
 * @throws DatasetError where the run noted no meters of its units
 */
export function measureBaselines(folder: string): BaselineComparison {
  const methods = COMPARED_BASELINES.map((terms) => makeBaseline(terms));
  const sums = { office: methods.map(newSum), pool: methods.map(newSum) };
  let orders = 0;
  let ordersLeftOut = 0;
  for (const { kind, days } of readUnitLives(folder)) {
    for (const [day, today] of days.entries()) {
      if (today === undefined) continue;
      for (const window of orderedWindows(today)) {
        if (addOrder(sums[kind], methods, days, day, window)) orders++;
        else ordersLeftOut++;
      }
    }
  }
  const meanOrder = ([first]: Sum[]) => first!.orderedWh / first!.periods || null;
  return {
    rows: (["office", "pool"] as const).flatMap((kind) =>
      sums[kind].flatMap((sum, m) => accuracyOf(kind, methods[m]!.name, sum)),
    ),
    orderedWh: { office: meanOrder(sums.office), pool: meanOrder(sums.pool) },
    orders,
    ordersLeftOut,
  };
}

interface Sum {
  periods: number;
  orderedWh: number;
  biasWh: number;
  errorWh: number;
  paidWh: number;
  trulyPaidWh: number;
  gamedBiasWh: number;
}

function newSum(): Sum {
  return {
    periods: 0,
    orderedWh: 0,
    biasWh: 0,
    errorWh: 0,
    paidWh: 0,
    trulyPaidWh: 0,
    gamedBiasWh: 0,
  };
}

/** Adds one order to the sums of all methods; false where one of them cannot measure it. */
function addOrder(
  sums: readonly Sum[],
  methods: readonly BaselineMethod[],
  days: readonly (UnitDay | undefined)[],
  day: number,
  window: BaselineWindow,
): boolean {
  const history = historyOf(days, day, window);
  const today = days[day]!;
  const orderedWh = today.orderedWh.subarray(window.from, window.to);
  const gamedWh = Math.abs(orderedWh.reduce((sum, wh) => sum + wh, 0)) / orderedWh.length;
  const gamed = inflateBefore(history, window, GAMED, gamedWh);
  const estimates = methods.map((method) => method.estimate(history, window));
  const gamedEstimates = methods.map((method) => method.estimate(gamed, window));
  if (estimates.includes(null) || gamedEstimates.includes(null)) return false;
  for (const [m, sum] of sums.entries()) {
    addPeriods(sum, today, window, estimates[m]!, gamedEstimates[m]!);
  }
  return true;
}

function addPeriods(
  sum: Sum,
  today: UnitDay,
  { from, to, direction }: BaselineWindow,
  estimate: Float64Array,
  gamedEstimate: Float64Array,
): void {
  for (let period = from; period < to; period++) {
    const orderedWh = Math.abs(today.orderedWh[period]!);
    const truthWh = today.truthWh[period]!;
    const meteredWh = today.meteredWh[period]!;
    const baselineWh = estimate[period - from]!;
    const paid = (against: number) =>
      Math.min(orderedWh, Math.max(0, deliveredWh(against, meteredWh, direction)));
    const favour = deliveredWh(baselineWh, truthWh, direction);
    sum.periods++;
    sum.orderedWh += orderedWh;
    sum.biasWh += favour;
    sum.errorWh += Math.abs(favour);
    sum.paidWh += paid(baselineWh);
    sum.trulyPaidWh += paid(truthWh);
    sum.gamedBiasWh += deliveredWh(gamedEstimate[period - from]!, truthWh, direction);
  }
}

function accuracyOf(kind: UnitLife["kind"], method: string, sum: Sum): BaselineAccuracy[] {
  const { periods } = sum;
  if (periods === 0) return [];
  const overpaid = sum.trulyPaidWh === 0 ? null : 100 * (sum.paidWh / sum.trulyPaidWh - 1);
  return [
    {
      kind,
      method,
      periods,
      biasWh: sum.biasWh / periods,
      errorWh: sum.errorWh / periods,
      overpaidPercent: overpaid,
      gamedBiasWh: sum.gamedBiasWh / periods,
    },
  ];
}
