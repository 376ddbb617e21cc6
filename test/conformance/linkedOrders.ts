import { expect } from "vitest";
import {
  BELOW_MINIMUM,
  DONE,
  GATE_CLOSED,
  GROUP_DECIDED,
  GROUP_UNKNOWN,
  LIMIT_EXCEEDED,
  NOT_OWNER,
  NOT_RESTING,
  ORDER_ENDED,
  OWN_ORDER,
  PARENT_ENDED,
  PARENT_UNKNOWN,
  PERIOD_UNKNOWN,
  QUANTITY_NOT_POSITIVE,
  QUANTITY_TOO_LARGE,
  UNKNOWN_BUS,
  UNKNOWN_ORDER,
} from "#engine/market/refusals.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";
import type { ConformanceCase } from "#test/conformance/localMarket.ts";
import { NOBODY, openPlace, PERIOD } from "#test/support/openPlace.ts";

/** Orders that depend on others, are chosen by others, or come to cross others. */
export const linkedOrderStories: ConformanceCase[] = [
  {
    title: "a child waits, arrives when its parent has filled, and trades then",
    check(create) {
      const { send, states, traded } = openPlace(create);
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
      const { send, states, market } = openPlace(create);
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
    title: "a parent is known and of the same owner; a filled one holds nobody up",
    check(create) {
      const { send, states } = openPlace(create);
      const parent = send(OFFER, 5, 500, { agent: 7 });
      expect(send(BID, 1, 10, { agent: 7, parentId: NOBODY })).toBe(PARENT_UNKNOWN);
      expect(send(BID, 1, 10, { agent: 8, parentId: parent })).toBe(NOT_OWNER);
      send(BID, 5, 500);
      const later = { agent: 7, parentId: parent, period: PERIOD + 1 };
      const children = [send(BID, 1, 10, { ...later, period: PERIOD }), send(BID, 1, 10, later)];
      expect(states(...children)).toEqual(["resting", "resting"]);
    },
  },
  {
    title: "of an exclusive group one order trades; the others end, in every period",
    check(create) {
      const { send, states, traded } = openPlace(create);
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
    title: "members of a group end excluded, also where one is the child of another",
    check(create) {
      const { send, states } = openPlace(create);
      const own = { agent: 7 };
      for (const first of [true, false]) {
        const one = send(OFFER, 5, 500, own);
        const two = send(OFFER, 6, 500, { ...own, exclusiveWithId: one });
        // Whichever member it names: the order within the group does not matter.
        const exclusiveWithId = first ? one : two;
        const child = send(OFFER, 6, 500, { ...own, parentId: two, exclusiveWithId });
        const other = send(OFFER, 6, 500, { ...own, parentId: two });
        send(BID, 5, 500);
        expect(states(one, two, child, other)).toEqual([
          "filled",
          "excluded",
          "excluded",
          "orphaned",
        ]);
      }
    },
  },
  {
    title: "a member that trades on arrival ends the others before they can trade",
    check(create) {
      const { send, states } = openPlace(create);
      send(BID, 5, 100);
      const one = send(OFFER, 6, 500, { agent: 7 });
      const two = send(OFFER, 5, 500, { agent: 7, exclusiveWithId: one });
      expect(states(one, two)).toEqual(["excluded", "resting"]);
    },
  },
  {
    title: "without automatic matching orders rest until somebody takes them, at their limit",
    check(create) {
      const { send, take, states, traded, market } = openPlace(create, { matching: "manual" });
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
      const { send, take, traded } = openPlace(create, { networkMicroEurPerKwh: 10 });
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
      const { send, amend, market } = openPlace(create);
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
      const { send, market, states } = openPlace(create, {}, tariff);
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
      const { send, market, states } = openPlace(create, { uncrossing: "atOnce" }, tariff);
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
