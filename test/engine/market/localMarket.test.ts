import fc from "fast-check";
import { expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import type { OrderState } from "#engine/market/orderState.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";
import { tradeAmounts } from "#engine/market/tradeAmounts.ts";
import { EngineMarket } from "#test/support/marketUnderTest.ts";
import { type Flow, flows, type Message, PERIODS, Table } from "#test/support/orderFlow.ts";

/** What the test knows of an order without asking the market. */
interface Known {
  side: number;
  agent: number;
  bus: number;
  limitMicro: number;
  energyWh: number;
  tradedWh: number;
  state: OrderState;
}

const LIVE: readonly OrderState[] = ["resting", "waiting"];

/** Plays a flow on the engine's market, keeps books of its own and checks them after each message. */
class Auditor {
  readonly table: Table;
  readonly known: Known[] = [];
  readonly #networkMicro: number;
  tradedWh = 0;

  constructor(flow: Flow) {
    this.table = new Table((options) => new EngineMarket(options), flow);
    this.#networkMicro = flow.options.networkMicroEurPerKwh;
  }

  send(message: Message): void {
    const answer = this.table.send(message);
    if (answer === "taken") this.#note(message);
    const amended = message.kind === "amend" && answer === 0 ? this.#named(message.nth) : undefined;
    if (amended && message.kind === "amend") {
      amended.limitMicro = message.limitMicro ?? amended.limitMicro;
      amended.energyWh = message.energyWh;
    }
    this.#bookTrades();
    this.#expectStatesAgree();
  }

  #named(nth: number): Known | undefined {
    return this.known[nth % (this.table.ids.length + 1)];
  }

  #note(message: Message): void {
    if (message.kind === "submit") {
      this.known.push({ ...message, tradedWh: 0, state: "resting" });
    } else if (message.kind === "take") {
      const chosen = this.known[message.nth % this.table.ids.length]!;
      this.known.push({ ...message, side: 1 - chosen.side, tradedWh: 0, state: "filled" });
    }
  }

  /** Each trade lies within both limits and adds up, per kWh and to the µEUR. */
  #bookTrades(): void {
    const market = this.table.market as EngineMarket;
    const byId = (id: number) => this.known[this.table.ids.indexOf(id)]!;
    for (const trade of market.tradeRows()) {
      const maker = byId(trade.makerOrder);
      const taker = byId(trade.takerOrder);
      const [buyer, seller] = maker.side === BID ? [maker, taker] : [taker, maker];
      const { buyerPaysMicroEurPerKwh: pays, sellerGetsMicroEurPerKwh: gets } = trade;
      expect(pays).toBeLessThanOrEqual(buyer.limitMicro);
      expect(gets).toBeGreaterThanOrEqual(seller.limitMicro);
      expect([trade.buyerAgent, trade.buyerBus]).toEqual([buyer.agent, buyer.bus]);
      expect([trade.sellerAgent, trade.sellerBus]).toEqual([seller.agent, seller.bus]);
      expect(buyer.agent).not.toBe(seller.agent);
      expect(buyer.side).not.toBe(seller.side);
      const money = tradeAmounts({ ...trade, networkMicro: this.#networkMicro });
      const { buyerMicroEur, sellerMicroEur, dnutMicroEur, networkMicroEur } = money;
      const inAll = sellerMicroEur + dnutMicroEur + networkMicroEur + money.roundingMicroEur;
      expect(buyerMicroEur).toBe(inAll);
      this.tradedWh += trade.energyWh;
      for (const order of [buyer, seller]) order.tradedWh += trade.energyWh;
    }
    market.trades.clear();
  }

  /** An order ends once, trades no more than it has, and tells the truth about both. */
  #expectStatesAgree(): void {
    const { market, ids } = this.table;
    const said: string[] = [];
    const expected: string[] = [];
    for (const [n, id] of ids.entries()) {
      const order = this.known[n]!;
      const before = order.state;
      order.state = market.state(id);
      const isLive = LIVE.includes(order.state);
      const hasEnded = !LIVE.includes(before);
      const openWh = order.energyWh - order.tradedWh;
      said.push(`${order.state} ${market.restingWh(id)} ${market.tradedWh(id)}`);
      expected.push(
        `${hasEnded ? before : order.state} ${isLive ? openWh : 0} ${isLive ? order.tradedWh : 0}`,
      );
      if (openWh < 0 || (order.state === "filled") !== (openWh === 0)) expected.push(`order ${n}`);
    }
    expect(said).toEqual(expected);
  }

  closeAll(): void {
    for (const period of PERIODS) {
      if (this.table.market.periodState(period) === "open") this.table.market.close(period);
    }
    this.#expectStatesAgree();
  }
}

test("trades respect limits, energy and money are conserved, and every order ends once", () => {
  const seen = new Set<OrderState>();
  let tradedWh = 0;
  fc.assert(
    fc.property(flows, (flow) => {
      const auditor = new Auditor(flow);
      for (const message of flow.messages) auditor.send(message);
      auditor.closeAll();
      for (const { state } of auditor.known) {
        expect(LIVE).not.toContain(state);
        seen.add(state);
      }
      tradedWh += auditor.tradedWh;
    }),
    { numRuns: 300, seed: 539 },
  );
  const endings = ["filled", "cancelled", "killed", "expired", "excluded", "orphaned"];
  expect([...seen].sort()).toEqual(endings.sort());
  expect(tradedWh).toBeGreaterThan(1_000_000);
});

test("periods open, close, are delivered and forgotten in this order, and once", () => {
  const market = new LocalMarket({ busCount: 1, capacity: 1, networkMicroEurPerKwh: 0 });
  expect(market.periodState(1)).toBe("unknown");
  expect(() => market.close(1)).toThrow("not open");
  market.open(1);
  expect(market.periodState(1)).toBe("open");
  expect(() => market.open(1)).toThrow("opened before");
  expect(() => market.deliver(1)).toThrow("gate is not closed");
  market.close(1);
  expect(market.periodState(1)).toBe("gateClosed");
  expect(() => market.close(1)).toThrow("not open");
  expect(() => market.forget(1)).toThrow("not delivered");
  market.deliver(1);
  expect(market.periodState(1)).toBe("delivered");
  expect(() => market.open(1)).toThrow("opened before");
  market.forget(1);
  expect(market.periodState(1)).toBe("unknown");
});

test("how an order ended is known until every period that was open with it is forgotten", () => {
  const market = new LocalMarket({ busCount: 1, capacity: 9, networkMicroEurPerKwh: 0 });
  const end = (period: number) => {
    market.close(period);
    market.deliver(period);
    market.forget(period);
  };
  market.open(1);
  market.open(2);
  const early = market.submit(1, BID, 1, 0, 100, 1, freeTariff(1));
  market.cancel(early);
  end(1);
  expect(market.state(early)).toBe("cancelled");
  end(2);
  expect(market.state(early)).toBe("unknown");
});

test("a fraction of a Wh or of a µEUR/kWh is a bug", () => {
  const market = new LocalMarket({ busCount: 1, capacity: 4, networkMicroEurPerKwh: 0 });
  const halfMicro: TariffView = { ...freeTariff(1), slackMicro: 1, charge: () => 0.5 };
  market.open(1);
  expect(() => market.submit(1, BID, 1, 0, 100, 0.5, halfMicro)).toThrow("whole number of Wh");
  market.submit(1, OFFER, 1, 0, 100, 10, halfMicro);
  expect(() => market.submit(1, BID, 2, 0, 200, 10, halfMicro)).toThrow("whole number of µEUR");
});

test("100,000 resting orders at 100 buses keep their order", () => {
  const busCount = 100;
  const count = 100_000;
  const market = new EngineMarket({ busCount, capacity: count + 1, networkMicroEurPerKwh: 0 });
  const free = freeTariff(busCount);
  market.open(0);
  for (let i = 0; i < count; i++) {
    market.submit(0, OFFER, i, (i * 37) % busCount, ((i * 7919) % 997) * 100, 10, free);
  }
  market.submit(0, BID, count, 0, 99_700, 10 * count, free);
  const rows = market.tradeRows();
  const expected = rows.toSorted(
    (a, b) =>
      a.priceMicro - b.priceMicro || a.sellerBus - b.sellerBus || a.sellerAgent - b.sellerAgent,
  );
  expect(rows).toHaveLength(count);
  expect(rows).toEqual(expected);
});
