/** One customer in one period; integer Wh, consumption positive. */
export interface RetailEnergy {
  readonly meteredWh: number;
  /** Paid flexibility of the customer, up and down. */
  readonly deliveredUpWh: number;
  readonly deliveredDownWh: number;
  /** Traded in the local market. */
  readonly boughtWh: number;
  readonly soldWh: number;
}

/**
 * What is left for the retailer, Wh: positive is import, negative feed-in. Flexibility that was paid
 * counts as if it had not been delivered, so that an activated kWh is not paid twice.
 */
export function retailQuantityWh(energy: RetailEnergy): number {
  const { meteredWh, deliveredUpWh, deliveredDownWh, boughtWh, soldWh } = energy;
  return meteredWh + deliveredUpWh - deliveredDownWh - boughtWh + soldWh;
}

/** Deviation of a customer from its nomination, corrected by paid flexibility, Wh: positive is short. */
export function imbalanceQuantityWh(
  { meteredWh, deliveredUpWh, deliveredDownWh }: RetailEnergy,
  nominatedWh: number,
): number {
  return meteredWh + deliveredUpWh - deliveredDownWh - nominatedWh;
}
