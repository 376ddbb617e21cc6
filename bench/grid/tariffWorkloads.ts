import { Checksum } from "#bench/checksum.ts";
import type { BenchNetwork } from "#bench/networks/benchNetwork.ts";
import { drawLoadDay, PERIODS_PER_DAY } from "#bench/networks/loadDay.ts";
import type { Workload } from "#bench/workload.ts";
import type { TariffSettings } from "#engine/grid/networkCost.ts";
import { NodeTariff } from "#engine/grid/nodeTariff.ts";
import { PathTariff } from "#engine/grid/pathTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { streamKey, uniform, uniformInt } from "#sim/random/randomStream.ts";

// Sums stand in typed arrays: a number of a closure would be a new object after each change, and
// what is shown is that the engine makes none.
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

/** Node tariffs, charges and trades on one network. */
export function tariffWorkloads(network: BenchNetwork, batches: number): Workload[] {
  return [
    nodeTariffs(network, batches),
    pathCharges(network, batches),
    pathTrades(network, batches),
  ];
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
  const powerFlow = new PowerFlow(network);
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
