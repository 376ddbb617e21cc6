import { expect } from "vitest";
import {
  BELOW_TRADED,
  DONE,
  MINIMUM_ABOVE_ENERGY,
  QUANTITY_NOT_POSITIVE,
} from "#engine/market/refusals.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import type { ConformanceCase } from "#test/conformance/localMarket.ts";
import { openPlace } from "#test/support/openPlace.ts";

/** One story for every kind of order. */
export const orderTypeStories: ConformanceCase[] = [
  {
    title: "fill-and-kill trades what it can and leaves nothing",
    check(create) {
      const { send, states, traded, market } = openPlace(create);
      send(OFFER, 5, 300);
      const id = send(BID, 5, 1000, { lifetime: "fillAndKill" });
      expect([traded(), states(id), market.restingWh(id)]).toEqual([[300], ["killed"], 0]);
      expect(states(send(BID, 5, 10, { lifetime: "fillAndKill" }))).toEqual(["killed"]);
    },
  },
  {
    title: "fill-or-kill trades in full, from several orders, or not at all",
    check(create) {
      const { send, states, traded } = openPlace(create);
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
      const { send, states, traded } = openPlace(create);
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
      const { send, traded, market } = openPlace(create);
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
      const { send, amend } = openPlace(create);
      expect(send(BID, 5, 100, { minimumWh: 101 })).toBe(MINIMUM_ABOVE_ENERGY);
      expect(amend(send(BID, 5, 100, { minimumWh: 50 }), 5, 49)).toBe(MINIMUM_ABOVE_ENERGY);
    },
  },
  {
    title: "a fill-or-kill order that was amended while it waited fills in full or not at all",
    check(create) {
      const { send, amend, traded, states } = openPlace(create);
      const parent = send(OFFER, 4, 100, { agent: 7 });
      const waits = { agent: 7, parentId: parent, lifetime: "fillOrKill" } as const;
      const [grows, shrinks] = [send(BID, 5, 300, waits), send(BID, 5, 300, waits)];
      send(OFFER, 5, 400);
      expect([amend(grows, 5, 500), amend(shrinks, 5, 200)]).toEqual([DONE, DONE]);
      send(BID, 4, 100);
      // The first would find 400 of its 500 Wh, more than the 300 that it was sent with.
      expect([traded(), states(grows, shrinks)]).toEqual([
        [100, 200],
        ["killed", "filled"],
      ]);
    },
  },
  {
    title: "a minimum stays what the owner said, also where it was all of the energy",
    check(create) {
      const { send, amend, traded, states } = openPlace(create);
      const order = send(OFFER, 5, 300, { minimumWh: 300 });
      expect([amend(order, 5, 500), amend(order, 5, 299)]).toEqual([DONE, MINIMUM_ABOVE_ENERGY]);
      send(BID, 5, 299);
      send(BID, 5, 301);
      expect([traded(), states(order)]).toEqual([[301], ["resting"]]);
    },
  },
  {
    title: "an amendment to less keeps the place, to more or to another price loses it",
    check(create) {
      const { send, amend, traded, states } = openPlace(create);
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
      const { send, amend, traded, market } = openPlace(create);
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
];
