import type { TableHandle } from "#datasets/datasetWriter.ts";
import type { periods as periodsTable } from "#datasets/tables/grid.ts";
import type { Corridor } from "#sim/operators/corridor.ts";
import type { Indicators } from "#sim/run/indicators.ts";
import type { World } from "#sim/world/world.ts";

/** Energies needed and granted for one period by kind of need, Wh. */
export interface NeedSums {
  readonly needWh: readonly [number, number, number];
  readonly metWh: readonly [number, number, number];
}

/** Writes what the whole system saw in period `i`; `changeKw` by area is what activations moved. */
export function recordSystem(
  world: World,
  corridor: Corridor,
  table: TableHandle<typeof periodsTable>,
  indicators: Indicators,
  i: number,
  changeKw: Float64Array,
  sums: NeedSums,
): void {
  const { calendar } = world;
  corridor.realise(i, changeKw);
  const corridorLoading = corridor.loadingPercent();
  if (corridorLoading > 100) indicators.add("corridorOverloadHours", 0.25);
  table.buffer.push({
    period: i - calendar.firstRun,
    startUnixSeconds: calendar.startUnixSeconds[i]!,
    day: calendar.day[i]! - calendar.firstRunDay,
    minuteOfDay: calendar.minuteOfDay[i]!,
    dayAheadMicroEurPerKwh: world.dayAheadMicroEurPerKwh[i]!,
    imbalanceShortMicroEurPerKwh: world.imbalanceShortMicroEurPerKwh[i]!,
    imbalanceLongMicroEurPerKwh: world.imbalanceLongMicroEurPerKwh[i]!,
    temperatureC: world.weather.temperatureC[i]!,
    ghiWPerM2: world.weather.ghiWPerM2[i]!,
    systemImbalanceKw: (world.system.imbalanceMw[i]! * 1000) / corridor.replica,
    corridorLoadingPercent: corridorLoading,
    needDsoWh: sums.needWh[0],
    needTsoWh: sums.needWh[1],
    needBalWh: sums.needWh[2],
    metDsoWh: sums.metWh[0],
    metTsoWh: sums.metWh[1],
    metBalWh: sums.metWh[2],
  });
}
