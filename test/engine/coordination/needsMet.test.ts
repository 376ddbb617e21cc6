import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClaimEntry, FlexPeriod, NeedState } from "#engine/coordination/flexPeriod.ts";
import { isJoint } from "#engine/coordination/gatePlan.ts";
import { BAL, DOWN, DSO_CM, type NeedKind, TSO_CM } from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { netUpWh } from "#engine/coordination/visibleClaims.ts";
import { playPeriod } from "#test/support/flexGate.ts";
import { listedFlexWorld, randomFlexWorld, UNITS } from "#test/support/randomFlexWorld.ts";

const world = listedFlexWorld();

const all = Object.entries<Scheme>(schemes);

/** What the claims at one gate do to a need, Wh of relief. */
function reliefWh({ need }: NeedState, claims: readonly ClaimEntry[]): number {
  return claims.reduce((sum, { unit, direction, grantedWh }) => {
    const towards = direction === need.direction ? 1 : -1;
    return sum + towards * need.effectiveness[unit]! * grantedWh;
  }, 0);
}

test.each(all)("%s: a need is met by what its operators claim at its gate", (_, scheme) => {
  const property = fc.property(world, (period) => {
    const { flex } = playPeriod({ scheme, unitCount: UNITS, ...period });
    const gateOf = (kind: NeedKind) => flex.gates.find(({ kinds }) => kinds.includes(kind))!;
    for (const state of flex.needs) {
      const { kind, operator } = state.need;
      const gate = gateOf(kind);
      const own = flex.claims.filter((claim) =>
        isJoint(scheme, gate.kinds)
          ? gate.kinds.includes(claim.kind) && flex.needs[claim.need]!.need.origin === undefined
          : claim.kind === kind && claim.operator === operator && isOf(flex, claim, state),
      );
      if (state.need.origin === undefined) expect(state.metWh).toBeCloseTo(reliefWh(state, own), 6);
    }
  });
  fc.assert(property);
});

/** Counter-orders are picked for a need of their own and do not act on those that caused them. */
function isOf(flex: FlexPeriod, claim: ClaimEntry, { need }: NeedState): boolean {
  return flex.needs[claim.need]!.need.origin === need.origin;
}

const joint = all.filter(([, { clearing }]) => clearing === "joint");

test.each(joint)("%s: a joint gate claims no Wh that none of its needs wants", (_, scheme) => {
  // Where offers cost something: nobody is paid for being activated.
  const property = fc.property(randomFlexWorld({ priceMin: 1 }), (period) => {
    const { flex } = playPeriod({ scheme, unitCount: UNITS, policy: "all-dso", ...period });
    const kinds = flex.gates.find((gate) => isJoint(scheme, gate.kinds))!.kinds;
    const states = flex.needs.filter(({ need }) => kinds.includes(need.kind));
    for (const claim of flex.claims) {
      if (!kinds.includes(claim.kind) || claim.grantedWh === 0) continue;
      const isWanted = states.some(
        (state) =>
          reliefWh(state, [claim]) > 0 &&
          // Each offer is rounded up to whole Wh.
          state.metWh + state.creditedWh < state.need.quantityWh + UNITS,
      );
      expect(isWanted).toBe(true);
    }
  });
  fc.assert(property);
});

test.each(all)("%s: a single need per operator is met no further than it asks", (_, scheme) => {
  const property = fc.property(world, ({ needs, ...period }) => {
    const first = needs.filter(
      (one, at) =>
        one.kind === DSO_CM &&
        needs.findIndex(({ kind, dso }) => kind === one.kind && dso === one.dso) === at,
    );
    const offers = period.offers.filter(({ price }) => price > 0);
    const { flex } = playPeriod({ scheme, unitCount: UNITS, ...period, offers, needs: first });
    for (const { need, metWh } of flex.needs) {
      // The last Wh may give a little more than is missing.
      if (metWh > 0) expect(metWh).toBeLessThan(need.quantityWh + 1);
    }
  });
  fc.assert(property);
});

test.each(all)("%s: paired picks and counter-orders come to what found no pair", (_, scheme) => {
  const property = fc.property(world, (period) => {
    const settings = { ...period.settings, isPaired: true };
    const { flex } = playPeriod({ scheme, unitCount: UNITS, ...period, settings });
    for (const kind of [DSO_CM, TSO_CM] as const) {
      const gate = flex.gates.find(({ kinds }) => kinds.includes(kind));
      // Where balancing is cleared together with congestion, it is the balance that decides.
      if (gate === undefined || (isJoint(scheme, gate.kinds) && gate.kinds.includes(BAL))) continue;
      const operators = new Set(flex.claims.map(({ operator }) => operator));
      for (const operator of operators) {
        const own = flex.claims.filter((one) => one.kind === kind && one.operator === operator);
        const counter = flex.needs.find(
          ({ need }) =>
            need.origin === "rebalancing" && need.kind === kind && need.operator === operator,
        );
        const restWh = counter === undefined ? 0 : counter.need.quantityWh - counter.metWh;
        const restUpWh = counter?.need.direction === DOWN ? restWh : -restWh;
        expect(netUpWh(own)).toBeCloseTo(restUpWh, 9);
      }
    }
  });
  fc.assert(property);
});
