import { TICK_MICRO_EUR_PER_KWH } from "#engine/market/priceGrid.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { streamKey, uniformInt } from "#sim/random/randomStream.ts";

const STATES = 64;
const SPREAD_TICKS = 40;

/**
 * A node-additive tariff of whole ticks that moves at every bus after each `every` trades, through
 * 64 states drawn before.
 */
export function steppedTariff(busCount: number, every: number): TariffView {
  const key = streamKey(1, "bench/steppedTariff");
  const states = Array.from({ length: STATES }, (_, state) =>
    Int32Array.from(
      { length: busCount },
      (_lambda, bus) =>
        uniformInt(key, state * busCount + bus, SPREAD_TICKS) * TICK_MICRO_EUR_PER_KWH,
    ),
  );
  const lambdaMicro = states[0]!.slice();
  let trades = 0;
  const view = {
    lambdaMicro,
    epoch: 0,
    slackMicro: 0,
    charge: (sellerBus: number, buyerBus: number) =>
      lambdaMicro[sellerBus]! - lambdaMicro[buyerBus]!,
    onTrade() {
      trades++;
      if (trades % every !== 0) return;
      view.epoch++;
      lambdaMicro.set(states[view.epoch % STATES]!);
    },
  };
  return view;
}
