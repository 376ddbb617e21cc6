import { Checksum } from "#bench/checksum.ts";
import { baranWu33 } from "#bench/networks/baranWu33.ts";
import type { BenchNetwork } from "#bench/networks/benchNetwork.ts";
import { drawLoadDay, PERIODS_PER_DAY } from "#bench/networks/loadDay.ts";
import { lowVoltage100 } from "#bench/networks/lowVoltage100.ts";
import { pilotSuburb } from "#bench/networks/pilotSuburb.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Workload } from "#bench/workload.ts";
import type { TariffSettings } from "#engine/grid/networkCost.ts";
import { NodeTariff } from "#engine/grid/nodeTariff.ts";
import { PathTariff } from "#engine/grid/pathTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { streamKey, uniform, uniformInt } from "#sim/random/randomStream.ts";

/** A large round is a year of one network. */
const days: PerSize = { smoke: 1, small: 60, large: 365 };

// Sums stand in typed arrays: a number of a closure would be a new object after each change, and
// what is shown is that the engine makes none.
const TOLERANCE_PU = 1e-8;
const LOSS_PRICE = 95_000;
const SETTINGS: TariffSettings = {
  congestionMicroEurPerKwh: 300_000,
  loadingFree: 0.8,
  voltageMicroEurPerKwh: 200_000,
  voltageFreePu: 0.05,
  voltageFullPu: 0.1,
};
/** Trades on one solved state. */
const TRADES = 16;

/** Power flow, node tariff and path tariff on three radial networks. */
export function gridWorkloads(size: Size): Workload[] {
  return [baranWu33(), lowVoltage100(), pilotSuburb()].flatMap((network) => [
    powerFlows(network, days[size]),
    nodeTariffs(network, days[size]),
    pathCharges(network, days[size]),
    pathTrades(network, days[size]),
  ]);
}

function powerFlows(network: BenchNetwork, batches: number): Workload {
  return {
    name: `grid/${network.name}/powerFlow`,
    unit: "powerFlow",
    batches,
    unitsPerBatch: PERIODS_PER_DAY,
    open() {
      const { kw, kvar } = drawLoadDay(network);
      const powerFlow = new PowerFlow(network.network, { tolerancePu: TOLERANCE_PU });
      const last = network.network.busCount - 1;
      const sums = new Float64Array(2);
      return {
        run() {
          for (let period = 0; period < PERIODS_PER_DAY; period++) {
            sums[0]! += powerFlow.solve(kw[period]!, kvar[period]!);
            sums[1]! += powerFlow.e[last]!;
          }
        },
        checksum: () => new Checksum().add(sums[0]!).add(sums[1]!).text(),
        facts: () => ({
          buses: network.network.busCount,
          iterationsMean: sums[0]! / (batches * PERIODS_PER_DAY),
        }),
      };
    },
  };
}

/** One solved state per batch; its tariffs are computed over and over. */
function nodeTariffs(network: BenchNetwork, batches: number): Workload {
  return {
    name: `grid/${network.name}/nodeTariff`,
    unit: "tariff",
    batches,
    unitsPerBatch: PERIODS_PER_DAY,
    open() {
      const { solve, powerFlow, nodeTariff } = tariffDesk(network);
      const sum = new Float64Array(1);
      return {
        prepare: solve,
        run() {
          for (let n = 0; n < PERIODS_PER_DAY; n++) {
            nodeTariff.compute(powerFlow, LOSS_PRICE);
            sum[0]! += nodeTariff.lambda[n % nodeTariff.lambda.length]!;
          }
        },
        checksum: () => new Checksum().add(sum[0]!).text(),
      };
    },
  };
}

function pathCharges(network: BenchNetwork, batches: number): Workload {
  return {
    name: `grid/${network.name}/pathCharge`,
    unit: "charge",
    batches,
    unitsPerBatch: PERIODS_PER_DAY,
    open() {
      const { solve, pathTariff, trades } = tariffDesk(network);
      const sum = new Float64Array(1);
      return {
        prepare: solve,
        run() {
          for (let n = 0; n < PERIODS_PER_DAY; n++) {
            sum[0]! += pathTariff.charge(trades.seller[n]!, trades.buyer[n]!, trades.kw[n]!);
          }
        },
        checksum: () => new Checksum().add(sum[0]!).text(),
      };
    },
  };
}

function pathTrades(network: BenchNetwork, batches: number): Workload {
  return {
    name: `grid/${network.name}/pathApply`,
    unit: "trade",
    batches,
    unitsPerBatch: TRADES,
    open() {
      const { solve, pathTariff, trades } = tariffDesk(network);
      const { lambdaMicro } = pathTariff;
      const sum = new Float64Array(1);
      return {
        prepare: solve,
        run() {
          for (let n = 0; n < TRADES; n++) {
            pathTariff.apply(trades.seller[n]!, trades.buyer[n]!, trades.kw[n]!);
            sum[0]! += lambdaMicro[trades.seller[n]!]!;
          }
        },
        checksum: () => new Checksum().add(sum[0]!).text(),
      };
    },
  };
}

/** All that prices a trade, with trades of up to 3 kW between any two buses. */
function tariffDesk(bench: BenchNetwork) {
  const { network, name } = bench;
  const { kw, kvar } = drawLoadDay(bench);
  const powerFlow = new PowerFlow(network, { tolerancePu: TOLERANCE_PU });
  const nodeTariff = new NodeTariff(network, SETTINGS);
  const pathTariff = new PathTariff(network, SETTINGS);
  const key = streamKey(1, `bench/${name}/trades`);
  const below = network.busCount - 1;
  const drawBus = (_: unknown, n: number) => 1 + uniformInt(key, n, below);
  return {
    powerFlow,
    nodeTariff,
    pathTariff,
    trades: {
      seller: Int32Array.from({ length: PERIODS_PER_DAY }, drawBus),
      buyer: Int32Array.from({ length: PERIODS_PER_DAY }, (_, n) => drawBus(_, n + 1000)),
      kw: Float64Array.from(
        { length: PERIODS_PER_DAY },
        (_, n) => 3 * uniform(key, n + 2000) + 0.1,
      ),
    },
    solve(batch: number) {
      const period = batch % PERIODS_PER_DAY;
      powerFlow.solve(kw[period]!, kvar[period]!);
      nodeTariff.compute(powerFlow, LOSS_PRICE);
      pathTariff.reset(powerFlow, nodeTariff, LOSS_PRICE);
    },
  };
}
