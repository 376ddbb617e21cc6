export const BID = 0;
export const OFFER = 1;
/** A bid buys, an offer sells. */
export type Side = typeof BID | typeof OFFER;
