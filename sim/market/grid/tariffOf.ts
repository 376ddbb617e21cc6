import { type TariffKind, type TariffModel, tariffModel } from "#engine/market/tariffModel.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { type TariffUpdate, UpdatingTariff } from "#engine/market/updatingTariff.ts";
import type { LocalMarketSettings, Scenario } from "#scenarios/scenario.ts";
import type { AreaGrid } from "#sim/market/grid/areaGrid.ts";

/** The tariff of a kind on the terms of a scenario. */
export function tariffOf({ prices, localMarket }: Scenario, kind: TariffKind): TariffModel {
  const { networkShare, timeOfUse } = localMarket.tariff;
  const { networkMicroEurPerKwh } = prices.retail;
  return tariffModel(kind, { networkMicroEurPerKwh, networkShare, timeOfUse });
}

/** What a book sees of the grid, and how it is told that flows were solved anew. */
export interface BookView extends TariffView {
  restart(): void;
}

/** The view of a book under a tariff: charges from working flows, or none while flows go on. */
export function bookView(
  { chargesTrades }: TariffModel,
  grid: AreaGrid,
  settings: LocalMarketSettings,
): BookView {
  if (chargesTrades) return new UpdatingTariff(grid, updateOf(settings));
  return {
    lambdaMicro: new Int32Array(grid.lambdaMicro.length),
    epoch: 0,
    slackMicro: 0,
    charge: () => 0,
    onTrade: (sellerBus, buyerBus, energyWh) => grid.shift(sellerBus, buyerBus, energyWh),
    restart() {},
  };
}

function updateOf(settings: LocalMarketSettings): TariffUpdate {
  const { tradesPerRetariff, driftPerRetariffMicroEurPerKwh } = settings;
  if (tradesPerRetariff !== null) return { kind: "trades", every: tradesPerRetariff };
  return { kind: "drift", limitMicro: driftPerRetariffMicroEurPerKwh ?? 0 };
}
