import type { LocalMarketplace } from "#sim/market/localMarketplace.ts";
import type { Indicators } from "#sim/run/indicators.ts";

/** What local markets count for themselves. */
type Counted = Pick<
  LocalMarketplace,
  "dnutMicroEur" | "workingCostMicroEur" | "storageFacts" | "repairsSent"
>;

/** Notes at the end of a run what its local markets have counted. */
export function noteMarkets(places: Counted, indicators: Indicators): void {
  indicators.set("dnutRevenueEur", places.dnutMicroEur() / 1e6);
  indicators.set("dnutWorkingCostEur", places.workingCostMicroEur() / 1e6);
  const { sent, arrived, orphaned, tradedWh } = places.storageFacts();
  indicators.set("linkedSales", sent);
  indicators.set("linkedSalesArrived", arrived);
  indicators.set("linkedSalesEnded", orphaned);
  indicators.set("linkedSalesMwh", tradedWh / 1e6);
  const { orders, energyWh } = places.repairsSent();
  indicators.set("repairOrders", orders);
  indicators.set("repairOrdersMwh", energyWh / 1e6);
}
