import type { NeedKind } from "#engine/coordination/needs.ts";
import type { RegistrationItem } from "#engine/settlement/applicationLifeCycle.ts";
import type { ServiceWindow } from "#engine/settlement/serviceWindow.ts";

/** What a system operator buys, as data. Power in W, prices in µEUR. */
export interface Product {
  readonly id: ProductId;
  /** The need that it serves: congestion of the DSO (0) or the TSO (1), balancing (2). */
  readonly need: NeedKind;
  readonly buyer: "DSO" | "TSO";
  /** Whether it pays for holding ready, agreed months ahead, or for energy close to real time. */
  readonly kind: "reservation" | "activation";
  /** Whether units may be called that are not on the reserved list: a short-term purchase. */
  readonly beyondReserved: boolean;
  /** Smallest offer. */
  readonly powerWMin: number;
  /** Offers are whole multiples of it. */
  readonly stepW: number;
  /** Whether an offer may refuse to be taken in part. */
  readonly indivisibleAllowed: boolean;
  /** From the order to full delivery, at most, minutes. */
  readonly responseMinutesMax: number;
  /** How long one call may last; an offer has to hold it. */
  readonly runMinutesMax: number;
  /** Highest price for holding ready, µEUR per kW and hour; null where none is paid. */
  readonly readyCapMicroEurPerKwH: number | null;
  /** Highest price of an activation, µEUR/kWh. */
  readonly activationCapMicroEurPerKwh: number;
  /** What a unit has to say of itself before it is qualified. */
  readonly asksFor: readonly RegistrationItem[];
}

export type ProductId = "longTermCm" | "operationalCm" | "tsoCm" | "balancing";

const MINUTES_PER_PERIOD = 15;

/**
 * The four products of the platform. Sizes are those of low voltage: at least 1 kW as at NODES, where
 * British operators ask for 10 kW; gates lie 120, 60 and 25 minutes before delivery. Reservation pays
 * up to 25 EUR per MW and hour, activation up to 350 EUR/MWh, balancing more. A scenario may have caps
 * of its own. Whoever relieves a place says where it stands, whoever is called late proves that it is
 * quick enough, and what is reserved declares how long it can be held.
 */
export const PRODUCTS: Readonly<Record<ProductId, Product>> = {
  longTermCm: {
    id: "longTermCm",
    need: 0,
    buyer: "DSO",
    kind: "reservation",
    beyondReserved: false,
    powerWMin: 1_000,
    stepW: 100,
    indivisibleAllowed: true,
    responseMinutesMax: 120,
    runMinutesMax: 120,
    readyCapMicroEurPerKwH: 25_000,
    activationCapMicroEurPerKwh: 350_000,
    asksFor: ["meter", "coordinates", "longestRun"],
  },
  operationalCm: {
    id: "operationalCm",
    need: 0,
    buyer: "DSO",
    kind: "activation",
    beyondReserved: true,
    powerWMin: 1_000,
    stepW: 4,
    indivisibleAllowed: false,
    responseMinutesMax: 120,
    runMinutesMax: MINUTES_PER_PERIOD,
    readyCapMicroEurPerKwH: null,
    activationCapMicroEurPerKwh: 350_000,
    asksFor: ["meter", "coordinates"],
  },
  tsoCm: {
    id: "tsoCm",
    need: 1,
    buyer: "TSO",
    kind: "activation",
    beyondReserved: true,
    powerWMin: 1_000,
    stepW: 4,
    indivisibleAllowed: false,
    responseMinutesMax: 60,
    runMinutesMax: MINUTES_PER_PERIOD,
    readyCapMicroEurPerKwH: null,
    activationCapMicroEurPerKwh: 350_000,
    asksFor: ["meter", "coordinates", "responseProof"],
  },
  balancing: {
    id: "balancing",
    need: 2,
    buyer: "TSO",
    kind: "activation",
    beyondReserved: true,
    powerWMin: 1_000,
    stepW: 4,
    indivisibleAllowed: false,
    responseMinutesMax: 25,
    runMinutesMax: MINUTES_PER_PERIOD,
    readyCapMicroEurPerKwH: null,
    activationCapMicroEurPerKwh: 500_000,
    asksFor: ["meter", "responseProof"],
  },
};

/** An offer as a product looks at it. */
export interface ProductOffer {
  readonly powerW: number;
  readonly divisible: boolean;
  readonly responseMinutes: number;
  /** How long it can be held. */
  readonly runMinutes: number;
  /** Asked for holding ready, µEUR per kW and hour; null where nothing is asked. */
  readonly readyMicroEurPerKwH: number | null;
  readonly activationMicroEurPerKwh: number;
  /** Whether it stands on the reserved list. */
  readonly reserved: boolean;
  /** When it can be called; null at any time. A reservation names its window. */
  readonly window: ServiceWindow | null;
}

export type ProductRefusalReason =
  | "tooSmall"
  | "offStep"
  | "indivisible"
  | "tooSlow"
  | "tooShort"
  | "readyPriceMissing"
  | "readyPriceNotPaid"
  | "readyPriceAboveCap"
  | "readyPriceNegative"
  | "activationPriceAboveCap"
  | "notReserved"
  | "windowMissing";

/** Why an offer is not admitted, with what was found and where the limit lies. */
export interface ProductRefusal {
  readonly reason: ProductRefusalReason;
  readonly found: number | null;
  readonly limit: number | null;
}

/** Returns everything that keeps an offer out of a product; nothing where it is admitted. */
export function admits(product: Product, offer: ProductOffer): ProductRefusal[] {
  const refusals: ProductRefusal[] = [];
  const refuse = (
    isWrong: boolean,
    reason: ProductRefusalReason,
    found: number | null = null,
    limit: number | null = null,
  ) => {
    if (isWrong) refusals.push({ reason, found, limit });
  };
  const { powerW, divisible, responseMinutes, runMinutes, activationMicroEurPerKwh } = offer;
  const { powerWMin, stepW, responseMinutesMax, runMinutesMax } = product;
  const { activationCapMicroEurPerKwh } = product;
  refuse(powerW < powerWMin, "tooSmall", powerW, powerWMin);
  refuse(powerW % stepW !== 0, "offStep", powerW, stepW);
  refuse(!divisible && !product.indivisibleAllowed, "indivisible");
  refuse(responseMinutes > responseMinutesMax, "tooSlow", responseMinutes, responseMinutesMax);
  refuse(runMinutes < runMinutesMax, "tooShort", runMinutes, runMinutesMax);
  refusals.push(...readyRefusals(product, offer));
  refuse(
    activationMicroEurPerKwh > activationCapMicroEurPerKwh,
    "activationPriceAboveCap",
    activationMicroEurPerKwh,
    activationCapMicroEurPerKwh,
  );
  const isCalled = product.kind === "activation";
  refuse(isCalled && !product.beyondReserved && !offer.reserved, "notReserved");
  refuse(!isCalled && offer.window === null, "windowMissing");
  return refusals;
}

function readyRefusals(
  { readyCapMicroEurPerKwH: limit }: Product,
  { readyMicroEurPerKwH: found, reserved }: ProductOffer,
): ProductRefusal[] {
  if (found === null) {
    return limit === null ? [] : [{ reason: "readyPriceMissing", found, limit }];
  }
  // What is reserved carries its price along to the call.
  if (limit === null) return reserved ? [] : [{ reason: "readyPriceNotPaid", found, limit }];
  if (found < 0) return [{ reason: "readyPriceNegative", found, limit: 0 }];
  return found > limit ? [{ reason: "readyPriceAboveCap", found, limit }] : [];
}
