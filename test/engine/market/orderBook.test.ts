import fc from "fast-check";
import { expect, test } from "vitest";
import { BID, LocalMarket, OFFER } from "#engine/market/orderBook.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";
import { EngineMarket } from "#test/support/marketUnderTest.ts";
import { type Flow, flows, PERIODS, type SubmitMessage } from "#test/support/orderFlow.ts";

type End = "filled" | "cancelled" | "expired";

/** What the test knows of an order without asking the market. */
interface Sent extends SubmitMessage {
  id: number;
  openWh: number;
  end?: End;
}

/** Plays a flow on the engine's market, keeps books of its own and checks them after each message. */
class Auditor {
  readonly #market: EngineMarket;
  readonly #networkMicro: number;
  readonly #tariffs: Map<number, TariffView>;
  readonly #opened = new Set<number>(PERIODS);
  readonly sent: Sent[] = [];
  tradedWh = 0;

  constructor({ options, tariff }: Flow) {
    this.#market = new EngineMarket(options);
    this.#networkMicro = options.networkMicroEurPerKwh;
    this.#tariffs = new Map(PERIODS.map((period) => [period as number, tariff()]));
    for (const period of PERIODS) this.#market.open(period);
  }

  submit(message: SubmitMessage): void {
    const { period, side, agent, bus, limitMicro, energyWh } = message;
    const tariff = this.#tariffs.get(period)!;
    const id = this.#market.submit(period, side, agent, bus, limitMicro, energyWh, tariff);
    if (id < 0) return;
    const taker: Sent = { ...message, id, openWh: energyWh };
    this.sent.push(taker);
    this.#bookTrades();
    this.#expectUncrossed(taker);
  }

  cancel(order: Sent | undefined): void {
    const was = order?.openWh ?? 0;
    const done = this.#market.cancel(order?.id ?? 2 ** 45);
    expect(done).toBe(was > 0 && order?.end === undefined);
    if (order !== undefined && done) order.end = "cancelled";
  }

  toggle(period: number): void {
    if (!this.#opened.delete(period)) {
      this.#market.open(period);
      this.#opened.add(period);
      return;
    }
    this.#market.close(period);
    for (const order of this.sent) {
      if (order.period === period && order.end === undefined) order.end = "expired";
    }
  }

  closeAll(): void {
    for (const period of [...this.#opened]) this.toggle(period);
  }

  expectBooksAgree(): void {
    for (const order of this.sent) {
      expect(this.#market.restingWh(order.id)).toBe(order.end === undefined ? order.openWh : 0);
    }
  }

  /** Each trade lies within both limits, adds up to the µEUR/kWh, and is taken from both orders. */
  #bookTrades(): void {
    for (const trade of this.#market.tradeRows()) {
      const maker = this.#find(trade.makerOrder);
      const taker = this.#find(trade.takerOrder);
      const [buyer, seller] = maker.side === BID ? [maker, taker] : [taker, maker];
      const { buyerPaysMicroEurPerKwh: pays, sellerGetsMicroEurPerKwh: gets } = trade;
      expect(pays).toBeLessThanOrEqual(buyer.limitMicro);
      expect(gets).toBeGreaterThanOrEqual(seller.limitMicro);
      expect(pays).toBe(gets + trade.dnutMicro + this.#networkMicro);
      expect([trade.buyerAgent, trade.buyerBus]).toEqual([buyer.agent, buyer.bus]);
      expect([trade.sellerAgent, trade.sellerBus]).toEqual([seller.agent, seller.bus]);
      expect(buyer.agent).not.toBe(seller.agent);
      expect(buyer.side).not.toBe(seller.side);
      expect(trade.energyWh).toBe(Math.min(buyer.openWh, seller.openWh));
      this.tradedWh += trade.energyWh;
      for (const order of [buyer, seller]) {
        order.openWh -= trade.energyWh;
        if (order.openWh === 0) order.end = "filled";
      }
    }
    this.#market.trades.clear();
  }

  /** No first order of any bus trades with what is left of the order that just arrived. */
  #expectUncrossed(taker: Sent): void {
    if (taker.end !== undefined) return;
    const tariff = this.#tariffs.get(taker.period)!;
    const counters = this.sent.filter(
      (order) =>
        order.end === undefined &&
        order.period === taker.period &&
        order.side !== taker.side &&
        order.agent !== taker.agent,
    );
    const better = taker.side === BID ? -1 : 1;
    for (const bus of new Set(counters.map((order) => order.bus))) {
      const [first] = counters
        .filter((order) => order.bus === bus)
        .sort((a, b) => better * (b.limitMicro - a.limitMicro)); // stable: time stays in order
      const [buyer, seller] = taker.side === BID ? [taker, first!] : [first!, taker];
      const energyWh = Math.min(buyer.openWh, seller.openWh);
      const dnutMicro = tariff.charge(seller.bus, buyer.bus, energyWh);
      expect(buyer.limitMicro - seller.limitMicro - dnutMicro - this.#networkMicro).toBeLessThan(0);
    }
  }

  #find(id: number): Sent {
    const found = this.sent.find((order) => order.id === id);
    expect(found, `order ${id}`).toBeDefined();
    return found!;
  }
}

test("trades respect limits, energy is conserved, no arrival leaves a pair crossed, orders end once", () => {
  const seen = new Set<End | undefined>();
  let tradedWh = 0;
  fc.assert(
    fc.property(flows, (flow) => {
      const auditor = new Auditor(flow);
      for (const message of flow.messages) {
        if (message.kind === "submit") auditor.submit(message);
        if (message.kind === "cancel") auditor.cancel(auditor.sent[message.nth]);
        if (message.kind === "toggle") auditor.toggle(message.period);
        auditor.expectBooksAgree();
      }
      auditor.closeAll();
      auditor.expectBooksAgree();
      for (const order of auditor.sent) {
        expect(order.end).toBeDefined();
        expect(order.openWh === 0).toBe(order.end === "filled");
        seen.add(order.end);
      }
      tradedWh += auditor.tradedWh;
    }),
    { numRuns: 500, seed: 539 },
  );
  expect(seen).toEqual(new Set(["filled", "cancelled", "expired"]));
  expect(tradedWh).toBeGreaterThan(1_000_000);
});

test("opening an open book and closing a closed one are bugs", () => {
  const market = new LocalMarket({ busCount: 1, capacity: 1, networkMicroEurPerKwh: 0 });
  market.open(1);
  expect(() => market.open(1)).toThrow("open already");
  market.close(1);
  expect(() => market.close(1)).toThrow("not open");
});

test("a fraction of a Wh or of a µEUR/kWh is a bug", () => {
  const market = new LocalMarket({ busCount: 1, capacity: 4, networkMicroEurPerKwh: 0 });
  const halfMicro: TariffView = { ...freeTariff(1), slackMicro: 1, charge: () => 0.5 };
  market.open(1);
  expect(() => market.submit(1, BID, 1, 0, 100, 0.5, halfMicro)).toThrow("whole number of Wh");
  market.submit(1, OFFER, 1, 0, 100, 10, halfMicro);
  expect(() => market.submit(1, BID, 2, 0, 200, 10, halfMicro)).toThrow("whole number of µEUR");
});

test("more than 32 buses and thousands of orders keep their order", () => {
  const busCount = 100;
  const market = new EngineMarket({ busCount, capacity: 5_000, networkMicroEurPerKwh: 0 });
  const free = freeTariff(busCount);
  market.open(0);
  for (let i = 0; i < 5_000; i++) {
    market.submit(0, OFFER, i, (i * 37) % busCount, ((i * 7919) % 997) * 100, 10, free);
    if (i === 4_998) break; // one slot stays free for the bid
  }
  market.submit(0, BID, 5_000, 0, 99_700, 10 * 4_999, free);
  const rows = market.tradeRows();
  const expected = rows.toSorted(
    (a, b) =>
      a.priceMicro - b.priceMicro || a.sellerBus - b.sellerBus || a.sellerAgent - b.sellerAgent,
  );
  expect(rows).toHaveLength(4_999);
  expect(rows).toEqual(expected);
});
