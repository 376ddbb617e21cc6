import type { TableHandle } from "#datasets/datasetWriter.ts";
import type { areas as areasTable, branches as branchesTable } from "#datasets/tables/grid.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { LocalTrade } from "#sim/phases/trade/tradeBook.ts";
import type { Community } from "#sim/run/community.ts";
import type { Indicators } from "#sim/run/indicators.ts";
import type { Meters } from "#sim/run/meters.ts";
import type { YearTotals } from "#sim/run/yearTotals.ts";

const PERIOD_HOURS = 0.25;
const WH_PER_KW = 250;
const OVERLOAD_PERCENT = 100;
const NEAR_80 = 80;
const NEAR_90 = 90;

/** Daily aggregates of one monitored branch, over the periods in which it was in service. */
interface BranchDay {
  percentMax: number;
  percentSum: number;
  periods: number;
  over: number;
  near80: number;
  near90: number;
  overKva: number;
}

/**
 * What really happened on the grids: solves every area from its meters, writes the tables `areas`
 * and `branches`, and adds up losses, congestion and voltage.
 */
export class GridWatch {
  /** Station losses of each area by period (ring), Wh. */
  readonly lossesWh: readonly Float64Array[];
  /** Overload of each area in the period watched last, kVA. */
  readonly overloadKva: Float64Array;
  readonly #community: Community;
  readonly #meters: Meters;
  readonly #indicators: Indicators;
  readonly #totals: YearTotals;
  readonly #areas: TableHandle<typeof areasTable>;
  readonly #branches: TableHandle<typeof branchesTable>;
  readonly #days: BranchDay[][];

  constructor(options: {
    community: Community;
    meters: Meters;
    indicators: Indicators;
    totals: YearTotals;
    areas: TableHandle<typeof areasTable>;
    branches: TableHandle<typeof branchesTable>;
    ringLength: number;
  }) {
    this.#community = options.community;
    this.#meters = options.meters;
    this.#indicators = options.indicators;
    this.#totals = options.totals;
    this.#areas = options.areas;
    this.#branches = options.branches;
    const { areas } = options.community;
    this.lossesWh = areas.map(() => new Float64Array(options.ringLength));
    this.overloadKva = new Float64Array(areas.length);
    this.#days = areas.map(({ monitored }) => monitored.map(() => emptyDay()));
  }

  /** Solves period `i` in every area; `trades` are those of its local markets. */
  watch(i: number, trades: readonly LocalTrade[]): void {
    const seen = { overloaded: false, near80: false, voltage: false, importKw: 0 };
    for (let a = 0; a < this.#community.areas.length; a++) this.#watchArea(i, a, trades, seen);
    const { importKw } = seen;
    this.#indicators.most("peakImportKw", importKw);
    if (seen.overloaded) this.#indicators.add("overloadHours", PERIOD_HOURS);
    else if (seen.near80) this.#indicators.add("nearOverloadHours80", PERIOD_HOURS);
    if (seen.voltage) this.#indicators.add("voltageViolationHours", PERIOD_HOURS);
  }

  /** Writes the day's aggregates of the monitored branches. */
  closeDay(day: number): void {
    for (const [area, days] of this.#days.entries()) {
      for (const [branch, d] of days.entries()) {
        this.#branches.buffer.push({
          day,
          area,
          branch,
          loadingPercentMax: d.percentMax,
          loadingPercentMean: d.periods > 0 ? d.percentSum / d.periods : 0,
          overloadPeriods: d.over,
          nearOverload80Periods: d.near80,
          nearOverload90Periods: d.near90,
          overloadKvah: d.overKva * PERIOD_HOURS,
        });
        Object.assign(d, emptyDay());
      }
    }
  }

  #watchArea(
    i: number,
    a: number,
    trades: readonly LocalTrade[],
    seen: { overloaded: boolean; near80: boolean; voltage: boolean; importKw: number },
  ): void {
    const area = this.#community.areas[a]!;
    area.solveMetered(i, this.#meters.of(i));
    const { state } = area;
    const energy = this.#energies(i, a);
    const { tradedWh, movedWh } = this.#trades(i, a, trades);
    const loading = this.#loadings(a);
    const voltage = this.#voltages(a);
    const lossesWh = state.stationAndBelowLossesKw * WH_PER_KW;
    this.lossesWh[a]![i & RING_MASK] = lossesWh;
    this.overloadKva[a] = loading.overKva;
    seen.overloaded ||= loading.max > OVERLOAD_PERCENT;
    seen.near80 ||= loading.max > NEAR_80;
    seen.voltage ||= voltage.outside;
    seen.importKw += state.importKw;

    const add = this.#indicators;
    add.add("lossesMwh", lossesWh / 1e6);
    add.add("mediumVoltageLossesMwh", (state.mediumVoltageLossesKw * WH_PER_KW) / 1e6);
    add.add("mainLossesMwh", (state.mainTransformerLossesKw * WH_PER_KW) / 1e6);
    add.add("deliveredMwh", energy.consumptionWh / 1e6);
    add.add("pvMwh", energy.pvWh / 1e6);
    add.add("movedEnergyMwh", movedWh / 1e6);
    add.add("overloadMvah", (loading.overKva * PERIOD_HOURS) / 1e3);
    add.most("transformerPeakPercent", loading.transformerMax);
    add.least("voltagePuMin", voltage.min);
    add.most("voltagePuMax", voltage.max);

    this.#areas.buffer.push({
      period: i - this.#community.world.calendar.firstRun,
      area: a,
      consumptionWh: energy.consumptionWh,
      pvWh: energy.pvWh,
      netWh: energy.netWh,
      backgroundWh: area.backgroundWh(i),
      lossesWh,
      mediumVoltageLossesWh: state.mediumVoltageLossesKw * WH_PER_KW,
      mainLossesWh: state.mainTransformerLossesKw * WH_PER_KW,
      importWh: state.importKw * WH_PER_KW,
      loadingPercentMax: loading.max,
      transformerLoadingPercentMax: loading.transformerMax,
      mainLoadingPercent: state.mainLoadingPercent,
      overloadKva: loading.overKva,
      voltagePuMin: voltage.min,
      voltagePuMax: voltage.max,
      nominatedWh: energy.nominatedWh,
      tradedWh,
      movedWh,
    });
  }

  #energies(i: number, a: number) {
    const metered = this.#meters.of(i);
    const sum = { consumptionWh: 0, pvWh: 0, netWh: 0, nominatedWh: 0 };
    for (const agent of this.#community.areas[a]!.prosumers) {
      sum.consumptionWh += agent.consumptionWh;
      sum.pvWh += agent.pvWh;
      sum.netWh += metered[agent.agent]!;
      sum.nominatedWh += agent.nominationWh[i & RING_MASK]!;
      this.#totals.consumptionWh[agent.agent]! += agent.consumptionWh;
      this.#totals.pvWh[agent.agent]! += agent.pvWh;
      this.#totals.movedWh[agent.agent]! += agent.movedWh(i);
    }
    return sum;
  }

  /** Energy of an area's trades, and of those that changed a nomination: once, whoever moved. */
  #trades(i: number, a: number, trades: readonly LocalTrade[]) {
    const { prosumers } = this.#community;
    const sum = { tradedWh: 0, movedWh: 0 };
    for (const { area, buyer, seller, energyWh } of trades) {
      if (area !== a) continue;
      const share = Math.max(prosumers[buyer]!.movedShare(i), prosumers[seller]!.movedShare(i));
      sum.tradedWh += energyWh;
      sum.movedWh += share * energyWh;
    }
    return sum;
  }

  #loadings(a: number) {
    const { network, state, configuration } = this.#community.areas[a]!;
    const result = { max: 0, transformerMax: 0, overKva: 0 };
    for (let m = 0; m < network.monitoredBranches.length; m++) {
      const branch = network.monitoredBranches[m]!;
      const percent = state.loadingPercent[branch]!;
      const over =
        percent > OVERLOAD_PERCENT ? ((percent - 100) / 100) * network.ratedKva[branch]! : 0;
      const day = this.#days[a]![configuration.monitoredSlots[m]!]!;
      day.percentMax = Math.max(day.percentMax, percent);
      day.percentSum += percent;
      day.periods++;
      if (percent > OVERLOAD_PERCENT) day.over++;
      else {
        if (percent > NEAR_80) day.near80++;
        if (percent > NEAR_90) day.near90++;
      }
      day.overKva += over;
      result.overKva += over;
      result.max = Math.max(result.max, percent);
      if (network.isTransformer[branch]) {
        result.transformerMax = Math.max(result.transformerMax, percent);
      }
    }
    return result;
  }

  #voltages(a: number) {
    const { network, state } = this.#community.areas[a]!;
    const { voltagePuMin, voltagePuMax } = this.#community.world.scenario.flexibility;
    let min = Number.POSITIVE_INFINITY;
    let max = 0;
    for (const bus of network.monitoredBuses) {
      const voltage = state.voltagePu[bus]!;
      if (voltage < min) min = voltage;
      if (voltage > max) max = voltage;
    }
    return { min, max, outside: min < voltagePuMin || max > voltagePuMax };
  }
}

function emptyDay(): BranchDay {
  return { percentMax: 0, percentSum: 0, periods: 0, over: 0, near80: 0, near90: 0, overKva: 0 };
}
