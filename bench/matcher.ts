import { drawFlow, type FlowRules } from "#bench/matcher/drawFlow.ts";
import { type OrderFlow, play } from "#bench/matcher/orderFlow.ts";
import { steppedTariff } from "#bench/matcher/steppedTariff.ts";
import { tradeChecksum } from "#bench/matcher/tradeChecksum.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Workload } from "#bench/workload.ts";
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
  large: [100, 1_000, 10_000],
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
        },
        tariff: () => steppedTariff(BUSES, every),
      });
    }
  }
  return cases;
}

/** The local market of the engine on all flows; a flow is drawn when its turn comes. */
export function matcherWorkloads(size: Size): Workload[] {
  return matcherCases(size).map(({ name, rules, tariff }) => {
    let drawn: OrderFlow | undefined;
    const unitsPerBatch = perBatch[size];
    return {
      name,
      unit: "message",
      contender: "LocalMarket",
      batches: (rules.count - rules.filling) / unitsPerBatch,
      unitsPerBatch,
      open() {
        drawn ??= drawFlow(rules, tariff());
        return openMarket(drawn, tariff(), unitsPerBatch);
      },
    };
  });
}

function openMarket(flow: OrderFlow, tariff: TariffView, unitsPerBatch: number) {
  const { busCount, periodCount, filling, count } = flow;
  const market = new LocalMarket({ busCount, capacity: count, networkMicroEurPerKwh: 0 });
  for (let period = 0; period < periodCount; period++) market.open(period);
  const ids = new Float64Array(count);
  play(market, flow, tariff, ids, 0, filling);
  let withdrawn = 0;
  return {
    run(batch: number) {
      const from = filling + batch * unitsPerBatch;
      withdrawn += play(market, flow, tariff, ids, from, from + unitsPerBatch);
    },
    checksum: () => tradeChecksum(market.trades),
    facts: () => ({
      withdrawn,
      trades: market.trades.count,
      resting: ids.reduce((sum, id) => sum + (market.restingWh(id) > 0 ? 1 : 0), 0),
    }),
  };
}
