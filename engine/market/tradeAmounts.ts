import { assert } from "#engine/assert.ts";
import { amountDown, amountUp } from "#engine/money.ts";

/** One trade in money, whole µEUR; what is paid is positive. */
export interface TradeAmounts {
  /** What the buyer pays in all. */
  readonly buyerMicroEur: number;
  /** What the seller gets in all. */
  readonly sellerMicroEur: number;
  /** What the grid gets; negative for a reward that it pays. */
  readonly dnutMicroEur: number;
  readonly networkMicroEur: number;
  /** What rounding leaves over: 0 to 3. */
  readonly roundingMicroEur: number;
}

/**
 * Turns a trade into money: what is charged rounds up, what is paid out rounds down, and the
 * difference goes to the rounding account, so that
 *
 *     buyer = seller + DNUT + network component + rounding        to the µEUR
 *
 * @param energyWh - Whole Wh. All prices are whole µEUR/kWh.
 */
export function tradeAmounts(trade: {
  readonly energyWh: number;
  readonly buyerPaysMicroEurPerKwh: number;
  readonly sellerGetsMicroEurPerKwh: number;
  readonly dnutMicro: number;
  readonly networkMicro: number;
}): TradeAmounts {
  const { energyWh, dnutMicro, networkMicro } = trade;
  const { buyerPaysMicroEurPerKwh: pays, sellerGetsMicroEurPerKwh: gets } = trade;
  assert(pays === gets + dnutMicro + networkMicro, "a buyer pays what seller and grid get");
  const buyerMicroEur = amountUp(pays, energyWh);
  const sellerMicroEur = amountDown(gets, energyWh);
  const dnutMicroEur = amountDown(dnutMicro, energyWh);
  const networkMicroEur = amountDown(networkMicro, energyWh);
  const roundingMicroEur = buyerMicroEur - sellerMicroEur - dnutMicroEur - networkMicroEur;
  assert(roundingMicroEur >= 0 && roundingMicroEur <= 3, "rounding leaves less than 4 µEUR over");
  return { buyerMicroEur, sellerMicroEur, dnutMicroEur, networkMicroEur, roundingMicroEur };
}
