import fc from "fast-check";
import { expect, test } from "vitest";
import { type Conflict, LATENT, REALISED } from "#engine/coordination/conflict.ts";
import { ConflictCounter } from "#engine/coordination/conflictCounter.ts";
import { DSO_CM, NEED_KINDS, TSO_CM, TSO_OPERATOR } from "#engine/coordination/needs.ts";
import { relation, type Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { grantsOf, playPeriod, realised } from "#test/support/flexGate.ts";
import { listedFlexWorld, randomFlexWorld, UNITS } from "#test/support/randomFlexWorld.ts";

const world = listedFlexWorld();

const all = Object.entries<Scheme>(schemes);
const coordinated = all.filter(([, { registry }]) => registry === "one");

test.each(all)("%s: no residual is granted twice, none in both directions", (_, scheme) => {
  const property = fc.property(world, (period) => {
    const { flex, orders } = playPeriod({ scheme, unitCount: UNITS, ...period });
    const granted = new Map<string, number>();
    for (const { ledger, unit, direction, offeredWh, requestedWh, grantedWh } of flex.claims) {
      const key = `${ledger}/${unit}/${direction}`;
      granted.set(key, (granted.get(key) ?? 0) + grantedWh);
      expect(offeredWh).toBe(flex.offers.quantityWh[2 * unit + direction]);
      expect(granted.get(key)).toBeLessThanOrEqual(offeredWh);
      expect(requestedWh).toBeGreaterThan(0);
      const opposite = granted.get(`${ledger}/${unit}/${1 - direction}`) ?? 0;
      expect(Math.min(granted.get(key)!, opposite)).toBe(0);
    }
    const orderedWh = orders.reduce((sum, order) => sum + order.orderedWh, 0);
    expect(orderedWh).toBe([...granted.values()].reduce((sum, wh) => sum + wh, 0));
  });
  fc.assert(property);
});

test.each(all)("%s: what stands on a list bounds what is taken from it", (_, scheme) => {
  const property = fc.property(world, (period) => {
    const { flex } = playPeriod({ scheme, unitCount: UNITS, ...period });
    for (const kind of NEED_KINDS) {
      if (!scheme.acts.includes(kind)) expect(grantsOf(flex, kind)).toBe("");
      const isForwardedTo = scheme.forwarding !== "none" && kind > DSO_CM;
      if (isForwardedTo) continue;
      const group = NEED_KINDS.filter((other) => relation(scheme, kind, other) === "shared");
      for (let at = 0; at < 2 * UNITS; at++) {
        const takenWh = group.reduce<number>((sum, other) => sum + flex.grantedWh[other][at]!, 0);
        expect(takenWh).toBeLessThanOrEqual(flex.offers.onList[kind][at]!);
      }
    }
  });
  fc.assert(property);
});

test.each(coordinated)("%s: one registry realises no double activation", (_, scheme) => {
  const property = fc.property(world, (period) => {
    expect(realised(playPeriod({ scheme, unitCount: UNITS, ...period }).conflicts)).toEqual([]);
  });
  fc.assert(property);
});

test.each(all)("%s: the identities between sets of conflicts hold", (_, scheme) => {
  const property = fc.property(fc.array(world, { maxLength: 5 }), (periods) => {
    const counter = new ConflictCounter();
    for (const period of periods) {
      counter.add(playPeriod({ scheme, unitCount: UNITS, ...period }).conflicts);
    }
    const count = (outcome: Parameters<typeof counter.tally>[0]) => counter.tally(outcome).count;
    expect(count("latent") - count("preventedByDesign")).toBe(
      count("attempted") - count("induced"),
    );
    expect(count("attempted")).toBe(count("avoidedAtClaim") + count("realised"));
  });
  fc.assert(property, { numRuns: 40 });
});

test("uncoordinated: what is latent is realised", () => {
  const property = fc.property(world, ({ offers, needs }) => {
    const { conflicts } = playPeriod({
      scheme: schemes.uncoordinated,
      unitCount: UNITS,
      offers,
      needs,
    });
    const of = (set: Conflict["set"]) =>
      conflicts
        .filter((conflict) => conflict.set === set && conflict.pair < 2)
        .map(({ set: _, ...conflict }) => conflict);
    expect(of(REALISED)).toEqual(of(LATENT));
  });
  fc.assert(property);
});

test("2A: a merged activation has one payer, and no two needs pay for one kWh", () => {
  const property = fc.property(world, (period) => {
    const { flex, orders } = playPeriod({ scheme: schemes["2A"], unitCount: UNITS, ...period });
    for (const { unit, direction, kind } of flex.credits) {
      expect(kind).toBe(TSO_CM);
      const merged = orders.filter(
        (order) => order.unit === unit && order.direction === direction && order.kind <= TSO_CM,
      );
      // Only counter-orders let two DSOs hold a unit; then each of them is merged with the TSO by itself.
      const dsos = new Set(merged.map(({ operator }) => operator).filter((one) => one >= 0));
      expect(new Set(merged.map(({ payer }) => payer)).size).toBeLessThanOrEqual(dsos.size);
      for (const { payer, operator, penaltyWaived } of merged) {
        expect(penaltyWaived).toBe(payer === TSO_OPERATOR && operator !== TSO_OPERATOR);
      }
    }
  });
  fc.assert(property);
});

test("a single need is met as by sorting offers and taking one after another", () => {
  const property = fc.property(randomFlexWorld({ kinds: [TSO_CM] }), ({ offers, needs }) => {
    const wanted = needs[0];
    fc.pre(wanted !== undefined);
    const { flex } = playPeriod({
      scheme: schemes["1A"],
      unitCount: UNITS,
      offers,
      needs: [wanted],
      policy: "all-tso",
    });
    const usable = offers
      .filter(({ direction }) => direction === wanted.direction)
      .map(({ unit, wh, price, reserved }) => ({
        unit,
        wh: wh - Math.min(wh, reserved),
        perWh: wanted.effectiveness[unit]!,
        price,
      }))
      .filter(({ perWh, wh }) => perWh >= 0.05 && wh > 0)
      .sort((a, b) => a.price / a.perWh - b.price / b.perWh || a.unit - b.unit);
    const expected: string[] = [];
    let missing = wanted.wh;
    for (const { unit, wh, perWh } of usable) {
      if (missing <= 0) break;
      const taken = Math.min(wh, Math.ceil(missing / perWh));
      expected.push(`${unit}:${taken}`);
      missing -= taken * perWh;
    }
    expect(grantsOf(flex, TSO_CM)).toBe(expected.join(" "));
  });
  fc.assert(property, { numRuns: 300 });
});
