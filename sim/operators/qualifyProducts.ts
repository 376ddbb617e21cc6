import { BAL, DSO_CM, NEED_KINDS, type NeedKind, TSO_CM } from "#engine/coordination/needs.ts";
import {
  admits,
  type Product,
  type ProductId,
  type ProductRefusalReason,
} from "#engine/settlement/product.ts";
import type { ServiceWindow } from "#engine/settlement/serviceWindow.ts";
import { CALLED, cutToStep, type MarketProducts } from "#sim/operators/marketProducts.ts";

const W_PER_WH = 4;
const WORDS: Readonly<Record<NeedKind, string>> = {
  [DSO_CM]: "DSO_CM",
  [TSO_CM]: "TSO_CM",
  [BAL]: "BAL",
};
const ANY_TIME: ServiceWindow = {
  firstDate: "0000-01-01",
  lastDate: "9999-12-31",
  days: "all",
  minuteFrom: 0,
  minuteTo: 1440,
};

/** What a unit says of itself when it applies. */
export interface Application {
  /** Most it may change within a period, Wh. */
  readonly upWh: number;
  readonly downWh: number;
  readonly responseMinutes: number;
  readonly divisible: boolean;
}

/** For what a unit is qualified, and why not for the rest. */
export interface Qualification {
  /** By need: whether it may stand on the list. */
  readonly forNeed: readonly [boolean, boolean, boolean];
  readonly forReservation: boolean;
  readonly note: string;
}

/** Looks at an application product by product. */
export function qualifyProducts(products: MarketProducts, application: Application): Qualification {
  const refused = (id: ProductId) => refusalsOf(products[id], application);
  const called = NEED_KINDS.map((kind) => ({ word: WORDS[kind], why: refused(CALLED[kind]) }));
  const reserved = { word: "reservation", why: refused("longTermCm") };
  const all = [...called, reserved];
  const admitted = all.filter(({ why }) => why.length === 0).map(({ word }) => word);
  const denied = all
    .filter(({ why }) => why.length > 0)
    .map(({ word, why }) => `not ${word}: ${why.join(", ")}`);
  return {
    forNeed: [called[0]!, called[1]!, called[2]!].map(({ why }) => why.length === 0) as [
      boolean,
      boolean,
      boolean,
    ],
    forReservation: reserved.why.length === 0,
    note: [admitted.join(", "), ...denied].filter((part) => part !== "").join("; "),
  };
}

/** At registration the larger direction counts; prices come with offers. */
function refusalsOf(
  product: Product,
  { upWh, downWh, responseMinutes, divisible }: Application,
): ProductRefusalReason[] {
  const isAuction = product.kind === "reservation";
  const refusals = admits(product, {
    powerW: cutToStep(product, Math.max(upWh, downWh)) * W_PER_WH,
    // Only auctions know offers of all or nothing; what is called may be called in part.
    divisible: divisible || !isAuction,
    responseMinutes,
    runMinutes: product.runMinutesMax,
    readyMicroEurPerKwH: isAuction ? 0 : null,
    activationMicroEurPerKwh: 0,
    reserved: true,
    window: ANY_TIME,
  });
  return refusals.map(({ reason }) => reason);
}
