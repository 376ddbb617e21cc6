import fc from "fast-check";
import { DSO_CM, NEED_KINDS, type NeedKind } from "#engine/coordination/needs.ts";
import type { TestNeed } from "#test/support/flexGate.ts";

/** Units below 3 lie in area 0, the others in area 1. */
export const UNITS = 6;

export interface WorldRules {
  /** Lowest price of an offer, µEUR/kWh. */
  readonly priceMin: number;
  /** Largest quantity of an offer, Wh. */
  readonly whMax: number;
  readonly kinds: readonly NeedKind[];
  /** What one Wh of a unit may relieve. */
  readonly sensitivities: readonly number[];
}

const usual: WorldRules = {
  priceMin: 0,
  whMax: 40,
  kinds: NEED_KINDS,
  sensitivities: [1, 1, 0.5, 0.01, 0],
};

/** Offers and needs of one period; a DSO's elements feel only its own units. */
export function randomFlexWorld(rules: Partial<WorldRules> = {}) {
  const { priceMin, whMax, kinds, sensitivities } = { ...usual, ...rules };
  const direction = fc.constantFrom<0 | 1>(0, 1);
  const offer = fc.record({
    unit: fc.nat(UNITS - 1),
    direction,
    wh: fc.integer({ min: 1, max: whMax }),
    price: fc.integer({ min: priceMin, max: 300_000 }),
    reserved: fc.constantFrom(0, 0, Math.ceil(whMax / 8), whMax + 10),
    agreed: fc.integer({ min: priceMin, max: 300_000 }),
  });
  const need = fc
    .record({
      kind: fc.constantFrom(...kinds),
      direction,
      wh: fc.integer({ min: -Math.ceil(whMax / 4), max: 2 * whMax + 10 }),
      dso: fc.nat(1),
      effectiveness: fc.array(fc.constantFrom(...sensitivities), {
        minLength: UNITS,
        maxLength: UNITS,
      }),
    })
    .map(withinArea);
  return fc.record({
    offers: fc.uniqueArray(offer, {
      selector: ({ unit, direction }) => 2 * unit + direction,
      maxLength: 2 * UNITS,
    }),
    needs: fc
      .array(need, { maxLength: 5 })
      .map((needs) => needs.sort((a, b) => a.kind - b.kind || a.dso - b.dso)),
  });
}

function withinArea<Wanted extends TestNeed & { dso: number; effectiveness: number[] }>(
  need: Wanted,
): Wanted {
  if (need.kind !== DSO_CM) return need;
  const effectiveness = need.effectiveness.map((perWh, unit) =>
    need.dso === Math.floor(unit / 3) ? perWh : 0,
  );
  return { ...need, effectiveness };
}

/** A random world under any listing, with and without a tight guard and counter-orders. */
export function listedFlexWorld() {
  return fc
    .tuple(
      randomFlexWorld({ priceMin: -2000 }),
      fc.record({
        policy: fc.constantFrom("value", "all-dso", "all-tso", "half"),
        explore: fc.constantFrom(Number.NaN, 0, 0.5, 0.9),
        settings: fc.record({
          safeWh: fc.constantFrom(
            () => 1e9,
            () => 7,
          ),
          isPaired: fc.boolean(),
        }),
      }),
    )
    .map(([period, rest]) => ({ ...period, ...rest }));
}
