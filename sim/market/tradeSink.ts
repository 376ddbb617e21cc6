/** Where trades go, as the ledger needs them. Energies Wh, prices µEUR/kWh. */
export type TradeSink = (trade: {
  period: number;
  buyer: number;
  seller: number;
  energyWh: number;
  priceMicro: number;
  dnutMicro: number;
  restingOffer: boolean;
}) => void;
