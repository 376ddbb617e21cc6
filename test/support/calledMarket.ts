import type { CallPricing } from "#engine/market/calls/endCall.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { EventLog } from "#engine/market/logs/eventLog.ts";
import type { OrderTerms } from "#engine/market/orderTerms.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { tradeRowsOf } from "#test/support/marketUnderTest.ts";

export const PERIOD = 5;
const NETWORK = 30_000;

/** A grid whose λ is as given and counts the trades it hears of. */
function gridOf(lambdaMicro: readonly number[]) {
  const lambda = Int32Array.from(lambdaMicro);
  const heardWh: number[] = [];
  const view: TariffView = {
    lambdaMicro: lambda,
    epoch: 0,
    slackMicro: 0,
    charge: (seller, buyer) => lambda[seller]! - lambda[buyer]!,
    onTrade: (_seller, _buyer, energyWh) => heardWh.push(energyWh),
  };
  return { view, heardWh };
}

/** A market with one open period, that audits itself and keeps a log. */
export function marketWith(lambdaMicro: readonly number[], networkMicroEurPerKwh = NETWORK) {
  const log = new EventLog();
  const busCount = lambdaMicro.length;
  const options = { busCount, capacity: 64, networkMicroEurPerKwh, log, isAudited: true };
  const market = new LocalMarket(options);
  const grid = gridOf(lambdaMicro);
  market.open(PERIOD);
  const send = (
    side: Side,
    agent: number,
    bus: number,
    limit: number,
    wh: number,
    terms?: OrderTerms,
  ) => market.submit(PERIOD, side, agent, bus, limit, wh, grid.view, terms);
  return { market, log, send, ...grid };
}

export const [A, B, C, D, E, F] = [1, 2, 3, 4, 5, 6] as const;

/** The example of docs/MARKET.md, section 8. */
export function worked(pricing: CallPricing) {
  const place = marketWith([0, -10_000, 5_000]);
  const { market, send, view } = place;
  market.call(PERIOD);
  send(OFFER, A, 0, 60_000, 1000);
  send(OFFER, B, 1, 75_000, 800);
  const c = send(OFFER, C, 2, 70_000, 500, { minimumWh: 500 });
  send(BID, D, 1, 130_000, 1200);
  const e = send(BID, E, 2, 110_000, 900);
  const f = send(BID, F, 0, 95_000, 600);
  const outcomes = market.endCall(PERIOD, view, { pricing });
  const trades = tradeRowsOf(market).map((row) => [
    row.buyerAgent,
    row.sellerAgent,
    row.energyWh,
    row.buyerPaysMicroEurPerKwh,
    row.sellerGetsMicroEurPerKwh,
    row.dnutMicro,
  ]);
  return { ...place, outcomes, trades, left: [c, e, f].map((id) => market.restingWh(id)) };
}
