import type { OfferSet } from "#engine/coordination/offerSet.ts";

/** The rows of an offer on a list: what is reserved, at the agreed price, then the rest. */
export const OFFER_ROWS = [true, false] as const;

/** Price of a row, µEUR/kWh. */
export function rowPriceMicro(
  { agreedMicro, priceMicro }: OfferSet,
  offer: number,
  isReserved: boolean,
): number {
  return (isReserved ? agreedMicro : priceMicro)[offer]!;
}

/** Energy of a row of the offer as it was made, Wh. */
export function rowOfferedWh(
  { quantityWh, reservedWh }: OfferSet,
  offer: number,
  isReserved: boolean,
): number {
  const heldWh = Math.min(reservedWh[offer]!, quantityWh[offer]!);
  return isReserved ? heldWh : quantityWh[offer]! - heldWh;
}
