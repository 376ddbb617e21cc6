import { capacityOf, drawFlow, type FlowRules } from "#bench/matcher/drawFlow.ts";
import { npmBooks, openNpmBooks } from "#bench/matcher/npmBooks.ts";
import { type OrderFlow, playNamed } from "#bench/matcher/orderFlow.ts";
import { steppedTariff } from "#bench/matcher/steppedTariff.ts";
import { TradeChecksum } from "#bench/matcher/tradeChecksum.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Job, Workload } from "#bench/workload.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";

const plainMessages: PerSize = { smoke: 2_000, small: 200_000, large: 1_000_000 };
const tariffMessages: PerSize = { smoke: 1_000, small: 30_000, large: 200_000 };
const perBatch: PerSize = { smoke: 100, small: 1_000, large: 1_000 };

/** Trades between two changes of the tariff. */
const TRADES_PER_CHANGE = [1, 10, 100];
const RESTING: Readonly<Record<Size, readonly number[]>> = {
  smoke: [100],
  small: [100, 1_000, 10_000],
  large: [100, 1_000, 10_000, 100_000],
};
const BUSES = 100;

/** A flow and the tariff it meets, made anew for every matcher. */
export interface MatcherCase {
  readonly name: string;
  readonly rules: FlowRules;
  tariff(): TariffView;
}

/** The fixed flow without tariff, and flows of one period under a tariff that moves. */
export function matcherCases(size: Size): MatcherCase[] {
  const cases: MatcherCase[] = [
    {
      name: "matcher/plain",
      rules: {
        name: "plain",
        count: plainMessages[size],
        filling: 0,
        periodCount: 96,
        busCount: 1,
        crossingPercent: 5,
        crossingKwhMax: 30,
        restingTarget: null,
        cancelPercent: 35,
        oneSidedAgents: true,
      },
      tariff: () => freeTariff(1),
    },
  ];
  for (const resting of RESTING[size]) {
    for (const every of TRADES_PER_CHANGE) {
      cases.push({
        name: `matcher/tariff/resting${resting}/every${every}`,
        rules: {
          name: `tariff${resting}`,
          count: resting + tariffMessages[size],
          filling: resting,
          periodCount: 1,
          busCount: BUSES,
          crossingPercent: 8,
          crossingKwhMax: 9,
          restingTarget: resting,
          cancelPercent: 0,
          oneSidedAgents: false,
        },
        tariff: () => steppedTariff(BUSES, every),
      });
    }
  }
  return cases;
}

/**
 * The local market of the engine on all flows, and beside it, on the plain one, the order books of
 * the npm registry. A flow is drawn when its turn comes.
 */
export function matcherWorkloads(size: Size): Workload[] {
  return matcherCases(size).flatMap(({ name, rules, tariff }) => {
    let drawn: OrderFlow | undefined;
    const flow = () => (drawn ??= drawFlow(rules, tariff()));
    const unitsPerBatch = perBatch[size];
    const batches = (rules.count - rules.filling) / unitsPerBatch;
    const common = { name, unit: "message", batches, unitsPerBatch };
    const own: Workload = {
      ...common,
      contender: "LocalMarket",
      open: () => openMarket(flow(), capacityOf(rules), tariff(), unitsPerBatch),
    };
    if (rules.name !== "plain") return [own];
    const others = Object.entries(npmBooks).map(([contender, create]) => ({
      ...{ ...common, contender, rounds: 1 },
      open: () => openNpmBooks(flow(), create, unitsPerBatch),
    }));
    return [own, ...others];
  });
}

/**
 * A market in which the flow's first part rests. As in a run, its trades are read and cleared now and
 * then: between batches, where nobody looks at the clock.
 */
function openMarket(
  flow: OrderFlow,
  capacity: number,
  tariff: TariffView,
  unitsPerBatch: number,
): Job {
  const { busCount, periodCount, filling } = flow;
  const market = new LocalMarket({ busCount, capacity, networkMicroEurPerKwh: 0 });
  for (let period = 0; period < periodCount; period++) market.open(period);
  const checksum = new TradeChecksum();
  const readTrades = () => {
    checksum.add(market.trades);
    market.trades.clear();
  };
  let withdrawn = 0;
  playNamed(market, flow, tariff, 0, filling);
  return {
    prepare: readTrades,
    run(batch: number) {
      const from = filling + batch * unitsPerBatch;
      withdrawn += playNamed(market, flow, tariff, from, from + unitsPerBatch);
    },
    checksum() {
      readTrades();
      return checksum.text();
    },
    facts: () => ({
      withdrawn,
      tradedKwh: checksum.tradedWh / 1000,
      trades: checksum.count,
      resting: market.liveCount,
    }),
  };
}
