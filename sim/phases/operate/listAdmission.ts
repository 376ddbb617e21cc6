import { DSO_CM, NEED_KINDS, type NeedKind } from "#engine/coordination/needs.ts";
import { OFFER_ROWS, rowOfferedWh, rowPriceMicro } from "#engine/coordination/offerRows.ts";
import type { OfferSet } from "#engine/coordination/offerSet.ts";
import { admits, type Product, type ProductRefusalReason } from "#engine/settlement/product.ts";
import type { Unit, UnitOffer } from "#sim/agents/unit.ts";
import {
  CALLED,
  cutToStep,
  type MarketProducts,
  runPeriods,
} from "#sim/operators/marketProducts.ts";
import type { QualifiedUnit } from "#sim/phases/qualify/qualifyUnits.ts";

const W_PER_WH = 4;
const MINUTES_PER_PERIOD = 15;

/** Told of every refusal. */
export type RefusalNote = (kind: NeedKind, reason: ProductRefusalReason, energyWh: number) => void;

/**
 * What the product of each list admits of the offers of one period: cut to its step and to what the unit
 * can hold for its longest run; nothing of what it refuses.
 */
export class ListAdmission {
  readonly #products: MarketProducts;
  readonly #units: readonly Unit[];
  readonly #qualified: readonly QualifiedUnit[];
  readonly #responseMinutes: readonly number[];
  /** By need, then by offer: most that the list takes, Wh. */
  readonly #admittedWh: readonly Int32Array[];
  /** By offer: most that the DSO may call at an agreed price, Wh. */
  readonly #readyWh: Int32Array;
  readonly #held: UnitOffer = { quantityWh: 0, priceMicro: 0, marginalMicro: 0 };

  constructor(
    products: MarketProducts,
    units: readonly Unit[],
    qualified: readonly QualifiedUnit[],
  ) {
    this.#products = products;
    this.#units = units;
    this.#qualified = qualified;
    this.#responseMinutes = units.map((unit) => unit.responseMinutes());
    this.#admittedWh = NEED_KINDS.map(() => new Int32Array(2 * units.length));
    this.#readyWh = new Int32Array(2 * units.length);
  }

  /** Looks at all offers of period `i` for the lists that exist. */
  look(
    offers: OfferSet,
    kinds: readonly NeedKind[],
    { now, i }: { now: number; i: number },
    note: RefusalNote,
  ): void {
    for (const kind of NEED_KINDS) this.#admittedWh[kind]!.fill(0);
    this.#readyWh.fill(0);
    for (let offer = 0; offer < offers.quantityWh.length; offer++) {
      if (offers.quantityWh[offer] === 0) continue;
      for (const kind of kinds) {
        const admittedWh = this.#admit(offers, offer, kind, { now, i }, note);
        this.#admittedWh[kind]![offer] = admittedWh;
      }
    }
  }

  /** Most of an offer that is ready for calls of the DSO, Wh: what is reserved has an agreed price. */
  readyWh(offer: number): number {
    return this.#readyWh[offer]!;
  }

  /** Part of `energyWh` that the list takes, 0 where that is too small. */
  fitWh(kind: NeedKind, offer: number, energyWh: number): number {
    const product = this.#products[CALLED[kind]];
    const fitWh = cutToStep(product, Math.min(energyWh, this.#admittedWh[kind]![offer]!));
    return fitWh * W_PER_WH >= product.powerWMin ? fitWh : 0;
  }

  #admit(
    offers: OfferSet,
    offer: number,
    kind: NeedKind,
    { now, i }: { now: number; i: number },
    note: RefusalNote,
  ): number {
    const product = this.#products[CALLED[kind]];
    const unit = offer >> 1;
    if (!this.#qualified[unit]!.qualification.forNeed[kind]) return 0;
    const quantityWh = offers.quantityWh[offer]!;
    const reservedWh = offers.reservedWh[offer]!;
    const heldWh = Math.min(quantityWh, this.#heldWh(product, offer, { now, i }, quantityWh));
    const energyWh = cutToStep(product, heldWh);
    const rows = OFFER_ROWS.map((isReserved) => ({
      energyWh: rowOfferedWh(offers, offer, isReserved),
      priceMicro: rowPriceMicro(offers, offer, isReserved),
    })).filter((row) => row.energyWh > 0);
    const isDear = ({ priceMicro }: { priceMicro: number }) =>
      priceMicro > product.activationCapMicroEurPerKwh;
    const refusals = admits(product, {
      powerW: energyWh * W_PER_WH,
      divisible: true,
      responseMinutes: this.#responseMinutes[unit]!,
      runMinutes: heldWh > 0 ? product.runMinutesMax : MINUTES_PER_PERIOD,
      readyMicroEurPerKwH: null,
      // Prices are looked at row by row.
      activationMicroEurPerKwh: product.activationCapMicroEurPerKwh,
      reserved: reservedWh > 0,
      window: null,
    });
    for (const { reason } of refusals) note(kind, reason, quantityWh);
    for (const row of rows.filter(isDear)) note(kind, "activationPriceAboveCap", row.energyWh);
    if (kind === DSO_CM && refusals.length === 0) this.#readyWh[offer] = energyWh;
    if (refusals.length > 0 || rows.every(isDear)) return 0;
    if (product.beyondReserved) return energyWh;
    return rows.length > 0 && isDear(rows[0]!) ? 0 : Math.min(energyWh, reservedWh);
  }

  /** What the unit can hold for the longest run of a product, Wh per period. */
  #heldWh(
    product: Product,
    offer: number,
    { now, i }: { now: number; i: number },
    quantityWh: number,
  ): number {
    const periods = runPeriods(product);
    if (periods === 1) return quantityWh;
    const direction = offer & 1 ? 1 : 0;
    this.#units[offer >> 1]!.offer(now, i, direction, this.#held, periods);
    return this.#held.quantityWh;
  }
}
