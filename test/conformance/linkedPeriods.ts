import { expect } from "vitest";
import { DONE, GATE_CLOSED, PERIOD_UNKNOWN } from "#engine/market/refusals.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import type { ConformanceCase } from "#test/conformance/localMarket.ts";
import { openPlace, PERIOD } from "#test/support/openPlace.ts";

const LATER = PERIOD + 1;

/** A storage at bus 0 that sells in the later period what it buys in the earlier one. */
function storage(create: Parameters<ConformanceCase["check"]>[0]) {
  const place = openPlace(create);
  const parent = place.send(BID, 4, 500, { agent: 7 });
  const child = place.send(OFFER, 6, 450, { agent: 7, period: LATER, parentId: parent });
  return { ...place, parent, child };
}

/** Orders whose parents stand in the book of another period. */
export const linkedPeriodStories: ConformanceCase[] = [
  {
    title: "a child in another period waits, and arrives in its own once its parent has filled",
    check(create) {
      const { send, states, traded, market, free, parent, child } = storage(create);
      const buyer = send(BID, 6, 450, { agent: 3, period: LATER });
      send(OFFER, 4, 499);
      expect(market.arriveChildren(LATER, free)).toBe(DONE);
      expect([states(parent, child), traded()]).toEqual([["resting", "waiting"], [499]]);
      send(OFFER, 4, 1);
      expect([states(parent, child), traded()]).toEqual([
        ["filled", "waiting"],
        [499, 1],
      ]);
      expect(market.arriveChildren(PERIOD, free)).toBe(DONE);
      expect(states(child)).toEqual(["waiting"]);
      expect(market.arriveChildren(LATER, free)).toBe(DONE);
      expect([states(child, buyer), traded()]).toEqual([
        ["filled", "filled"],
        [499, 1, 450],
      ]);
    },
  },
  {
    title: "it arrives behind the next order of its own book, at the tariff of that",
    check(create) {
      const charges: number[] = [];
      const tariffOf = (micro: number): TariffView => ({
        ...{ lambdaMicro: new Int32Array(3), epoch: 0, slackMicro: micro },
        charge: () => micro,
        onTrade: () => charges.push(micro),
      });
      const market = create({ busCount: 3, capacity: 20, networkMicroEurPerKwh: 0 });
      for (const period of [PERIOD, LATER]) market.open(period);
      const parent = market.submit(PERIOD, BID, 7, 0, 400, 500, tariffOf(0));
      const terms = { parentId: parent };
      const child = market.submit(LATER, OFFER, 7, 0, 600, 450, tariffOf(0), terms);
      market.submit(PERIOD, OFFER, 1, 1, 300, 500, tariffOf(100));
      expect(market.state(child)).toBe("waiting");
      market.submit(LATER, BID, 2, 1, 800, 450, tariffOf(200));
      expect([market.state(child), charges]).toEqual(["filled", [100, 200]]);
    },
  },
  {
    title: "a parent's cancel or gate orphans its children in other periods",
    check(create) {
      for (const end of ["cancel", "close"] as const) {
        const { market, states, parent, child, send } = storage(create);
        const deep = send(OFFER, 6, 9, { agent: 7, parentId: child });
        expect(market.state(deep)).toBe("waiting");
        if (end === "cancel") market.cancel(parent);
        else market.close(PERIOD);
        const ends = end === "cancel" ? ["cancelled", "orphaned"] : ["expired", "expired"];
        expect(states(parent, child, deep)).toEqual([ends[0], "orphaned", ends[1]]);
      }
    },
  },
  {
    title: "the gate of its own period ends a child, whether its parent rests or has filled",
    check(create) {
      for (const fills of [false, true]) {
        const { market, states, parent, child, send, free } = storage(create);
        if (fills) send(OFFER, 4, 500);
        market.close(LATER);
        expect(states(parent, child)).toEqual([fills ? "filled" : "resting", "expired"]);
        expect(market.arriveChildren(LATER, free)).toBe(GATE_CLOSED);
      }
    },
  },
  {
    title:
      "a child may be withdrawn or amended before it arrives, and comes with what it then asks",
    check(create) {
      const { market, send, states, child, free, amend } = storage(create);
      const other = send(OFFER, 5, 100, { agent: 7, period: LATER, parentId: child });
      expect(amend(child, 5, 300)).toBe(DONE);
      send(OFFER, 4, 500);
      expect(states(child, other)).toEqual(["waiting", "waiting"]);
      expect(market.cancel(child)).toBe(DONE);
      expect([market.arriveChildren(LATER, free), ...states(child, other)]).toEqual([
        DONE,
        "cancelled",
        "orphaned",
      ]);
    },
  },
  {
    title: "children of several books keep the order in which their parents filled",
    check(create) {
      const { send, market, free } = openPlace(create);
      const parents = [1, 2, 3].map((agent) => send(BID, 4 + agent, 100, { agent }));
      const children = parents.map((parentId, k) => {
        return send(OFFER, 5, 100, { agent: k + 1, parentId, period: k === 1 ? PERIOD : LATER });
      });
      send(OFFER, 4, 300); // the dearest bid first
      send(BID, 5, 100, { agent: 9, period: LATER + 5 }); // refused: nobody arrives by it
      expect(market.state(children[2]!)).toBe("waiting");
      market.arriveChildren(LATER, free);
      send(BID, 5, 100, { agent: 9, period: LATER });
      expect(children.map((id) => market.state(id))).toEqual(["resting", "resting", "filled"]);
    },
  },
  {
    title: "of a group over periods a child ends with the others",
    check(create) {
      const { send, states } = openPlace(create);
      const parent = send(BID, 4, 500, { agent: 7 });
      const rival = send(OFFER, 6, 450, { agent: 7 });
      const terms = { agent: 7, period: LATER, parentId: parent, exclusiveWithId: rival };
      const child = send(OFFER, 6, 450, terms);
      send(OFFER, 4, 500);
      send(BID, 6, 1);
      expect(states(parent, rival, child)).toEqual(["filled", "resting", "excluded"]);
    },
  },
  {
    title: "children are asked to arrive in an open period only",
    check(create) {
      const { market, free } = openPlace(create);
      expect(market.arriveChildren(77, free)).toBe(PERIOD_UNKNOWN);
      expect(market.arriveChildren(PERIOD, free)).toBe(DONE);
      market.close(PERIOD);
      expect(market.arriveChildren(PERIOD, free)).toBe(GATE_CLOSED);
    },
  },
];
