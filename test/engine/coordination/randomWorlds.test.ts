import fc from "fast-check";
import { expect, test } from "vitest";
import { type Conflict, LATENT, REALISED } from "#engine/coordination/conflict.ts";
import { ConflictCounter } from "#engine/coordination/conflictCounter.ts";
import { DSO_CM, NEED_KINDS, TSO_CM, TSO_OPERATOR } from "#engine/coordination/needs.ts";
import { relation, type Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { grantsOf, playPeriod, realised } from "#test/support/flexGate.ts";

const UNITS = 6;

const offer = fc.record({
  unit: fc.nat(UNITS - 1),
  direction: fc.constantFrom<0 | 1>(0, 1),
  wh: fc.integer({ min: 1, max: 40 }),
  price: fc.integer({ min: -2000, max: 300_000 }),
  reserved: fc.constantFrom(0, 0, 5, 50),
});

/** A DSO helps only itself: units below 3 lie in area 0, the others in area 1. */
const need = fc
  .record({
    kind: fc.constantFrom(...NEED_KINDS),
    direction: fc.constantFrom<0 | 1>(0, 1),
    wh: fc.integer({ min: -10, max: 90 }),
    dso: fc.nat(1),
    sensitivity: fc.array(fc.constantFrom(1, 1, 0.5, 0.01, 0), {
      minLength: UNITS,
      maxLength: UNITS,
    }),
  })
  .map(({ sensitivity, ...rest }) => ({
    ...rest,
    effectiveness: sensitivity.map((perWh, unit) =>
      rest.kind === DSO_CM && rest.dso !== Math.floor(unit / 3) ? 0 : perWh,
    ),
  }));

const world = fc.record({
  offers: fc.uniqueArray(offer, {
    selector: ({ unit, direction }) => 2 * unit + direction,
    maxLength: 2 * UNITS,
  }),
  needs: fc
    .array(need, { maxLength: 5 })
    .map((needs) => needs.sort((a, b) => a.kind - b.kind || a.dso - b.dso)),
  policy: fc.constantFrom("value", "all-dso", "all-tso", "half"),
  explore: fc.constantFrom(Number.NaN, 0, 0.5, 0.9),
  settings: fc.record({
    safeWh: fc.constantFrom(
      () => 1e9,
      () => 7,
    ),
  }),
});

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

test.each(all)(
  "%s: a need is met as far as claims and credits say, and no further than it asks",
  (_, scheme) => {
    const property = fc.property(world, ({ needs, ...period }) => {
      // One need per operator, so that none is helped or hurt by another.
      const alone = needs.filter(
        (one, at) =>
          needs.findIndex(({ kind, dso }) => kind === one.kind && dso === one.dso) === at,
      );
      const first = alone.filter(
        ({ kind, dso }) => kind === DSO_CM || dso === alone.find((n) => n.kind === kind)?.dso,
      );
      const { flex } = playPeriod({ scheme, unitCount: UNITS, needs: first, ...period });
      for (const [position, { need, metWh, creditedWh }] of flex.needs.entries()) {
        const own = flex.claims.filter((claim) => claim.need === position);
        const relief = own.reduce((sum, claim) => sum + claim.grantedWh * claim.effectiveness, 0);
        expect(metWh).toBeCloseTo(relief, 9);
        // The last Wh may give a little more than is missing.
        if (metWh > 0) expect(metWh + creditedWh).toBeLessThan(need.quantityWh + 1);
      }
    });
    fc.assert(property);
  },
);

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
  const property = fc.property(world, (period) => {
    const { conflicts } = playPeriod({
      scheme: schemes.uncoordinated,
      unitCount: UNITS,
      ...period,
    });
    const of = (set: Conflict["set"]) =>
      conflicts
        .filter((conflict) => conflict.set === set && conflict.pair < 2)
        .map(({ set: _, ...conflict }) => conflict);
    expect(of(REALISED)).toEqual(of(LATENT));
  });
  fc.assert(property);
});

test("where only DSOs have needs and all offers stand on their lists, all schemes pick the same", () => {
  const property = fc.property(world, ({ needs, offers }) => {
    const period = {
      unitCount: UNITS,
      offers,
      needs: needs.filter(({ kind }) => kind === DSO_CM),
      policy: "all-dso",
    } as const;
    const picks = (["1A", "1B", "1C", "2A", "2B", "3A", "uncoordinated"] as const).map((id) =>
      grantsOf(playPeriod({ ...period, scheme: schemes[id] }).flex, DSO_CM),
    );
    expect(new Set(picks).size).toBe(1);
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
      expect(new Set(merged.map(({ payer }) => payer)).size).toBe(1);
      for (const { payer, operator, penaltyWaived } of merged) {
        expect(penaltyWaived).toBe(payer === TSO_OPERATOR && operator !== TSO_OPERATOR);
      }
    }
  });
  fc.assert(property);
});

test("a single need is met as by sorting offers and taking one after another", () => {
  const property = fc.property(world, need, ({ offers }, { kind: _, dso: __, ...wanted }) => {
    const { flex } = playPeriod({
      scheme: schemes["1A"],
      unitCount: UNITS,
      offers,
      needs: [{ ...wanted, kind: TSO_CM }],
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
