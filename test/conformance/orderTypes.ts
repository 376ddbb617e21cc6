import { expect } from "vitest";
import type { LocalMarketOptions } from "#engine/market/localMarket.ts";
import type { OrderTerms } from "#engine/market/orderTerms.ts";
import {
  BELOW_MINIMUM,
  BELOW_TRADED,
  DONE,
  GATE_CLOSED,
  GROUP_DECIDED,
  GROUP_UNKNOWN,
  LIMIT_EXCEEDED,
  MINIMUM_ABOVE_ENERGY,
  NOT_OWNER,
  NOT_RESTING,
  ORDER_ENDED,
  OWN_ORDER,
  PARENT_ELSEWHERE,
  PARENT_ENDED,
  PARENT_UNKNOWN,
  PERIOD_UNKNOWN,
  QUANTITY_NOT_POSITIVE,
  QUANTITY_TOO_LARGE,
  UNKNOWN_BUS,
  UNKNOWN_ORDER,
} from "#engine/market/refusals.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";
import type { CreateMarket } from "#test/support/marketUnderTest.ts";

const PERIOD = 10;
const NOBODY = 2 ** 45;

/** A market of one bus, open for two periods, and short ways to send it things. */
function place(create: CreateMarket, more: Partial<LocalMarketOptions> = {}, tariff?: TariffView) {
  const market = create({ busCount: 3, capacity: 20, networkMicroEurPerKwh: 0, ...more });
  const free = tariff ?? freeTariff(3);
  market.open(PERIOD);
  market.open(PERIOD + 1);
  let agents = 0;
  const send = (
    side: Side,
    ticks: number,
    wh: number,
    terms: OrderTerms & { agent?: number; bus?: number; period?: number } = {},
  ) => {
    const { agent = agents++, bus = 0, period = PERIOD, ...special } = terms;
    return market.submit(period, side, agent, bus, ticks * 100, wh, free, special);
  };
  const amend = (id: number, ticks: number, wh: number) => market.amend(id, ticks * 100, wh, free);
  const take = (id: number, wh: number, micro: number, agent = 99, bus = 0) =>
    market.take(id, agent, bus, wh, micro, free);
  const states = (...ids: number[]) => ids.map((id) => market.state(id));
  const traded = () => market.tradeRows().map(({ energyWh }) => energyWh);
  return { market, free, send, amend, take, states, traded };
}

/** One story for every order type and every answer; `check` throws where a market does otherwise. */
export const orderTypeStories: { title: string; check(create: CreateMarket): void }[] = [
  {
    title: "fill-and-kill trades what it can and leaves nothing",
    check(create) {
      const { send, states, traded, market } = place(create);
      send(OFFER, 5, 300);
      const id = send(BID, 5, 1000, { lifetime: "fillAndKill" });
      expect([traded(), states(id), market.restingWh(id)]).toEqual([[300], ["killed"], 0]);
      expect(states(send(BID, 5, 10, { lifetime: "fillAndKill" }))).toEqual(["killed"]);
    },
  },
  {
    title: "fill-or-kill trades in full, from several orders, or not at all",
    check(create) {
      const { send, states, traded } = place(create);
      send(OFFER, 5, 300, { bus: 0 });
      send(OFFER, 4, 300, { bus: 1 });
      const tooMuch = send(BID, 5, 601, { lifetime: "fillOrKill" });
      expect([traded(), states(tooMuch)]).toEqual([[], ["killed"]]);
      const fits = send(BID, 5, 600, { lifetime: "fillOrKill" });
      expect([traded(), states(fits)]).toEqual([[300, 300], ["filled"]]);
    },
  },
  {
    title: "all-or-nothing rests until one order takes it whole",
    check(create) {
      const { send, states, traded } = place(create);
      const whole = send(OFFER, 5, 500, { minimumWh: 500 });
      const behind = send(OFFER, 6, 500);
      const small = send(BID, 6, 499);
      expect([traded(), states(whole, behind, small)]).toEqual([
        [499],
        ["resting", "resting", "filled"],
      ]);
      send(BID, 5, 501);
      expect([traded(), states(whole)]).toEqual([[499, 500], ["filled"]]);
    },
  },
  {
    title:
      "a minimum is reached in one go, by all trades of the arrival together, and then is over",
    check(create) {
      const { send, traded, market } = place(create);
      send(OFFER, 5, 200);
      const wants = send(BID, 5, 1000, { minimumWh: 300 });
      expect(traded()).toEqual([]);
      send(OFFER, 5, 299, { agent: 70 });
      expect(traded()).toEqual([]);
      send(OFFER, 5, 301, { agent: 71 });
      send(OFFER, 5, 1, { agent: 72 });
      expect(traded()).toEqual([301, 1]);
      expect(market.restingWh(wants)).toBe(698);
    },
  },
  {
    title: "a minimum above the energy is refused, also by an amendment",
    check(create) {
      const { send, amend } = place(create);
      expect(send(BID, 5, 100, { minimumWh: 101 })).toBe(MINIMUM_ABOVE_ENERGY);
      expect(amend(send(BID, 5, 100, { minimumWh: 50 }), 5, 49)).toBe(MINIMUM_ABOVE_ENERGY);
    },
  },
  {
    title: "an amendment to less keeps the place, to more or to another price loses it",
    check(create) {
      const { send, amend, traded, states } = place(create);
      const first = send(OFFER, 5, 500);
      const second = send(OFFER, 5, 400);
      expect(amend(first, 5, 300)).toBe(DONE);
      send(BID, 5, 300);
      expect(states(first, second)).toEqual(["filled", "resting"]);
      const third = send(OFFER, 5, 100);
      expect(amend(second, 5, 450)).toBe(DONE);
      send(BID, 5, 100);
      expect([traded(), states(second, third)]).toEqual([
        [300, 100],
        ["resting", "filled"],
      ]);
    },
  },
  {
    title: "an amended price may trade at once; the energy of an amendment counts what was traded",
    check(create) {
      const { send, amend, traded, market } = place(create);
      const offer = send(OFFER, 7, 500);
      send(BID, 7, 200);
      expect(amend(offer, 7, 199)).toBe(BELOW_TRADED);
      expect(amend(offer, 7, 200)).toBe(BELOW_TRADED);
      expect(amend(offer, 7, 0)).toBe(QUANTITY_NOT_POSITIVE);
      send(BID, 5, 100);
      expect(amend(offer, 5, 600)).toBe(DONE);
      expect([traded(), market.restingWh(offer), market.tradedWh(offer)]).toEqual([
        [200, 100],
        300,
        300,
      ]);
    },
  },
  {
    title: "a child waits, arrives when its parent has filled, and trades then",
    check(create) {
      const { send, states, traded } = place(create);
      const parent = send(OFFER, 5, 500, { agent: 7 });
      const child = send(BID, 4, 500, { agent: 7, parentId: parent });
      send(OFFER, 4, 100);
      expect(states(child)).toEqual(["waiting"]);
      send(BID, 5, 499);
      expect([traded(), states(child)]).toEqual([[100, 399], ["waiting"]]);
      send(BID, 5, 101);
      send(OFFER, 4, 500);
      expect([traded(), states(parent, child)]).toEqual([
        [100, 399, 101, 500],
        ["filled", "filled"],
      ]);
    },
  },
  {
    title: "a child dies with its parent, and with it its own children",
    check(create) {
      const { send, states, market } = place(create);
      const parent = send(OFFER, 5, 500, { agent: 7 });
      const child = send(OFFER, 5, 500, { agent: 7, parentId: parent });
      const grandchild = send(OFFER, 5, 500, { agent: 7, parentId: child });
      expect(market.cancel(parent)).toBe(DONE);
      expect(states(parent, child, grandchild)).toEqual(["cancelled", "orphaned", "orphaned"]);
      expect(send(OFFER, 5, 500, { agent: 7, parentId: parent })).toBe(PARENT_ENDED);
      const next = send(OFFER, 5, 500, { agent: 7 });
      const late = send(OFFER, 5, 500, { agent: 7, parentId: next });
      market.close(PERIOD);
      expect(states(next, late)).toEqual(["expired", "expired"]);
    },
  },
  {
    title:
      "a parent is known, of the same owner and in the same period; a filled one holds nobody up",
    check(create) {
      const { send, states } = place(create);
      const parent = send(OFFER, 5, 500, { agent: 7 });
      expect(send(BID, 1, 10, { agent: 7, parentId: NOBODY })).toBe(PARENT_UNKNOWN);
      expect(send(BID, 1, 10, { agent: 8, parentId: parent })).toBe(NOT_OWNER);
      expect(send(BID, 1, 10, { agent: 7, parentId: parent, period: PERIOD + 1 })).toBe(
        PARENT_ELSEWHERE,
      );
      send(BID, 5, 500);
      expect(states(send(BID, 1, 10, { agent: 7, parentId: parent }))).toEqual(["resting"]);
    },
  },
  {
    title: "of an exclusive group one order trades; the others end, in every period",
    check(create) {
      const { send, states, traded } = place(create);
      const one = send(OFFER, 5, 500, { agent: 7 });
      const two = send(OFFER, 5, 500, { agent: 7, exclusiveWithId: one });
      const three = send(OFFER, 5, 500, { agent: 7, exclusiveWithId: two, period: PERIOD + 1 });
      send(BID, 5, 700);
      expect([traded(), states(one, two, three)]).toEqual([
        [500],
        ["filled", "excluded", "excluded"],
      ]);
      const four = send(OFFER, 5, 500, { agent: 7 });
      expect(traded()).toEqual([500, 200]);
      expect(send(OFFER, 5, 500, { agent: 7, exclusiveWithId: four })).toBe(GROUP_DECIDED);
      expect(send(OFFER, 5, 500, { agent: 7, exclusiveWithId: one })).toBe(GROUP_DECIDED);
      expect(send(OFFER, 5, 500, { agent: 7, exclusiveWithId: NOBODY })).toBe(GROUP_UNKNOWN);
      const five = send(OFFER, 6, 500, { agent: 8 });
      expect(send(OFFER, 5, 500, { agent: 7, exclusiveWithId: five })).toBe(NOT_OWNER);
    },
  },
  {
    title: "a member that trades on arrival ends the others before they can trade",
    check(create) {
      const { send, states } = place(create);
      send(BID, 5, 100);
      const one = send(OFFER, 6, 500, { agent: 7 });
      const two = send(OFFER, 5, 500, { agent: 7, exclusiveWithId: one });
      expect(states(one, two)).toEqual(["excluded", "resting"]);
    },
  },
  {
    title: "without automatic matching orders rest until somebody takes them, at their limit",
    check(create) {
      const { send, take, states, traded, market } = place(create, { matching: "manual" });
      const offer = send(OFFER, 3, 500);
      const bid = send(BID, 5, 500);
      expect([traded(), states(offer, bid)]).toEqual([[], ["resting", "resting"]]);
      expect(states(take(offer, 200, 300), take(bid, 500, 450))).toEqual(["filled", "filled"]);
      const rows = market.tradeRows();
      expect(rows.map(({ priceMicro, makerSide }) => [priceMicro, makerSide])).toEqual([
        [300, OFFER],
        [500, BID],
      ]);
      expect([states(offer, bid), market.restingWh(offer)]).toEqual([["resting", "filled"], 300]);
    },
  },
  {
    title: "a purchase that cannot be made says why, and changes nothing",
    check(create) {
      const { send, take, traded } = place(create, { networkMicroEurPerKwh: 10 });
      const offer = send(OFFER, 3, 500, { agent: 7, minimumWh: 100 });
      const waits = send(OFFER, 3, 500, { agent: 7, parentId: offer });
      expect(take(NOBODY, 1, 900)).toBe(UNKNOWN_ORDER);
      expect(take(waits, 100, 900)).toBe(NOT_RESTING);
      expect(take(offer, 100, 900, 99, 3)).toBe(UNKNOWN_BUS);
      expect(take(offer, 0, 900)).toBe(QUANTITY_NOT_POSITIVE);
      expect(take(offer, 100, 900, 7)).toBe(OWN_ORDER);
      expect(take(offer, 501, 900)).toBe(QUANTITY_TOO_LARGE);
      expect(take(offer, 99, 900)).toBe(BELOW_MINIMUM);
      expect(take(offer, 100, 309)).toBe(LIMIT_EXCEEDED);
      expect(traded()).toEqual([]);
      expect(take(offer, 500, 310)).toBeGreaterThan(0);
      expect(take(offer, 1, 900)).toBe(ORDER_ENDED);
    },
  },
  {
    title: "amendments of what is unknown or has ended say so",
    check(create) {
      const { send, amend, market } = place(create);
      const filled = send(OFFER, 3, 500);
      send(BID, 3, 500);
      expect(amend(filled, 3, 600)).toBe(ORDER_ENDED);
      expect(amend(NOBODY, 3, 600)).toBe(UNKNOWN_ORDER);
      expect(market.uncross(77, freeTariff(3))).toBe(PERIOD_UNKNOWN);
      market.close(PERIOD);
      expect(market.uncross(PERIOD, freeTariff(3))).toBe(GATE_CLOSED);
    },
  },
  {
    title: "asked to uncross, the order that was sent first takes, and the other gets its limit",
    check(create) {
      const lambdaMicro = Int32Array.of(0, 500, 0);
      let epoch = 0;
      const tariff: TariffView = {
        lambdaMicro,
        get epoch() {
          return epoch;
        },
        slackMicro: 0,
        charge: (seller, buyer) => lambdaMicro[seller]! - lambdaMicro[buyer]!,
        onTrade() {},
      };
      const { send, market, states } = place(create, {}, tariff);
      const bid = send(BID, 7, 1000);
      const dear = send(OFFER, 6, 400, { bus: 1 });
      const cheap = send(OFFER, 5, 400, { bus: 1 });
      lambdaMicro[1] = 0;
      epoch++;
      expect(market.tradeRows()).toEqual([]);
      expect(market.uncross(PERIOD, tariff)).toBe(DONE);
      expect(
        market.tradeRows().map((trade) => [trade.takerOrder, trade.makerOrder, trade.priceMicro]),
      ).toEqual([
        [bid, cheap, 500],
        [bid, dear, 600],
      ]);
      expect(states(bid, dear, cheap)).toEqual(["resting", "filled", "filled"]);
    },
  },
  {
    title:
      "where the market uncrosses at once, a trade that moves the tariff brings resting ones with it",
    check(create) {
      const lambdaMicro = Int32Array.of(0, 500, 0);
      const tariff: TariffView = {
        lambdaMicro,
        get epoch() {
          return lambdaMicro[1]!;
        },
        slackMicro: 0,
        charge: (seller, buyer) => lambdaMicro[seller]! - lambdaMicro[buyer]!,
        onTrade() {
          lambdaMicro[1] = 0;
        },
      };
      const { send, market, states } = place(create, { uncrossing: "atOnce" }, tariff);
      const offer = send(OFFER, 6, 1000, { bus: 1 });
      const bid = send(BID, 7, 1000, { bus: 2 });
      expect(states(offer, bid)).toEqual(["resting", "resting"]);
      send(OFFER, 8, 10);
      send(BID, 8, 10);
      expect(states(offer, bid)).toEqual(["filled", "filled"]);
      const { takerOrder, buyerPaysMicroEurPerKwh } = market.tradeRows().at(-1)!;
      expect([takerOrder, buyerPaysMicroEurPerKwh]).toEqual([offer, 700]);
    },
  },
];
