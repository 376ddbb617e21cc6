import { emptyFlow, type OrderFlow, play } from "#bench/matcher/orderFlow.ts";
import { assert } from "#engine/assert.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { TICK_MICRO_EUR_PER_KWH } from "#engine/market/priceGrid.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { type StreamKey, streamKey, uniformInt } from "#sim/random/randomStream.ts";

const TICKS = 1000;
const AGENTS = 1000;
/** Draws of one message. */
const DRAWS = 8;

export interface FlowRules {
  readonly name: string;
  readonly count: number;
  readonly filling: number;
  readonly periodCount: number;
  readonly busCount: number;
  /** Of 100 messages, orders at the far end of the prices, which trade at once. */
  readonly crossingPercent: number;
  /** An ordinary order is 1 to 9 kWh; a crossing one up to this. */
  readonly crossingKwhMax: number;
  /** Withdraws when more orders rest than this; else as often as `cancelPercent` says. */
  readonly restingTarget: number | null;
  readonly cancelPercent: number;
  /** Whether an agent only buys or only sells, so that nobody ever meets an order of its own. */
  readonly oneSidedAgents: boolean;
}

/** Orders that live at once at most, with room to spare. */
export function capacityOf({ count, filling, restingTarget }: FlowRules): number {
  return restingTarget === null ? Math.min(count, 2 ** 17) : filling + 2 ** 12;
}

/**
 * Draws a flow: bids in the lower half of the prices, offers in the upper, so that at equal tariffs
 * only crossing orders trade. Withdrawals name an order that rests, which is known from playing the
 * flow while it is drawn.
 */
export function drawFlow(rules: FlowRules, tariff: TariffView): OrderFlow {
  const { count, filling, periodCount, busCount } = rules;
  const flow = emptyFlow({ count, filling, periodCount, busCount });
  const key = streamKey(1, `bench/matcher/${rules.name}`);
  const draw = (n: number, nth: number, below: number) => uniformInt(key, n * DRAWS + nth, below);
  const market = new LocalMarket({
    busCount,
    capacity: capacityOf(rules),
    networkMicroEurPerKwh: 0,
  });
  for (let period = 0; period < periodCount; period++) market.open(period);
  const ids = new Int32Array(count);
  const live: number[] = [];
  let resting = 0;
  for (let n = 0; n < count; n++) {
    const kind = n < filling ? 0 : draw(n, 0, 100);
    const crosses = kind >= 100 - rules.crossingPercent;
    const withdraws =
      !crosses &&
      n >= filling &&
      (rules.restingTarget === null ? kind < rules.cancelPercent : resting > rules.restingTarget);
    const target = withdraws ? takeResting(market, ids, live, key, n) : -1;
    if (target >= 0) {
      flow.cancels[n] = target;
      flow.cancelId[n] = ids[target]!;
    } else writeOrder(flow, n, crosses, rules, draw);
    const tradesBefore = market.trades.count;
    play(market, flow, tariff, ids, n, n + 1);
    if (target >= 0) resting--;
    else if (market.restingWh(ids[n]!) > 0) {
      live.push(n);
      resting++;
    }
    for (let row = tradesBefore; row < market.trades.count; row++) {
      if (market.restingWh(market.trades.makerOrder[row]!) === 0) resting--;
    }
  }
  return flow;
}

function writeOrder(
  flow: OrderFlow,
  n: number,
  crosses: boolean,
  rules: FlowRules,
  draw: (n: number, nth: number, below: number) => number,
): void {
  const side = draw(n, 2, 2);
  const tick = crosses ? (side === 0 ? TICKS - 1 : 0) : draw(n, 3, TICKS / 2);
  const isUpper = side === 1 && !crosses;
  flow.side[n] = side;
  flow.period[n] = draw(n, 4, rules.periodCount);
  const agent = draw(n, 5, AGENTS);
  flow.agent[n] = rules.oneSidedAgents ? 2 * agent + side : agent;
  flow.bus[n] = draw(n, 6, rules.busCount);
  flow.limitMicro[n] = (isUpper ? tick + TICKS / 2 : tick) * TICK_MICRO_EUR_PER_KWH;
  flow.energyWh[n] = 1000 * (1 + draw(n, 7, crosses ? rules.crossingKwhMax : 9));
}

/** A resting order at random, or −1; orders that are gone leave the list when they are met. */
function takeResting(
  market: LocalMarket,
  ids: Int32Array,
  live: number[],
  key: StreamKey,
  n: number,
): number {
  for (let attempt = 0; live.length > 0; attempt++) {
    assert(attempt < live.length + TICKS * TICKS);
    const place = uniformInt(key, (n * DRAWS + 1 + attempt * 0x9e3779b1) >>> 0, live.length);
    const message = live[place]!;
    live[place] = live.at(-1)!;
    live.pop();
    if (market.restingWh(ids[message]!) > 0) return message;
  }
  return -1;
}
