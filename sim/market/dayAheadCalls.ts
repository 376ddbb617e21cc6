import type { TableHandle } from "#datasets/datasetWriter.ts";
import type { dayAheadCalls } from "#datasets/tables/dayAheadCall.ts";
import type { CallOutcome, CallRule } from "#engine/market/calls/endCall.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";
import type { Run } from "#sim/run/run.ts";
import type { World } from "#sim/world/world.ts";

/** How an area's market opens a day by calls. */
export interface DayAheadRule extends CallRule {
  /** Names of the markets of the area's book, by index; "" where all of the area is one. */
  readonly marketNames: readonly string[];
}

/** The rule of a scenario for an area; null where a day opens like any other round. */
export function dayAheadRule(
  { scenario }: World,
  { normal }: Pick<AreaModel, "normal">,
): DayAheadRule | null {
  const { dayAheadAuction: pricing, byFeeder = false } = scenario.localMarket;
  if (pricing === undefined) return null;
  if (!byFeeder) return { pricing, marketNames: [""] };
  const marketNames = [...new Set(normal.feeder)];
  const marketOfBus = Int32Array.from(normal.feeder, (feeder) => marketNames.indexOf(feeder));
  return { pricing, marketNames, marketOfBus };
}

/** Hears of each call. */
export type CallSink = (
  period: number,
  rule: DayAheadRule,
  outcomes: readonly CallOutcome[],
) => void;

/** Notes what the calls of a run came to. */
export class CallNotes {
  readonly #table: TableHandle<typeof dayAheadCalls>;
  readonly #firstRun: number;

  private constructor(table: TableHandle<typeof dayAheadCalls>, { calendar }: World) {
    this.#table = table;
    this.#firstRun = calendar.firstRun;
  }

  /** For a run whose days open with calls; else null. */
  static of({ tables, world }: Pick<Run, "tables" | "world">): CallNotes | null {
    return tables.dayAheadCalls === null ? null : new CallNotes(tables.dayAheadCalls, world);
  }

  /** @param marketMinute - Since the start of the run. */
  add(
    area: number,
    period: number,
    marketMinute: number,
    rule: DayAheadRule,
    outcomes: readonly CallOutcome[],
  ): void {
    for (const { market, bids, offers, trades, volumeWh, surplus, priceMicro } of outcomes) {
      if (bids + offers === 0) continue;
      this.#table.buffer.push({
        period: period - this.#firstRun,
        marketMinute,
        area,
        feeder: rule.marketNames[market]!,
        bids,
        offers,
        trades,
        energyWh: volumeWh,
        surplusEur: surplus / 1e9,
        priceMicroEurPerKwh: priceMicro ?? Number.NaN,
      });
    }
  }
}
