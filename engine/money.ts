/**
 * Exact money arithmetic. Energies are integer Wh, prices integer µEUR/kWh, amounts integer µEUR.
 * What is paid out rounds down, what is charged rounds up, also for negative prices; the
 * difference goes to the rounding account.
 */

const WH_PER_KWH = 1000;

/** What is paid out for `energyWh`: the product rounded towards minus infinity, µEUR. */
export function amountDown(priceMicroEurPerKwh: number, energyWh: number): number {
  return Math.floor((priceMicroEurPerKwh * energyWh) / WH_PER_KWH) + 0;
}

/** What is charged for `energyWh`: the product rounded towards plus infinity, µEUR. */
export function amountUp(priceMicroEurPerKwh: number, energyWh: number): number {
  return Math.ceil((priceMicroEurPerKwh * energyWh) / WH_PER_KWH) + 0;
}
