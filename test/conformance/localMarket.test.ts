import { expect, test } from "vitest";
import type { LocalMarket } from "#engine/market/localMarket.ts";
import type { OrderState } from "#engine/market/orderState.ts";
import { conformsToLocalMarket, localMarketCases } from "#test/conformance/localMarket.ts";
import { type CreateMarket, EngineMarket } from "#test/support/marketUnderTest.ts";
import { PlainLocalMarket } from "#test/support/plainLocalMarket.ts";
import type { PlainOrder, PlainPair } from "#test/support/plainOrder.ts";

conformsToLocalMarket("the engine's market", (options) => new EngineMarket(options));
conformsToLocalMarket("the plain market", (options) => new PlainLocalMarket(options));

class LaterOrderFirst extends PlainLocalMarket {
  protected override priceThenTime(a: PlainOrder, b: PlainOrder): number {
    return super.priceThenTime({ ...a, stamp: b.stamp }, { ...b, stamp: a.stamp });
  }
}

class HigherBusFirst extends PlainLocalMarket {
  protected override preference(a: PlainPair, b: PlainPair): number {
    return b.surplusMicro - a.surplusMicro || b.maker.bus - a.maker.bus;
  }
}

class BestLimitFirst extends PlainLocalMarket {
  protected override preference(a: PlainPair, b: PlainPair): number {
    return this.priceThenTime(a.maker, b.maker);
  }
}

class TradesWithItself extends PlainLocalMarket {
  protected override mayMeet(): boolean {
    return true;
  }
}

class StopsAtOwnOrder extends PlainLocalMarket {
  protected override mayMeet(taker: PlainOrder, maker: PlainOrder): boolean {
    const own = this.resting.some(
      (order) =>
        order.period === maker.period &&
        order.side === maker.side &&
        order.agent === taker.agent &&
        this.standsBefore(order, maker),
    );
    return super.mayMeet(taker, maker) && !own;
  }
}

class LooksBehindTheFirstOrder extends PlainLocalMarket {
  protected override standsBefore(): boolean {
    return false;
  }
}

class PaysTheArrivingLimit extends PlainLocalMarket {
  protected override pay(
    taker: PlainOrder,
    _maker: PlainOrder,
    dnutMicro: number,
  ): [pays: number, gets: number] {
    const fees = dnutMicro + this.options.networkMicroEurPerKwh;
    const limit = taker.limitMicro;
    return taker.side === 0 ? [limit, limit - fees] : [limit + fees, limit];
  }
}

class GivesLessThanItsMinimum extends PlainLocalMarket {
  protected override gives(): boolean {
    return true;
  }
}

class TradesBelowItsMinimum extends PlainLocalMarket {
  protected override reaches(_order: PlainOrder, plannedWh: number): boolean {
    return plannedWh > 0;
  }
}

class KeepsItsPlaceWhenItGrows extends PlainLocalMarket {
  protected override keepsPlace(order: PlainOrder, limitMicro: number): boolean {
    return order.limitMicro === limitMicro;
  }
}

class KeepsTheMinimumItWasSentWith extends PlainLocalMarket {
  protected override amendedMinimum(order: PlainOrder): number {
    return order.minimumWh;
  }
}

class ChildrenOutliveTheirParents extends PlainLocalMarket {
  protected override childEnding(): null {
    return null;
  }
}

class ChildrenExpireWithTheirParents extends PlainLocalMarket {
  protected override childEnding(parentState: OrderState): OrderState | null {
    return parentState === "expired" ? "expired" : super.childEnding(parentState);
  }
}

class ChildrenArriveAtOtherTariffs extends PlainLocalMarket {
  protected override arrivesWith(): boolean {
    return true;
  }
}

class GroupsTradeTwice extends PlainLocalMarket {
  protected override excludes(): boolean {
    return false;
  }
}

class YoungestUncrossesFirst extends PlainLocalMarket {
  protected override firstToUncross(orders: PlainOrder[]): PlainOrder | undefined {
    return orders.sort((a, b) => b.id - a.id)[0];
  }
}

/** An engine market to which the grid is shown wrongly. */
function engineMarketSeeing(
  see: (tariff: Parameters<LocalMarket["submit"]>[6]) => Parameters<LocalMarket["submit"]>[6],
): CreateMarket {
  return (options) => {
    const market = new EngineMarket(options);
    const submit = market.submit.bind(market);
    market.submit = (period, side, agent, bus, limitMicro, energyWh, tariff) =>
      submit(period, side, agent, bus, limitMicro, energyWh, see(tariff));
    return market;
  };
}

test.each<{ fault: string; create: CreateMarket }>([
  { fault: "the later order first", create: (options) => new LaterOrderFirst(options) },
  { fault: "the higher bus first", create: (options) => new HigherBusFirst(options) },
  { fault: "the best limit first", create: (options) => new BestLimitFirst(options) },
  { fault: "trading with itself", create: (options) => new TradesWithItself(options) },
  { fault: "stopping at an own order", create: (options) => new StopsAtOwnOrder(options) },
  { fault: "looking behind the first", create: (options) => new LooksBehindTheFirstOrder(options) },
  { fault: "the arriving limit as price", create: (options) => new PaysTheArrivingLimit(options) },
  {
    fault: "less than a resting minimum",
    create: (options) => new GivesLessThanItsMinimum(options),
  },
  {
    fault: "trades below an own minimum",
    create: (options) => new TradesBelowItsMinimum(options),
  },
  {
    fault: "time kept by a larger amount",
    create: (options) => new KeepsItsPlaceWhenItGrows(options),
  },
  {
    fault: "an amended fill-or-kill in part",
    create: (options) => new KeepsTheMinimumItWasSentWith(options),
  },
  {
    fault: "children without parents",
    create: (options) => new ChildrenOutliveTheirParents(options),
  },
  {
    fault: "children expired at another gate",
    create: (options) => new ChildrenExpireWithTheirParents(options),
  },
  {
    fault: "children at another period's tariff",
    create: (options) => new ChildrenArriveAtOtherTariffs(options),
  },
  { fault: "two trades in a group", create: (options) => new GroupsTradeTwice(options) },
  { fault: "the youngest uncrossing", create: (options) => new YoungestUncrossesFirst(options) },
  {
    fault: "resting orders left crossed",
    create: (options) => new PlainLocalMarket({ ...options, uncrossing: "onArrival" }),
  },
  {
    fault: "a search that stops too early",
    create: engineMarketSeeing((tariff) => ({ ...tariff, slackMicro: -400 })),
  },
  {
    fault: "keys of an old λ",
    create: engineMarketSeeing((tariff) => ({
      ...tariff,
      lambdaMicro: Int32Array.from(tariff.lambdaMicro),
    })),
  },
])("the suite notices $fault, in the examples and in the random flows", ({ create }) => {
  const failed = localMarketCases.filter(({ check }) => {
    try {
      check(create);
      return false;
    } catch {
      return true;
    }
  });
  expect(failed.map(({ title }) => title)).toContain(localMarketCases.at(-1)!.title);
  expect(failed.length).toBeGreaterThan(1);
});
