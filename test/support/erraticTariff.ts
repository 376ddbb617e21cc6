import type { TariffView } from "#engine/market/tariffView.ts";

export interface ErraticTariffOptions {
  busCount: number;
  seed: number;
  slackMicro: number;
  /** How far a charge may lie above its bound, µEUR/kWh. */
  spreadMicro: number;
}

/**
 * A tariff without any sense but its bound: λ and charges are drawn by hash, differ by pair and by
 * energy, and all change with each trade. What a search gets right here, it gets right anywhere.
 */
export function erraticTariff(options: ErraticTariffOptions): TariffView {
  const { busCount, seed, slackMicro, spreadMicro } = options;
  const lambdaMicro = new Int32Array(busCount);
  let trades = 0;
  const redraw = () => {
    for (let bus = 0; bus < busCount; bus++) lambdaMicro[bus] = hash(seed, trades, bus) % 1_000;
  };
  redraw();
  return {
    lambdaMicro,
    get epoch() {
      return trades;
    },
    slackMicro,
    charge(sellerBus, buyerBus, energyWh) {
      const bound = lambdaMicro[sellerBus]! - lambdaMicro[buyerBus]! - slackMicro;
      const above = hash(seed + sellerBus, trades + buyerBus * 64, energyWh) % (spreadMicro + 1);
      return bound + Math.floor(above / 50) * 50;
    },
    onTrade() {
      trades++;
      redraw();
    },
  };
}

/** Mixes three numbers to 32 bits. */
function hash(a: number, b: number, c: number): number {
  let mixed = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ c, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x165667b1);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
