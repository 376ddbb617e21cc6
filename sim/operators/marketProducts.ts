import { BAL, DSO_CM, type NeedKind, TSO_CM } from "#engine/coordination/needs.ts";
import { PRODUCTS, type Product, type ProductId } from "#engine/settlement/product.ts";
import type { NeedName, ProductChanges } from "#scenarios/flexibilityRules.ts";
import type { FlexibilitySettings } from "#scenarios/scenario.ts";

const W_PER_WH = 4;
const PERIOD_MINUTES = 15;

/** The products of a run by their id. */
export type MarketProducts = Readonly<Record<ProductId, Product>>;

/** The product that the list of each need sells. */
export const CALLED: Readonly<Record<NeedKind, ProductId>> = {
  [DSO_CM]: "operationalCm",
  [TSO_CM]: "tsoCm",
  [BAL]: "balancing",
};

/**
 * What operators buy in a run: sizes, gates and caps of the market's other rules, changed where the
 * scenario says so. Response may take until the gate of the need allows, a call lasts one period.
 */
export function marketProducts(flexibility: FlexibilitySettings): MarketProducts {
  const { products, offerWhMin, gateLeadMinutes, priceCapMicroEurPerKwh } = flexibility;
  const called = (id: ProductId, need: NeedName): Product => ({
    ...PRODUCTS[id],
    powerWMin: W_PER_WH * offerWhMin,
    stepW: W_PER_WH,
    responseMinutesMax: gateLeadMinutes[need],
    runMinutesMax: PERIOD_MINUTES,
    activationCapMicroEurPerKwh: priceCapMicroEurPerKwh[need],
    ...given(products[id]),
  });
  const longTerm: Product = {
    ...PRODUCTS.longTermCm,
    stepW: 1,
    responseMinutesMax: gateLeadMinutes.DSO_CM,
    runMinutesMax: PERIOD_MINUTES,
    activationCapMicroEurPerKwh: priceCapMicroEurPerKwh.DSO_CM,
    ...given(products.longTermCm),
  };
  return {
    longTermCm: longTerm,
    operationalCm: called("operationalCm", "DSO_CM"),
    tsoCm: called("tsoCm", "TSO_CM"),
    balancing: called("balancing", "BAL"),
  };
}

/** Highest activation price that the list of each need admits, µEUR/kWh. */
export function activationCaps(products: MarketProducts): [number, number, number] {
  const cap = (kind: NeedKind) => products[CALLED[kind]].activationCapMicroEurPerKwh;
  return [cap(DSO_CM), cap(TSO_CM), cap(BAL)];
}

/** Periods that an offer for a product has to hold. */
export function runPeriods({ runMinutesMax }: Product): number {
  return runMinutesMax / PERIOD_MINUTES;
}

/** The largest energy per period, at most `energyWh`, that the product's step allows, Wh. */
export function cutToStep({ stepW }: Product, energyWh: number): number {
  return (Math.floor((energyWh * W_PER_WH) / stepW) * stepW) / W_PER_WH;
}

/** Only what the scenario names. */
function given(changes: ProductChanges = {}): Partial<Product> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
