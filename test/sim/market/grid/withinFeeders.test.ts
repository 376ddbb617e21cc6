import { expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { LIMIT_EXCEEDED } from "#engine/market/refusals.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";
import { WithinFeeders } from "#sim/market/grid/withinFeeders.ts";

const view = () =>
  new WithinFeeders({ ...freeTariff(4), restart() {} }, ["east", "east", "west", "west"]);

test("orders meet within their feeder, also where a better one stands in another", () => {
  const market = new LocalMarket({ busCount: 4, capacity: 9, networkMicroEurPerKwh: 0 });
  market.open(1);
  const far = market.submit(1, OFFER, 1, 2, 100, 1_000, view());
  market.submit(1, OFFER, 2, 1, 900, 1_000, view());
  market.submit(1, BID, 3, 0, 1_000, 400, view());
  market.submit(1, BID, 4, 0, 800, 400, view());
  const { trades } = market;
  expect([trades.count, trades.sellerAgent[0], trades.priceMicro[0]]).toEqual([1, 2, 900]);
  expect(market.take(far, 4, 0, 100, 1_500_000, view())).toBe(LIMIT_EXCEEDED);
  expect(market.take(far, 4, 3, 100, 100, view())).toBeGreaterThan(0);
});

test("the price extremes of the band do not bridge two feeders", () => {
  const market = new LocalMarket({ busCount: 4, capacity: 9, networkMicroEurPerKwh: 0 });
  market.open(1);
  market.submit(1, OFFER, 1, 0, -500_000, 1_000, view());
  market.submit(1, BID, 2, 3, 1_500_000, 1_000, view());
  expect(market.trades.count).toBe(0);
});

test("epochs and refreshes are those of the view behind", () => {
  const behind = { ...freeTariff(2), epoch: 4, restart: () => behind.epoch++ };
  const within = new WithinFeeders(behind, ["a", "a"]);
  within.restart();
  expect([within.epoch, within.charge(0, 1, 5)]).toEqual([5, 0]);
});
