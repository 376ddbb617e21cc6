import { BAL, DSO_CM, NEED_KINDS, type NeedKind, TSO_CM } from "#engine/coordination/needs.ts";
import type { RegistrationItem } from "#engine/settlement/applicationLifeCycle.ts";
import { admits, type Product, type ProductId } from "#engine/settlement/product.ts";
import type { ServiceWindow } from "#engine/settlement/serviceWindow.ts";
import { CALLED, cutToStep, type MarketProducts } from "#sim/operators/marketProducts.ts";

const W_PER_WH = 4;
const WORDS: Readonly<Record<NeedKind, string>> = {
  [DSO_CM]: "DSO_CM",
  [TSO_CM]: "TSO_CM",
  [BAL]: "BAL",
};
/** Who may ask, in the order of the notes. */
const ASKING: readonly { word: string; id: ProductId }[] = [
  ...NEED_KINDS.map((kind) => ({ word: WORDS[kind], id: CALLED[kind] })),
  { word: "reservation", id: "longTermCm" },
];
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
  /** What the registration leaves out. */
  readonly missing: readonly RegistrationItem[];
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
  const all = ASKING.map(({ word, id }) => ({ word, why: refusalsOf(products[id], application) }));
  const [dsoCm, tsoCm, balancing, reserved] = all.map(({ why }) => why.length === 0);
  const admitted = all.filter(({ why }) => why.length === 0).map(({ word }) => word);
  const denied = all
    .filter(({ why }) => why.length > 0)
    .map(({ word, why }) => `not ${word}: ${why.join(", ")}`);
  return {
    forNeed: [dsoCm!, tsoCm!, balancing!],
    forReservation: reserved!,
    note: [admitted.join(", "), ...denied].filter((part) => part !== "").join("; "),
  };
}

/**
 * What the market operator asks a unit for: what its registration leaves out and a product wants that would
 * admit it otherwise; with the products, as a sentence. Null where nothing is asked.
 */
export function questionOf(products: MarketProducts, application: Application): string | null {
  const complete = { ...application, missing: [] };
  const wanting = ASKING.filter(({ id }) => refusalsOf(products[id], complete).length === 0);
  const parts = application.missing.flatMap((item) => {
    const words = wanting.filter(({ id }) => products[id].asksFor.includes(item));
    return words.length === 0 ? [] : [`${item} for ${words.map(({ word }) => word).join(", ")}`];
  });
  return parts.length === 0 ? null : parts.join("; ");
}

/** At registration the larger direction counts; prices come with offers. */
function refusalsOf(
  product: Product,
  { upWh, downWh, responseMinutes, divisible, missing }: Application,
): string[] {
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
  const absent = missing.filter((item) => product.asksFor.includes(item));
  return [...refusals.map(({ reason }) => reason), ...absent.map((item) => `no ${item}`)];
}
